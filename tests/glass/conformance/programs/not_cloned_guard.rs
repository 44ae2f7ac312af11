use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1]);
    let guard = cell.borrow_mut();
    let numbers = *guard; //~ E0507
    println!("{numbers:?}");
}
