use std::cell::RefCell;

fn main() {
    let mut cell = RefCell::new(1);
    let guard = cell.borrow();
    *cell.get_mut() += 1; //~ E0502
    println!("{guard}");
}
