//@ ends panicked
// The call path is known after more than a thousand borrows, too.
use std::cell::RefCell;

struct Plan {
    legs: RefCell<Vec<u32>>,
}

impl Plan {
    fn fly(&self) {
        match self.legs.borrow().first() { //~ reads _first
            Some(1_200) => self.divert(),
            _ => {}
        } //~ ends _first
    }

    fn divert(&self) {
        self.legs.borrow_mut().clear(); //~ conflict
    }
}

fn main() {
    let plan = Plan { legs: RefCell::new(vec![0]) };
    for minute in 0..2_000 {
        plan.legs.borrow_mut()[0] = minute; //~ writes _leg, ends _leg
        plan.fly();
    }
}
//= Line 18 calls `borrow_mut` (in `divert`, called by `fly` on line 12), but the read guard from line 11 in `fly` is still alive. As a temporary in the scrutinee of the `match`, it lives until the `}` on line 14.
