// The cycle goes through a type without a cell, and not through `outer`.
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Clone)]
enum Value {
    Number(i64),
    Routine(Rc<Routine>),
}

struct Routine {
    scope: Rc<Scope>,
}

struct Scope {
    names: RefCell<Vec<Value>>,
    outer: Option<Rc<Scope>>,
}

fn define(scope: &Scope, value: Value) {
    scope.names.borrow_mut().push(value); //~ writes _push, ends _push
}

fn main() {
    let global = Rc::new(Scope { names: RefCell::default(), outer: None });
    let scope = Rc::new(Scope { names: RefCell::default(), outer: Some(Rc::clone(&global)) });
    define(&global, Value::Number(1));
    define(&scope, Value::Routine(Rc::new(Routine { scope: Rc::clone(&scope) })));
    println!("{}", scope.outer.is_some());
}
//= At least 1 `Scope` value created on line 25 and 1 `Scope` value created on line 26 were never dropped, although the program finished: a reference cycle keeps them alive. `names` may close the cycle: values are stored in it on line 21 (in `define`, called by `main` on line 27 and line 28).
//? -
