//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(1);
    std::mem::forget(cell.borrow()); //~ reads _
    *cell.borrow_mut() = 2; //~ conflict
}
//= Line 7 wants to write, but the reader made on line 6 is still there.
