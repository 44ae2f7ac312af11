//@ ends panicked
use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1]);
    cell.borrow_mut().push(cell.borrow().len()); //~ writes _, conflict, ends _
}
//= Line 6 calls `borrow`, but a write guard from the same line (column 10) is still alive. As a temporary, it lives until the `;` on line 6.
//| 5   `cell` is created
//| 6 ╭ write guard
//|  ├ ✗ cannot borrow
//|  ╰ write guard dropped (panic)
