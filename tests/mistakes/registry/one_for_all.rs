//! A registry that several threads write to while others read it.

use std::sync::Mutex;
use std::thread;

static ENTRIES: Mutex<Vec<u64>> = Mutex::new(Vec::new());

/// A handle to the registry. Its clones share the entries.
#[derive(Clone)]
struct Registry;

impl Registry {
    fn new() -> Self {
        Registry
    }

    /// Adds one number.
    fn enter(&self, number: u64) {
        ENTRIES.lock().unwrap().push(number);
    }

    /// Returns how many there are now.
    fn count(&self) -> usize {
        ENTRIES.lock().unwrap().len()
    }

    /// Returns how many there are, and which, in order: `2 entries: [5, 7]`.
    fn report(&self) -> String {
        let mut entries = ENTRIES.lock().unwrap();
        entries.sort_unstable();
        format!("{} entries: {:?}", entries.len(), entries)
    }
}

fn main() {
    let registry = Registry::new();
    let mut workers = Vec::new();
    for id in 0..4 {
        let registry = registry.clone();
        workers.push(thread::spawn(move || registry.enter(id * 10)));
    }

    // Read while they work. How many it finds depends on the threads.
    assert!(registry.count() <= 4);

    for worker in workers {
        worker.join().expect("no worker panics");
    }
    println!("{}", registry.report());
}
