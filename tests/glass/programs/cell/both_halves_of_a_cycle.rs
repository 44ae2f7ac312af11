// Each value gets a handle to the other one; the guard of one of the cells is in a variable.
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

struct Part {
    within: OnceCell<Rc<Part>>,
    parts: RefCell<Vec<Rc<Part>>>,
}

impl Part {
    fn append(self: &Rc<Self>) -> Rc<Part> {
        let part = Rc::new(Part { within: OnceCell::new(), parts: RefCell::default() });
        if part.within.set(Rc::clone(self)).is_ok() {
            let mut parts = self.parts.borrow_mut(); //~ writes parts
            parts.push(Rc::clone(&part));
        } //~ ends parts
        part
    }
}

fn main() {
    let root = Rc::new(Part { within: OnceCell::new(), parts: RefCell::default() });
    println!("{}", root.append().append().within.get().is_some());
}
//= At least 2 `Part` values created on line 12 and 1 `Part` value created on line 22 were never dropped, although the program finished: a reference cycle keeps them alive. In `append` (called by `main` on line 23), `part.within` gets a handle to `self` on line 13 and `self.parts` gets a handle to `part` on line 15. The two keep each other alive.
//? make the handle that points back to the owner a `Weak`: `within` on line 6 or `parts` on line 7
