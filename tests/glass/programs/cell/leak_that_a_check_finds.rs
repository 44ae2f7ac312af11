//@ ends panicked
// The program panics because of the leak.
use std::cell::{Cell, RefCell};
use std::rc::Rc;

struct Node {
    alive: Rc<Cell<u32>>,
    other: RefCell<Option<Rc<Node>>>,
}

impl Drop for Node {
    fn drop(&mut self) {
        self.alive.set(self.alive.get() - 1);
    }
}

fn main() {
    let alive = Rc::new(Cell::new(1));
    let node = Rc::new(Node { alive: Rc::clone(&alive), other: RefCell::new(None) });
    *node.other.borrow_mut() = Some(Rc::clone(&node)); //~ writes _, ends _
    drop(node);
    assert_eq!(alive.get(), 0);
}
//= At least 1 `Node` value created on line 19 was never dropped, although the panic dropped every variable: a reference cycle keeps it alive. In `main`, `node.other` gets a handle to `node` itself on line 20.
