//@ ends panicked
use std::cell::RefCell;

fn main() {
    let stack = RefCell::new(vec![1, 2]);
    while let Some(top) = stack.borrow_mut().pop() { //~ writes _
        println!("{top}");
        if stack.borrow().is_empty() { //~ conflict
            break;
        }
    } //~ ends _
}
//= Line 8 calls `borrow`, but the write guard from line 6 is still alive. As a temporary in the scrutinee of the `while let`, it lives until the `}` on line 11.
