use std::cell::RefCell;

static COUNT: RefCell<u32> = RefCell::new(0); //~ E0277

fn main() {
    println!("{}", COUNT.borrow());
}
