//@ ends panicked
// The function that holds the guard changes what its own loop iterates over.
use std::cell::RefCell;

fn main() {
    let jobs = RefCell::new(vec![3, 1]);
    let list = jobs.borrow(); //~ reads list
    for job in list.iter() {
        if *job > 2 {
            jobs.borrow_mut().push(job - 1); //~ conflict
        }
    }
} //~ ends list
//= Line 10 calls `borrow_mut`, but the read guard `list` from line 7 is still alive. It lives until the `}` on line 13.
//? if a copy or a clone will do, iterate over that, so that `list` can be dropped before the loop
