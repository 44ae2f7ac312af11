//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(1);
    std::mem::forget(cell.borrow()); //~ reads _
    *cell.borrow_mut() = 2; //~ conflict
}
//= Line 7 calls `borrow_mut`, but the read guard from line 6 is still alive.
