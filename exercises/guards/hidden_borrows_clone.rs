//! Copies of a list, made while guards of it are alive.

use std::cell::RefCell;

fn main() {
    let list = RefCell::new(vec!["bread", "milk"]);

    let reader = list.borrow();
    let first = list.clone();
    println!("{} and {}", reader.len(), first.borrow().len());
    drop(reader);

    let mut writer = list.borrow_mut();
    let second = list.clone();
    writer.push("salt");
    println!("{}", second.borrow().len());
}
