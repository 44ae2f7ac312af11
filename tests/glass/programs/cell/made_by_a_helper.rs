//@ ends panicked
use std::cell::{Ref, RefCell};

fn view(list: &RefCell<Vec<u32>>) -> Ref<'_, [u32]> {
    Ref::map(list.borrow(), |all| &all[1..]) //~ reads _rest
}

fn main() {
    let list = RefCell::new(vec![1, 2]);
    let rest = view(&list);
    list.borrow_mut().push(3); //~ conflict
    println!("{}", rest.len());
} //~ ends _rest
//= Line 11 calls `borrow_mut`, but the read guard from line 5 in `view` is still alive. `main` got it from `view` on line 10, and keeps it in `rest` until the `}` on line 13.
