use std::sync::Mutex;
use std::thread;

fn main() {
    let count = Mutex::new(0);
    let worker = thread::spawn(|| *count.lock().unwrap() += 1); //~ E0373
    worker.join().unwrap();
}
