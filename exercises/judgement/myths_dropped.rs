//! A cell is dropped while somebody still looks into it.

use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(String::from("still here"));
    let reader = cell.borrow();

    drop(cell);

    println!("{reader}");
}
