//! A flag that nobody will ever set.

use std::sync::atomic::{AtomicBool, Ordering};

fn main() {
    let flag = AtomicBool::new(false);
    while !flag.load(Ordering::SeqCst) {}
}
