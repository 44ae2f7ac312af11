//! An `Arc` around a `RefCell`, on one thread.

use std::cell::RefCell;
use std::sync::Arc;

fn main() {
    let points = Arc::new(RefCell::new(1));
    let other = Arc::clone(&points);

    *points.borrow_mut() += 1;
    *other.borrow_mut() *= 10;

    println!("{}", points.borrow());
}
