//! What does an `Option` add?

use std::cell::{Cell, UnsafeCell};

fn main() {
    println!("{}", size_of::<Box<u8>>());
    println!("{}", size_of::<Option<Box<u8>>>());
    println!("{}", size_of::<Option<UnsafeCell<Box<u8>>>>());
    println!("{}", size_of::<Cell<Option<Box<u8>>>>());
}
