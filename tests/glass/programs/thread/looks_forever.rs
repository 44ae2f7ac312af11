//@ ends spinning
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

static READY: AtomicBool = AtomicBool::new(false);

fn main() {
    let waiter = thread::spawn(|| {
        while !READY.load(Ordering::Acquire) {
            thread::yield_now();
        }
    });
    waiter.join().unwrap();
}
//= Thread 1 reads `READY` on line 9 again and again: it is false. No thread has ever changed it. No other thread can change it: the main thread waits on line 13.
