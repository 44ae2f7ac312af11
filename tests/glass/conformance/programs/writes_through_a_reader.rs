use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(vec![1]);
    let reader = cell.borrow();
    reader.push(2); //~ E0596
}
