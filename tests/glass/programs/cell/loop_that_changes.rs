//@ ends panicked
// Clones would not help: the loop changes what it goes through.
use std::cell::RefCell;

struct Basket {
    lines: Vec<u32>,
    total: u32,
}

fn main() {
    let basket = RefCell::new(Basket { lines: vec![40, 20], total: 0 });
    for line in &mut basket.borrow_mut().lines { //~ writes _loop
        *line -= 1;
        basket.borrow_mut().total += *line; //~ conflict
    } //~ ends _loop
    println!("{}", basket.borrow().total);
}
//= Line 14 calls `borrow_mut`, but the write guard from line 12 is still alive. As a temporary in the iterator expression of the `for`, it lives until the `}` on line 15.
//? -
