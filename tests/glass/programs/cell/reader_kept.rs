//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1, 2, 3]);
    let reader = cell.borrow(); //~ reads reader
    println!("len is {}", reader.len());
    cell.borrow_mut().push(4); //~ conflict
} //~ ends reader
//= Line 8 calls `borrow_mut`, but the read guard `reader` from line 6 is still alive. It lives until the `}` on line 9.
