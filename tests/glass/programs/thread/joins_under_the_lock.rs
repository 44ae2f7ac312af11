//@ ends deadlock
use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let total = Arc::new(Mutex::new(0));
    let guard = total.lock().unwrap(); //~ writes guard
    let worker = {
        let total = Arc::clone(&total);
        thread::spawn(move || *total.lock().unwrap() += 1) //~ stands
    };
    worker.join().unwrap(); //~ stands
    println!("{guard}");
}
//=
