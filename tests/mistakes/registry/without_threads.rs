//! A registry that several threads write to while others read it.

use std::cell::RefCell;
use std::rc::Rc;

/// A handle to the registry. Its clones share the entries.
#[derive(Clone)]
struct Registry {
    entries: Rc<RefCell<Vec<u64>>>,
}

impl Registry {
    fn new() -> Self {
        Registry {
            entries: Rc::default(),
        }
    }

    /// Adds one number.
    fn enter(&self, number: u64) {
        self.entries.borrow_mut().push(number);
    }

    /// Returns how many there are now.
    fn count(&self) -> usize {
        self.entries.borrow().len()
    }

    /// Returns how many there are, and which, in order: `2 entries: [5, 7]`.
    fn report(&self) -> String {
        self.entries.borrow_mut().sort_unstable();
        format!(
            "{} entries: {:?}",
            self.entries.borrow().len(),
            self.entries.borrow()
        )
    }
}

fn main() {
    let registry = Registry::new();
    let mut workers = Vec::new();
    for id in 0..4 {
        workers.push(registry.clone());
        workers[id as usize].enter(id * 10);
    }

    // Read while they work. How many it finds depends on the threads.
    assert!(registry.count() <= 4);

    drop(workers);
    println!("{}", registry.report());
}
