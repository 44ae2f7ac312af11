//@ ends panicked
// The length is not part of the list: the guard is not used anymore.
use std::cell::RefCell;

fn main() {
    let sent = RefCell::new(vec!["one"]);
    let list = sent.borrow(); //~ reads list
    let end = list.len();
    sent.borrow_mut().insert(end, "two"); //~ conflict
} //~ ends list
//= Line 9 calls `borrow_mut`, but the read guard `list` from line 7 is still alive. It lives until the `}` on line 10.
//? drop `list` before line 9
