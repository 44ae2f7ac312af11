use std::cell::Cell;
use std::sync::{Arc, RwLock};
use std::thread;

fn main() {
    let shared = Arc::new(RwLock::new(Cell::new(1)));
    let worker = thread::spawn(move || shared.read().unwrap().set(2)); //~ E0277
    worker.join().unwrap();
}
