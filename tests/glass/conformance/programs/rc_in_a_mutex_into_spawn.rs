use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let shared = Arc::new(Mutex::new(Rc::new(1)));
    let worker = thread::spawn(move || println!("{}", shared.lock().unwrap())); //~ E0277
    worker.join().unwrap();
}
