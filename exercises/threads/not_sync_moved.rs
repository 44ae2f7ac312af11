//! A score that moves to another thread.

use std::cell::RefCell;
use std::thread;

fn main() {
    let score = RefCell::new(1);
    let worker = thread::spawn(move || {
        *score.borrow_mut() += 4;
        score.into_inner()
    });
    println!("{}", worker.join().unwrap());
}
