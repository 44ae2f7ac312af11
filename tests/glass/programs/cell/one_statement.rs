//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1]);
    cell.borrow_mut().push(cell.borrow().len()); //~ writes _, conflict, ends _
}
//= Line 6 wants to read, but a writer made on the same line (column 10) is still there. It lives until the ; on line 6.
//| 5   `cell` is created
//| 6 ╭ write guard
//|  ├ ✗ cannot borrow
//|  │ panic
//|  ╰ write guard dropped (panic)
