//! A ledger. Its total is always the sum of its amounts.

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

    /// Returns a guard of the books, with the right total.
    fn open(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(|poisoned| {
            self.books.clear_poison();
            poisoned.into_inner()
        })
    }

    /// Adds some amounts.
    fn enter(&self, amounts: &[&str]) {
        let mut books = self.open();
        for amount in amounts {
            let amount: u32 = amount.parse().expect("a number");
            books.amounts.push(amount);
            books.total += amount;
        }
    }

    /// Returns all amounts and their sum: `[1, 2] make 3`.
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
