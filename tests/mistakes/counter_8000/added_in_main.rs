//! A counter for the rows that several threads read.

use std::cell::Cell;
use std::thread;

/// A handle to a counter. All its clones should count together.
#[derive(Clone)]
struct Counter {
    // Change this field, and the code that uses it: every clone counts for itself.
    rows: Cell<u64>,
}

impl Counter {
    fn new() -> Self {
        Counter { rows: Cell::new(0) }
    }

    /// Counts one row.
    fn count(&self) {
        self.rows.set(self.rows.get() + 1);
    }

    /// Returns how many rows all clones have counted.
    fn total(&self) -> u64 {
        self.rows.get()
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
            counter.total()
        }));
    }
    let mut total = 0;
    for worker in workers {
        total += worker.join().expect("no worker panics");
    }
    println!("final count = {}", total);
}
