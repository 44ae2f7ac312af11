//@ ends panicked
// The list is walked by an iterator over the guard, and what the closure calls removes from it.
use std::cell::RefCell;
use std::rc::Rc;

struct Widget {
    closes: bool,
    children: RefCell<Vec<Rc<Widget>>>,
}

impl Widget {
    fn remove(&self, closed: bool) -> bool {
        self.children.borrow_mut().retain(|child| child.closes != closed); //~ conflict
        closed
    }

    fn click(&self, parent: Option<&Widget>) -> bool {
        if self.children.borrow().iter().any(|child| child.click(Some(self))) { //~ reads _any, ends _any
            return true;
        }
        match parent {
            Some(parent) if self.closes => parent.remove(true),
            _ => false,
        }
    }
}

fn main() {
    let widget = |closes, children| Rc::new(Widget { closes, children: RefCell::new(children) });
    widget(false, vec![widget(true, Vec::new())]).click(None);
}
//= Line 13 calls `borrow_mut` (in `remove`, called by `click` on line 22), but the read guard from line 18, in an outer call to `click` (by `main` on line 30), is still alive. As a temporary in the condition of the `if`, it lives until the `{` on line 18. While it is alive, line 18 runs a closure in `click`. The closure calls `click` on line 18.
//? `any` runs the closure on line 18 while the guard is alive: if a copy or a clone of the borrowed value will do, make it with a `let` before that
