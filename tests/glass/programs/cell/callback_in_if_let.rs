//@ ends panicked
// A callback runs while the `if let` has a part of the value to change.
use std::cell::RefCell;
use std::collections::HashMap;

#[derive(Default)]
struct Scope {
    values: RefCell<HashMap<&'static str, i64>>,
}

impl Scope {
    fn get(&self, name: &str) -> i64 {
        self.values.borrow().get(name).copied().unwrap_or(0) //~ conflict
    }

    fn update(&self, name: &str, change: &dyn Fn(i64) -> i64) {
        if let Some(value) = self.values.borrow_mut().get_mut(name) { //~ writes _value
            *value = change(*value);
        } //~ ends _value
    }
}

fn main() {
    let scope = Scope::default();
    scope.values.borrow_mut().insert("sum", 2); //~ writes _insert, ends _insert
    scope.update("sum", &|sum| sum * scope.get("rate"));
}
//= Line 13 calls `borrow` (in `get`, called by a closure in `main` on line 26), but the write guard from line 17 in `update` is still alive. As a temporary in the scrutinee of the `if let`, it lives until the `}` on line 19. While it is alive, line 18 runs that closure.
//? -
