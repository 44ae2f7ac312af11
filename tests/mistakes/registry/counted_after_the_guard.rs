//! A registry that several threads write to while others read it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// A handle to the registry. Its clones share the entries.
#[derive(Clone)]
struct Registry {
    entries: Arc<Mutex<Vec<u64>>>,
    /// How many entries there are.
    len: Arc<AtomicUsize>,
}

impl Registry {
    fn new() -> Self {
        Registry {
            entries: Arc::default(),
            len: Arc::default(),
        }
    }

    /// Adds one number.
    fn enter(&self, number: u64) {
        self.entries.lock().unwrap().push(number);
        self.len.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how many there are now.
    fn count(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    /// Returns how many there are, and which, in order: `2 entries: [5, 7]`.
    fn report(&self) -> String {
        let mut entries = self.entries.lock().unwrap();
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
