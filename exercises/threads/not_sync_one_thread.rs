//! Two handles to one score, on one thread.

use std::cell::RefCell;
use std::sync::Arc;

fn main() {
    let score = Arc::new(RefCell::new(1));
    let other = Arc::clone(&score);
    *other.borrow_mut() += 4;
    println!("{}", score.borrow());
}
