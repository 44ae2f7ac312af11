// The closure owns the variable of a `for`, which no `let` binds.
use std::cell::{Cell, RefCell};
use std::rc::Rc;

struct Node {
    seen: Cell<u32>,
    handlers: RefCell<Vec<Box<dyn Fn(u32)>>>,
}

impl Node {
    fn on(&self, handler: impl Fn(u32) + 'static) {
        self.handlers.borrow_mut().push(Box::new(handler)); //~ writes _handlers, ends _handlers
    }
}

fn join(nodes: Vec<Rc<Node>>) {
    let first = Rc::clone(&nodes[0]);
    for node in nodes {
        first.on(move |n| node.seen.set(n));
    }
}

fn main() {
    let node = || Rc::new(Node { seen: Cell::new(0), handlers: RefCell::new(Vec::new()) });
    let nodes: Vec<Rc<Node>> = (0..2).map(|_| node()).collect();
    join(nodes);
}
//= At least 1 `Node` value created on line 24 was never dropped, although the program finished: a reference cycle keeps it alive. `handlers` may close the cycle: closures are stored in it on line 12 (in `on`, called by `join` on line 19).
//? a value that is stored on line 12 owns a handle to a `Node`: make that handle a `Weak`
