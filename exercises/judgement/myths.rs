//! A panic while a list is borrowed. `main` catches it.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn main() {
    let list = RefCell::new(vec![1, 2, 3]);

    let ended = catch_unwind(AssertUnwindSafe(|| {
        let mut writer = list.borrow_mut();
        writer.push(4);
        panic!("in the middle of it");
    }));

    println!("panicked: {}", ended.is_err());
    println!("{} entries", list.borrow().len());
}
