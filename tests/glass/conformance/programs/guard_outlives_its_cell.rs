use std::cell::RefCell;

fn main() {
    let guard;
    {
        let cell = RefCell::new(1);
        guard = cell.borrow(); //~ E0597
    }
    println!("{guard}");
}
