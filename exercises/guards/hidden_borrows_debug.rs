//! A cell that is printed for debugging while a write guard is alive.

use std::cell::RefCell;

fn main() {
    let count = RefCell::new(7);

    let mut writer = count.borrow_mut();
    *writer += 1;
    println!("{count:?}");

    drop(writer);
    println!("{count:?}");
}
