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
//= Between the main thread's load of `WAITING` on line 9 and its store on line 10, thread 1 stored on line 10, so the main thread replaced a value that it had not read. The main thread read 1, thread 1 made it 0, and the main thread then stored 0. A `load` and a `store` are two steps. `swap` makes them one.
