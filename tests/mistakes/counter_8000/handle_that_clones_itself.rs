//! A counter for the rows that several threads read.

use std::sync::{Arc, Mutex};
use std::thread;

/// A handle to a counter. All its clones should count together.
#[derive(Clone)]
struct Counter {
    rows: Arc<Mutex<u64>>,
}

impl Counter {
    fn new() -> Self {
        Counter {
            rows: Arc::default(),
        }
    }

    /// Counts one row.
    fn count(&self) {
        *self.rows.lock().unwrap() += 1;
    }

    /// Returns how many rows all clones have counted.
    fn total(&self) -> u64 {
        *self.rows.lock().unwrap()
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

impl Drop for Counter {
    fn drop(&mut self) {
        drop(self.clone());
    }
}
