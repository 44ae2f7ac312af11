use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let count = Arc::new(Mutex::new(0));
    let worker = thread::spawn(move || *count.lock().unwrap() += 1);
    worker.join().unwrap();
    println!("{count:?}"); //~ E0382
}
