//! Hidden tests for `build_cell`. They use what the starter fixes: `new`, `replace`, `set` and `get`.
use super::MyCell;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::thread;

/// Notes its name when it is dropped.
struct Noisy(&'static str, Rc<RefCell<Vec<&'static str>>>);

impl Drop for Noisy {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

#[test]
fn seen_by_all() {
    let cell = MyCell::new([1, 2]);
    let others = [&cell, &cell, &cell];
    for (number, other) in others.into_iter().enumerate() {
        other.set([number, cell.get()[0]]);
    }
    assert_eq!(
        (cell.get(), others[0].get()),
        ([2, 1], [2, 1]),
        "the value through two references, after three calls to `set`"
    );
    assert_eq!(
        (cell.replace([7, 7]), cell.get()),
        ([2, 1], [7, 7]),
        "what `replace` returns, and the value after it"
    );
}

#[test]
fn each_value_dropped_once() {
    let dropped = Rc::default();
    let noisy = |name| Noisy(name, Rc::clone(&dropped));
    let cell = MyCell::new(noisy("first"));
    cell.set(noisy("second"));
    assert_eq!(
        *dropped.borrow(),
        ["first"],
        "what was dropped after one `set`"
    );
    let second = cell.replace(noisy("third"));
    assert_eq!(
        *dropped.borrow(),
        ["first"],
        "what was dropped after `replace` returned the second value"
    );
    drop(second);
    drop(cell);
    assert_eq!(
        *dropped.borrow(),
        ["first", "second", "third"],
        "what was dropped in the end"
    );
}

/// A value that looks into its own cell while it is dropped.
struct Nosy {
    home: Rc<MyCell<Option<Nosy>>>,
    met_somebody: Rc<Cell<Option<bool>>>,
}

impl Drop for Nosy {
    fn drop(&mut self) {
        if self.met_somebody.get().is_none() {
            let met = self.home.replace(None);
            self.met_somebody.set(Some(met.is_some()));
            std::mem::forget(met);
        }
    }
}

#[test]
fn new_value_first() {
    let home = Rc::new(MyCell::new(None));
    let met_somebody = Rc::new(Cell::new(None));
    home.set(Some(Nosy {
        home: Rc::clone(&home),
        met_somebody: Rc::clone(&met_somebody),
    }));
    home.set(None);
    assert_eq!(
        met_somebody.get(),
        Some(false),
        "whether the destructor of the old value found that value still in the cell"
    );
}

#[test]
fn may_move_to_another_thread() {
    let cell = MyCell::new(5);
    let there = thread::spawn(move || cell.replace(6) + cell.get());
    assert_eq!(
        there.join().unwrap(),
        11,
        "the old value 5 and the new one 6, added in another thread"
    );
}
