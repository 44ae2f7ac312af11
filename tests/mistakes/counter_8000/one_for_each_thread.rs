//! A counter for the rows that several threads read.

use std::cell::Cell;

thread_local! {
    static ROWS: Cell<u64> = const { Cell::new(0) };
}
use std::thread;

/// A handle to a counter. All its clones should count together.
#[derive(Clone)]
struct Counter {
    // Change this field, and the code that uses it: every clone counts for itself.
    rows: (),
}

impl Counter {
    fn new() -> Self {
        Counter { rows: () }
    }

    /// Counts one row.
    fn count(&self) {
        ROWS.set(ROWS.get() + 1);
    }

    /// Returns how many rows all clones have counted.
    fn total(&self) -> u64 {
        ROWS.get()
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
