use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1, 2]);
    let mut guard = cell.borrow_mut();
    let one = &mut guard[0];
    let other = &mut guard[1]; //~ E0499
    std::mem::swap(one, other);
}
