// The name of a field does not show which of the two owns the values.
use std::cell::RefCell;
use std::rc::Rc;

struct Folder {
    above: Option<Rc<Folder>>,
    children: RefCell<Vec<Rc<Folder>>>,
}

fn folder(above: Option<Rc<Folder>>) -> Rc<Folder> {
    Rc::new(Folder { above, children: RefCell::new(Vec::new()) })
}

fn main() {
    let top = folder(None);
    let child = folder(Some(Rc::clone(&top)));
    top.children.borrow_mut().push(Rc::clone(&child)); //~ writes _push, ends _push
    println!("{}", child.above.is_some());
}
//= At least 1 `Folder` value created on line 11 was never dropped, although the program finished: a reference cycle keeps it alive. `children` may close the cycle: handles are stored in it on line 17.
//? make the handle that points back to the owner a `Weak`: `above` on line 6 or `children` on line 7
