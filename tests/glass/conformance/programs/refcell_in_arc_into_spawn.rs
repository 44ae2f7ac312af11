use std::cell::RefCell;
use std::sync::Arc;
use std::thread;

fn main() {
    let shared = Arc::new(RefCell::new(1));
    let worker = thread::spawn(move || *shared.borrow_mut() += 1); //~ E0277
    worker.join().unwrap();
}
