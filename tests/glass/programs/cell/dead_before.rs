//@ ends panicked
use std::cell::RefCell;

fn main() {
    let log = RefCell::new(vec![1]);
    for n in 0..2 {
        let seen = log.borrow(); //~ reads seen
        println!("{n} {}", seen.len());
    } //~ ends seen
    let kept = log.borrow(); //~ reads kept
    log.borrow_mut().push(2); //~ conflict
    println!("{}", kept.len());
} //~ ends kept
//= Line 11 calls `borrow_mut`, but the read guard `kept` from line 10 is still alive. It lives until the `}` on line 13.
//| 5   `log` is created
//| 7 ╭ read guard `seen` (2 times)
//| 9 ╰ `seen` dropped (2 times)
//| 10 ╭ read guard `kept`
//| 11 ├ ✗ cannot borrow mutably
//| 13 ╎ `kept` would be dropped
