//@ ends panicked
// std calls `eq` of the elements.
use std::cell::RefCell;
use std::rc::Rc;

struct Tag {
    name: String,
    seen: Rc<RefCell<Vec<Tag>>>,
}

impl PartialEq for Tag {
    fn eq(&self, other: &Tag) -> bool {
        self.seen.borrow_mut().truncate(9); //~ conflict
        self.name == other.name
    }
}

fn main() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let tag = |name: &str| Tag { name: name.to_owned(), seen: Rc::clone(&seen) };
    seen.borrow_mut().push(tag("a")); //~ writes _push, ends _push
    let is_known = seen.borrow().contains(&tag("b")); //~ reads _known, ends _known
    println!("{is_known}");
}
//= Line 13 calls `borrow_mut` (in `eq`, called by `main` on line 22), but the read guard from line 22 in `main` is still alive. As a temporary, it lives until the `;` on line 22.
//? `contains` calls `eq` on line 22 while the guard is alive: if a copy or a clone of the borrowed value will do, make it with a `let` before that
