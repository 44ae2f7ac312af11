//! A guard that a closure owns is dropped with the closure, not at the end of the block.
//@ ends panicked

use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1, 2]);
    let reader = cell.borrow(); //~ reads reader
    let count = move || reader.len();
    println!("{}", count());
    cell.borrow_mut().push(3); //~ conflict
    drop(count);
    println!("done");
} //~ ends reader
//= Line 11 calls `borrow_mut`, but the read guard `reader` from line 8 is still alive. `count` (line 9) keeps it until `drop(count)` on line 12.
