//! Money that moves between two accounts, or between two names of the same one.

use std::cell::RefCell;

/// Takes `amount` from one account, adds it to the other, and says how both stand.
fn transfer(from: &RefCell<i64>, to: &RefCell<i64>, amount: i64) {
    // <arrange>
    println!("{} and {}", from.borrow(), to.borrow());
}

fn main() {
    let current = RefCell::new(100);
    let savings = RefCell::new(20);
    transfer(&current, &savings, 30);
    transfer(&savings, &current, 5);
    transfer(&current, &current, 10);
}
