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
//= Thread 1 checks `READY` on line 9 again and again, but nothing changes anymore.
