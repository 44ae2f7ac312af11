//@ edition 2021
use std::cell::RefCell;

fn longest() -> usize {
    let names = RefCell::new(vec!["one", "three"]);
    names.borrow().iter().map(|name| name.len()).max().unwrap_or(0) //~ E0597
}

fn main() {
    println!("{}", longest());
}
