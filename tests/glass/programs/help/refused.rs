use std::cell::RefCell;

fn main() {
    let items = RefCell::new(vec![3, 1, 2]);
    let first = items.borrow();
    items.borrow_mut().sort();
    println!("{first:?}");
}
