//@ ends panicked
// A clone of the patients would not do: what `examine` counts would be lost with it.
use std::cell::{Cell, RefCell};

#[derive(Clone)]
struct Patient {
    seen: Cell<u32>,
}

#[derive(Default)]
struct Ward {
    patients: RefCell<Vec<Patient>>,
}

impl Ward {
    fn admit(&self) {
        self.patients.borrow_mut().push(Patient { seen: Cell::new(0) }); //~ writes _, conflict, ends _
    }

    fn examine(&self, patient: &Patient) {
        patient.seen.set(patient.seen.get() + 1);
        if patient.seen.get() == 2 {
            self.admit();
        }
    }

    fn round(&self) {
        for patient in self.patients.borrow().iter() { //~ reads _
            self.examine(patient);
        } //~ ends _
    }
}

fn main() {
    let ward = Ward::default();
    ward.admit();
    ward.round();
    ward.round();
}
//= Line 17 calls `borrow_mut` (in `admit`, called by `examine` on line 23), but the read guard from line 28 in `round` is still alive. As a temporary in the iterator expression of the `for`, it lives until the `}` on line 30. While it is alive, `round` calls `examine` on line 29.
//? if what line 17 does can wait, do it after the `for`, when the guard has been dropped
