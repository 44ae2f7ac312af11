//! A cell is dropped while a guard of it is in use.

use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(String::from("still here"));
    let reader = cell.borrow();

    drop(cell);

    println!("{reader}");
}
