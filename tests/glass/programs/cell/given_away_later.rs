//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1, 2, 3]);
    let reader = cell.borrow(); //~ reads reader
    cell.borrow_mut().push(reader.len()); //~ conflict
    drop(reader);
} //~ ends reader
//= Line 7 calls `borrow_mut`, but the read guard `reader` from line 6 is still alive. It lives until `drop(reader)` on line 8.
