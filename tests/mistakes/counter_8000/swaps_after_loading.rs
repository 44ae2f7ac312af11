//! A counter for the rows that several threads read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// A handle to a counter. All its clones should count together.
#[derive(Clone)]
struct Counter {
    // Change this field, and the code that uses it: every clone counts for itself.
    rows: Arc<AtomicU64>,
}

impl Counter {
    fn new() -> Self {
        Counter {
            rows: Arc::new(AtomicU64::new(0)),
        }
    }

    /// Counts one row.
    fn count(&self) {
        let n = self.rows.load(Ordering::SeqCst);
        self.rows.swap(n + 1, Ordering::SeqCst);
    }

    /// Returns how many rows all clones have counted.
    fn total(&self) -> u64 {
        self.rows.load(Ordering::SeqCst)
    }
}

fn main() {
    let counter = Counter::new();
    let mut workers = Vec::new();
    for _ in 0..8 {
        let counter = counter.clone();
        workers.push(thread::spawn(move || {
            for _ in 0..1000 {
                counter.count();
            }
        }));
    }
    for worker in workers {
        worker.join().expect("no worker panics");
    }
    println!("final count = {}", counter.total());
}
