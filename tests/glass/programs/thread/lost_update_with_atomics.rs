//@ choices 0,1
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

static COUNT: AtomicUsize = AtomicUsize::new(0);

fn add_one() {
    let seen = COUNT.load(Ordering::SeqCst);
    COUNT.store(seen + 1, Ordering::SeqCst);
}

fn main() {
    let other = thread::spawn(add_one);
    add_one();
    other.join().unwrap();
    println!("{}", COUNT.load(Ordering::SeqCst));
}
//> 1
//= Between the main thread's load of `COUNT` on line 8 and its store on line 9, thread 1 stored on line 9: that change is lost. The main thread read 0, thread 1 made it 1, and the main thread then stored 1. A load and a store are two steps. `fetch_update`, or a method such as `fetch_add`, makes them one.
