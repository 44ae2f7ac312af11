//@ ends panicked
// A read guard is in the way of a write: using it instead wouldn't help, because it cannot write.
use std::cell::RefCell;

fn main() {
    let left = RefCell::new(3);
    let reader = left.borrow(); //~ reads reader
    if *reader > 0 {
        *left.borrow_mut() -= 1; //~ conflict
    }
} //~ ends reader
//= Line 9 calls `borrow_mut`, but the read guard `reader` from line 7 is still alive. It lives until the `}` on line 11.
//? drop `reader` before line 9
