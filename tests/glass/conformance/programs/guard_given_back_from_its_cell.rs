use std::cell::{Ref, RefCell};

fn reader<'a>() -> Ref<'a, u32> {
    let cell = RefCell::new(1);
    cell.borrow() //~ E0515
}

fn main() {
    println!("{}", reader());
}
