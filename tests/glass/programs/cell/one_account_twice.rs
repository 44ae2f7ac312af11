//@ ends panicked
// Two names for one cell, and only one of several calls is wrong.
use std::cell::RefCell;
use std::rc::Rc;

fn transfer(from: &Rc<RefCell<i64>>, to: &Rc<RefCell<i64>>) {
    let mut payer = from.borrow_mut(); //~ writes payer
    *to.borrow_mut() += 1; //~ conflict, ends _to, writes _to
    *payer -= 1;
} //~ ends payer

fn run(orders: &[(Rc<RefCell<i64>>, Rc<RefCell<i64>>)]) {
    for (from, to) in orders {
        transfer(from, to);
    }
}

fn main() {
    let (ann, bob) = (Rc::new(RefCell::new(3)), Rc::new(RefCell::new(4)));
    run(&[(ann.clone(), bob.clone())]);
    run(&[(bob.clone(), bob.clone())]);
}
//= Line 8 calls `borrow_mut`, but the write guard `payer` from line 7 is still alive. It lives until the `}` on line 10. `from` and `to` are the same RefCell here. `main` calls `run` on line 21, and `run` calls `transfer` on line 14.
//? compare them with `Rc::ptr_eq(from, to)` before you borrow both
