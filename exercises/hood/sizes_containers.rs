//! What does a container add to the eight bytes of a `u64`?

use std::cell::{Cell, OnceCell, RefCell, UnsafeCell};
use std::sync::atomic::AtomicU64;

fn main() {
    println!("{}", size_of::<u64>());
    println!("{}", size_of::<UnsafeCell<u64>>());
    println!("{}", size_of::<Cell<u64>>());
    println!("{}", size_of::<AtomicU64>());
    println!("{}", size_of::<RefCell<u64>>());
    println!("{}", size_of::<OnceCell<u64>>());
}
