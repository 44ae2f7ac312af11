//! A ledger. Its total is the sum of its amounts, at all times.

use std::sync::{Mutex, MutexGuard};
use std::thread;

#[derive(Default)]
struct Books {
    amounts: Vec<u32>,
    total: u32,
}

struct Ledger {
    books: Mutex<Books>,
}

impl Ledger {
    fn new() -> Self {
        Ledger {
            books: Mutex::default(),
        }
    }

    /// The books, for as long as the guard lives, and in order.
    fn open(&self) -> MutexGuard<'_, Books> {
        // Change this method: somebody may have panicked in the middle of an entry.
        self.books.lock().unwrap()
    }

    /// Enters some amounts.
    fn enter(&self, amounts: &[&str]) {
        let numbers: Vec<u32> = amounts
            .iter()
            .map(|amount| amount.parse().expect("a number"))
            .collect();
        let mut books = self.open();
        books.amounts.extend(numbers);
        books.total = books.amounts.iter().sum();
    }

    /// All amounts and what they make: `[1, 2] make 3`.
    fn report(&self) -> String {
        let books = self.open();
        format!("{:?} make {}", books.amounts, books.total)
    }
}

fn main() {
    let ledger = Ledger::new();
    ledger.enter(&["10", "20"]);
    println!("{}", ledger.report());

    let clerk = thread::scope(|scope| scope.spawn(|| ledger.enter(&["5", "six"])).join());
    println!("the clerk panicked: {}", clerk.is_err());
    println!("{}", ledger.report());

    ledger.enter(&["7"]);
    println!("{}", ledger.report());
}
