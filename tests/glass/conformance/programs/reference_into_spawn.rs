use std::sync::Mutex;
use std::thread;

fn main() {
    let count = Mutex::new(0);
    let borrowed = &count; //~ E0597
    let worker = thread::spawn(move || *borrowed.lock().unwrap() += 1);
    worker.join().unwrap();
}
