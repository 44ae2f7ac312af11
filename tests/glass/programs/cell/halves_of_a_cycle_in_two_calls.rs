// No call of `join` stores both handles, so that its names tell nothing about the cycle.
use std::cell::RefCell;
use std::rc::Rc;

struct Node {
    next: RefCell<Option<Rc<Node>>>,
    all: RefCell<Vec<Rc<Node>>>,
}

fn node() -> Rc<Node> {
    Rc::new(Node { next: RefCell::default(), all: RefCell::default() })
}

fn join(a: &Rc<Node>, b: &Rc<Node>) {
    if a.all.borrow().is_empty() { //~ reads _, ends _
        a.all.borrow_mut().push(Rc::clone(b)); //~ writes _push, ends _push
    } else {
        *b.next.borrow_mut() = Some(Rc::clone(a)); //~ writes _, ends _
    }
}

fn main() {
    let (a, b) = (node(), node());
    for node in [&b, &a] {
        join(&a, node);
    }
}
//= At least 1 `Node` value created on line 11 was never dropped, although the program finished: a reference cycle keeps it alive. `all` may close the cycle: handles are stored in it on line 16 (in `join`, called by `main` on line 25). `next` may close the cycle: handles are stored in it on line 18 (in `join`, called by `main` on line 25).
