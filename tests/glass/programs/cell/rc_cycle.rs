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
//= 2 RefCell<Option<Rc<Node>>> made on line 10 (`next`) were never dropped, though the program came to its end: something still owns them, or they were leaked.
