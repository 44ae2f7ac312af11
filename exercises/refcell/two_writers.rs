//! Two players change one score.

use std::cell::RefCell;

fn main() {
    let score = RefCell::new(10);
    println!("start: {}", score.borrow());

    let mut ada = score.borrow_mut();
    let mut ben = score.borrow_mut();
    *ada += 1;
    *ben += 1;

    println!("end: {}", score.borrow());
}
