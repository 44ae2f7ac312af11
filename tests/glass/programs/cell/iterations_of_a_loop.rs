use std::cell::RefCell;
use std::rc::Rc;

fn pull(ends: &[(usize, usize)], points: &[Rc<RefCell<i32>>]) {
    for (from, to) in ends {
        let mut one = points[*from].borrow_mut(); //~ writes one
        let mut other = points[*to].borrow_mut(); //~ writes other, conflict
        *one += 1;
        *other -= 1;
    } //~ ends one, ends other
}

fn main() {
    let points: Vec<_> = (0..3).map(|at| Rc::new(RefCell::new(at))).collect();
    let mut points = points;
    points[2] = Rc::clone(&points[0]);
    pull(&[(0, 1), (1, 2), (2, 1), (0, 2)], &points);
}
//@ ends panicked
//= Line 7 calls `borrow_mut`, but the write guard `one` from line 6 is still alive. It lives until the `}` on line 10. `points[*from]` and `points[*to]` are the same RefCell here. `main` calls `pull` on line 17.
//| 6 ╶ write guard `one`, dropped on line 10 (3 times)
//|  ╭ write guard `one`
//| 7 ├ ✗ cannot borrow `points` A mutably
//| 10 ╎ `one` would be dropped
//| 14   `points` is created
