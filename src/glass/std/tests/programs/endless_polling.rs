//! A flag that no thread ever sets.

use std::sync::atomic::{AtomicBool, Ordering};

fn main() {
    let flag = AtomicBool::new(false);
    while !flag.load(Ordering::SeqCst) {}
}
