//@ ends panicked
// In the arm that binds nothing, the guard of the scrutinee is still alive. Its content can't be copied.
use std::cell::{Cell, RefCell};

struct Nurse {
    bed: u32,
    busy_until: Cell<u32>,
}

struct Ward {
    nurses: RefCell<Vec<Nurse>>,
}

impl Ward {
    fn ring(&self, bed: u32) {
        match self.nurses.borrow().iter().find(|nurse| nurse.bed == bed) { //~ reads _nurse
            Some(nurse) if nurse.busy_until.get() > 3 => println!("{bed} waits"),
            Some(nurse) => nurse.busy_until.set(4),
            None => self.call_relief(bed),
        } //~ ends _nurse
    }

    fn call_relief(&self, bed: u32) {
        self.nurses.borrow_mut().push(Nurse { bed, busy_until: Cell::new(0) }); //~ conflict
    }
}

fn main() {
    let ward = Ward { nurses: RefCell::new(Vec::new()) };
    ward.ring(7);
}
//= Line 24 calls `borrow_mut` (in `call_relief`, called by `ring` on line 19), but the read guard from line 16 in `ring` is still alive. As a temporary in the scrutinee of the `match`, it lives until the `}` on line 20.
//? call `call_relief` on line 19 only after the `match`, when the guard has been dropped
