//@ ends panicked
// One of the two handles that a function gets is a clone of the other one.
use std::cell::RefCell;
use std::rc::Rc;

struct Hive {
    bees: u32,
}

fn merge(from: &RefCell<Hive>, into: &RefCell<Hive>) {
    let mut from = from.borrow_mut(); //~ writes from
    into.borrow_mut().bees += from.bees; //~ conflict
    from.bees = 0;
} //~ ends from

fn main() {
    let hive = Rc::new(RefCell::new(Hive { bees: 3 }));
    let neighbor = Rc::clone(&hive);
    merge(&hive, &neighbor);
}
//= Line 12 calls `borrow_mut`, but the write guard `from` from line 11 is still alive. It lives until the `}` on line 14. `from` and `into` are the same RefCell here: line 19 passes `&hive` and `&neighbor`. `neighbor` is a clone of `hive` from line 18. `main` calls `merge` on line 19.
//? check whether `from` and `into` are the same before you borrow both
