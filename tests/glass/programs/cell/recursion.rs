//@ ends panicked
use std::cell::RefCell;

fn count_down(steps: &RefCell<Vec<u32>>, from: u32) {
    let mut log = steps.borrow_mut(); //~ writes log, conflict
    log.push(from);
    if from > 0 {
        count_down(steps, from - 1);
    }
} //~ ends log

fn main() {
    count_down(&RefCell::new(Vec::new()), 2);
}
//= Line 5 calls `borrow_mut` (in `count_down`, called by `count_down` on line 8), but the write guard `log` from the same line, in an outer call to `count_down` (by `main` on line 13), is still alive. It lives until the `}` on line 10. Both calls use the same RefCell.
//| 5 ╭ write guard `log`, of the outer `count_down`
//| 8 │ calls `count_down` again
//| 5 ├ ✗ cannot borrow mutably in the inner `count_down`
//| 10 ╎ `log` would be dropped
