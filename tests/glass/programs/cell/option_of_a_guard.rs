//@ ends panicked
// The scrutinee borrows an option of a guard, which lives until the match ends.
use std::cell::{Ref, RefCell};
use std::collections::BTreeMap;

struct Book {
    cells: RefCell<BTreeMap<&'static str, Value>>,
}

#[derive(Clone)]
enum Value {
    Number(i64),
    Sum(Vec<&'static str>),
}

impl Book {
    fn cell(&self, name: &str) -> Option<Ref<'_, Value>> {
        Ref::filter_map(self.cells.borrow(), |cells| cells.get(name)).ok() //~ reads _ref
    }

    fn value(&self, name: &str) -> i64 {
        match self.cell(name).as_deref() {
            None => 0,
            Some(Value::Number(number)) => *number,
            Some(Value::Sum(parts)) => parts.iter().map(|part| self.value(part)).sum(),
        } //~ ends _ref
    }

    fn freeze(&self, name: &'static str) {
        match self.cell(name).as_deref() {
            Some(Value::Sum(_)) => {
                let value = self.value(name);
                self.cells.borrow_mut().insert(name, Value::Number(value)); //~ conflict
            }
            _ => {}
        } //~ ends _ref
    }
}

fn main() {
    let cells = BTreeMap::from([("a", Value::Number(1)), ("b", Value::Sum(vec!["a"]))]);
    Book { cells: RefCell::new(cells) }.freeze("b");
}
//= Line 33 calls `borrow_mut` (in `freeze`, called by `main` on line 42), but the read guard from line 18 in `cell` is still alive. `freeze` got it from `cell` on line 30: as a temporary in the scrutinee of the `match`, it lives until the `}` on line 36.
