//! A counter for the rows that several threads read.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// A handle to a counter. All its clones should count together.
struct Counter {
    /// What this handle has counted.
    rows: Cell<u64>,
    /// What all dropped handles have counted.
    all: Arc<AtomicU64>,
}

impl Clone for Counter {
    fn clone(&self) -> Self {
        Counter {
            rows: Cell::new(0),
            all: Arc::clone(&self.all),
        }
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.all.fetch_add(self.rows.get(), Ordering::Relaxed);
    }
}

impl Counter {
    fn new() -> Self {
        Counter {
            rows: Cell::new(0),
            all: Arc::default(),
        }
    }

    /// Counts one row.
    fn count(&self) {
        self.rows.set(self.rows.get() + 1);
    }

    /// Returns how many rows all clones have counted.
    fn total(&self) -> u64 {
        self.rows.get() + self.all.load(Ordering::Relaxed)
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
