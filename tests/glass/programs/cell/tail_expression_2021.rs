//@ edition 2021
//@ ends panicked
use std::cell::RefCell;

struct Writes<'a>(&'a RefCell<i32>);

impl Drop for Writes<'_> {
    fn drop(&mut self) {
        *self.0.borrow_mut() += 1; //~ conflict
    }
}

fn read(cell: &RefCell<i32>) -> i32 {
    let _writes = Writes(cell);
    cell.borrow().abs() //~ reads _
} //~ ends _

fn main() {
    println!("{}", read(&RefCell::new(1)));
}
//= Line 9 calls `borrow_mut` (in `drop`, called by `read` on line 16), but the read guard from line 15 in `read` is still alive. As a temporary, it lives until the `}` on line 16. `cell` and `self.0` are the same RefCell here.
