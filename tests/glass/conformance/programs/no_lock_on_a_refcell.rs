use std::cell::RefCell;
use std::sync::Mutex;

fn main() {
    println!("{}", RefCell::new(1).lock()); //~ E0599
    println!("{}", Mutex::new(1).borrow_mut()); //~ E0599
}
