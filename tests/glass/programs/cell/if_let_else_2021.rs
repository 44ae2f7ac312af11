//@ edition 2021
//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(Vec::<i32>::new());
    if let Some(first) = cell.borrow().first() { //~ reads _
        println!("{first}");
    } else {
        cell.borrow_mut().push(1); //~ conflict
    } //~ ends _
    println!("{}", cell.borrow().len());
}
//= Line 10 calls `borrow_mut`, but the read guard from line 7 is still alive. As a temporary in the scrutinee of the `if let`, it lives until the `}` on line 11.
