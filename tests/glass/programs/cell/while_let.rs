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
//= Line 8 wants to read, but the writer made on line 6 is still there. It lives until the } on line 11.
