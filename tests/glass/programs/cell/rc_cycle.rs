use std::cell::RefCell;
use std::rc::Rc;

struct Node {
    next: RefCell<Option<Rc<Node>>>,
}

fn node() -> Rc<Node> {
    Rc::new(Node {
        next: RefCell::new(None),
    })
}

fn main() {
    let (a, b, c) = (node(), node(), node());
    *a.next.borrow_mut() = Some(Rc::clone(&b)); //~ writes _, ends _
    *b.next.borrow_mut() = Some(Rc::clone(&a)); //~ writes _, ends _
    *c.next.borrow_mut() = None; //~ writes _, ends _
}
//= At least 2 `Node` values created on line 9 were never dropped, although the program finished: a reference cycle keeps them alive. In `main`, `a.next` gets a handle to `b` on line 16 and `b.next` gets a handle to `a` on line 17. The two keep each other alive.
