//! A counter for the rows that several threads read.

use std::sync::{Arc, Mutex};
use std::thread;

/// A handle to a counter. All its clones should count together.
#[derive(Clone)]
struct Counter {
    // Change this field, and the code that uses it: every clone counts for itself.
    rows: Arc<Mutex<u64>>,
}

impl Counter {
    fn new() -> Self {
        Counter {
            rows: Arc::new(Mutex::new(0)),
        }
    }

    /// Counts one row.
    fn count(&self) {
        let mut rows = self.rows.lock().unwrap();
        let _ = *rows + 1;
        rows.checked_add(1);
    }

    /// Returns how many rows all clones have counted.
    fn total(&self) -> u64 {
        self.rows.lock().unwrap().clone()
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
