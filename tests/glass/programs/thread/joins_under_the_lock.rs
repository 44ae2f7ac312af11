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
//= The main thread waits on line 12 for thread 1 to finish. Thread 1 waits on line 10 for `total`, which the main thread has held since line 7 (guard `guard`). The guard lives until the `}` on line 14. The main thread and thread 1 wait for each other.
