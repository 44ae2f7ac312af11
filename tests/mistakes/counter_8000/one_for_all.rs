//! A counter for the rows that several threads read.

use std::sync::Mutex;
use std::thread;

static ROWS: Mutex<u64> = Mutex::new(0);

/// A handle to a counter. All its clones should count together.
#[derive(Clone)]
struct Counter;

impl Counter {
    fn new() -> Self {
        Counter
    }

    /// Counts one row.
    fn count(&self) {
        *ROWS.lock().unwrap() += 1;
    }

    /// Returns how many rows all clones have counted.
    fn total(&self) -> u64 {
        *ROWS.lock().unwrap()
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
