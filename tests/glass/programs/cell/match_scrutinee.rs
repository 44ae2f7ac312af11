//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1]);
    match cell.borrow().len() { //~ reads _
        0 => println!("empty"),
        _ => cell.borrow_mut().clear(), //~ conflict
    } //~ ends _
}
//= Line 8 calls `borrow_mut`, but the read guard from line 6 is still alive. As a temporary in the scrutinee of the `match`, it lives until the `}` on line 9.
