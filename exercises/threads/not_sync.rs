//! Two handles to one score, on two threads that take turns.

use std::cell::RefCell;
use std::sync::Arc;
use std::thread;

fn main() {
    let score = Arc::new(RefCell::new(1));
    let theirs = Arc::clone(&score);
    let worker = thread::spawn(move || {
        *theirs.borrow_mut() += 4;
    });
    worker.join().unwrap();
    println!("{}", score.borrow());
}
