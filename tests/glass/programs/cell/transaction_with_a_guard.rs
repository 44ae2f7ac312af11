//@ ends panicked
// The method that needs the cell is called on the value with the guard, so that it cannot be dropped before.
use std::cell::{RefCell, RefMut};

struct Books {
    accounts: RefCell<Vec<i64>>,
}

struct Transaction<'a> {
    books: &'a Books,
    accounts: RefMut<'a, Vec<i64>>,
}

impl Books {
    fn begin(&self) -> Transaction<'_> {
        let accounts = self.accounts.borrow_mut(); //~ writes accounts
        Transaction { books: self, accounts }
    }

    fn total(&self) -> i64 {
        let accounts = self.accounts.borrow(); //~ conflict
        accounts.iter().sum()
    }
}

impl Transaction<'_> {
    fn post(&mut self, at: usize, amount: i64) {
        if self.books.total() + amount >= 0 {
            self.accounts[at] += amount;
        }
    }
}

fn main() {
    let books = Books { accounts: RefCell::new(vec![5, 7]) };
    let mut transaction = books.begin();
    transaction.post(0, -3);
    println!("{}", transaction.accounts[0]);
} //~ ends accounts
//= Line 21 calls `borrow` (in `total`, called by `post` on line 28), but the write guard `accounts` from line 16 in `begin` is still alive. `main` got it from `begin` on line 36, and keeps it in `transaction` until the `}` on line 39. While it is alive, `main` calls `post` on line 37.
