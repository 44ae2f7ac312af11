use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

fn main() {
    let count = AtomicU32::new(0);
    let borrowed = &count; //~ E0597
    let named = thread::Builder::new().name("one".to_owned());
    let worker = named.spawn(move || borrowed.fetch_add(1, Ordering::SeqCst));
    worker.unwrap().join().unwrap();
}
