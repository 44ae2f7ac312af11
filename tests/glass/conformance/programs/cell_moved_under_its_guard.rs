use std::cell::RefCell;

fn main() {
    let cell = RefCell::new(1);
    let guard = cell.borrow();
    drop(cell); //~ E0505
    println!("{guard}");
}
