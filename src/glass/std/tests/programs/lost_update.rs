//! Two threads that read and write a counter in two steps.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let count = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let seen = count.load(SeqCst);
                count.store(seen + 1, SeqCst);
            });
        }
    });
    println!("{}", count.into_inner());
}
