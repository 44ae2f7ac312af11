//@ ends panicked
// A reference into the guard is used later, so that the guard can neither be dropped nor used to write.
use std::cell::RefCell;

fn main() {
    let scores = RefCell::new(vec![3, 9]);
    let list = scores.borrow(); //~ reads list
    let best = list.iter().max();
    scores.borrow_mut().push(4); //~ conflict
    println!("{best:?}");
} //~ ends list
//= Line 9 calls `borrow_mut`, but the read guard `list` from line 7 is still alive. It lives until the `}` on line 11.
//? if a copy or a clone of what comes from `list` will do, drop `list` before line 9
