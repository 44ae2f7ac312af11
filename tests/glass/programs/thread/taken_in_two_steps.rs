//@ choices 0,1
//@ ends panicked
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

static WAITING: AtomicU32 = AtomicU32::new(1);

fn take() -> u32 {
    let all = WAITING.load(SeqCst);
    WAITING.store(0, SeqCst);
    all
}

fn main() {
    let (ours, theirs) = thread::scope(|scope| {
        let other = scope.spawn(take);
        (take(), other.join().unwrap())
    });
    assert_eq!(ours + theirs, 1);
}
//= Between the main thread's load of `WAITING` on line 9 and its store on line 10, thread 1 loaded and stored it on the same lines. Both read it before either of them stored 0: the main thread read 1, and thread 1 read 1. A `load` and a `store` are two steps. `swap` makes them one.
