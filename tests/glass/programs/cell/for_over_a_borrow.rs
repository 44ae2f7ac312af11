//@ ends panicked
use std::cell::RefCell;

fn main() {
    let list = RefCell::new(vec![1, 2]);
    for number in list.borrow().iter() { //~ reads _
        if *number == 2 {
            list.borrow_mut().push(3); //~ conflict
        }
    } //~ ends _
}
//= Line 8 calls `borrow_mut`, but the read guard from line 6 is still alive. As a temporary in the iterator expression of the `for`, it lives until the `}` on line 10.
