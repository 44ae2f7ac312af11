//@ ends panicked
use std::cell::RefCell;
fn main() {
    let score = RefCell::new(10);
    let mut ada = score.borrow_mut(); //~ writes ada
    let mut ben = score.borrow_mut(); //~ conflict
    *ada += 1;
    *ben += 1;
} //~ ends ada
//= Line 6 calls `borrow_mut`, but the write guard `ada` from line 5 is still alive. It lives until the `}` on line 9.
//? use `ada` instead of borrowing again on line 6
