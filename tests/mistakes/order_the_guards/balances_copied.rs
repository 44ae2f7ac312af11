//! Money that moves between two accounts, or between two names of one account.

use std::cell::RefCell;

/// Moves `amount` from one account to the other, and prints both balances.
fn transfer(from: &RefCell<i64>, to: &RefCell<i64>, amount: i64) {
    let mut source = *from.borrow();
    source -= amount;
    let mut target = *to.borrow();
    target += amount;
    println!("{} and {}", from.borrow(), to.borrow());
}

fn main() {
    let current = RefCell::new(100);
    let savings = RefCell::new(20);
    transfer(&current, &savings, 30);
    transfer(&savings, &current, 5);
    transfer(&current, &current, 10);
}
