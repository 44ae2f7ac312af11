//@ ends panicked
// The boxes cannot be cloned, so that no copy helps.
use std::cell::RefCell;

fn main() {
    let steps: RefCell<Vec<Box<dyn Fn()>>> = RefCell::new(vec![Box::new(|| println!("step"))]);
    let listed = steps.borrow(); //~ reads listed
    for step in listed.iter() {
        step();
        steps.borrow_mut().clear(); //~ conflict
    }
} //~ ends listed
//= Line 10 calls `borrow_mut`, but the read guard `listed` from line 7 is still alive. It lives until the `}` on line 12.
//? -
