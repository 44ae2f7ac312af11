//! A list of names. If it is empty, the `else` adds the first name.

use std::cell::RefCell;

fn main() {
    let names: RefCell<Vec<&str>> = RefCell::new(Vec::new());
    if let Some(last) = names.borrow().last() {
        println!("last was {last}");
    } else {
        names.borrow_mut().push("ada");
        println!("ada is the first");
    }
    println!("{} in all", names.borrow().len());
}
