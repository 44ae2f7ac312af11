//@ ends deadlock
//@ choices 0,1
use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let a = Arc::new(Mutex::new(1));
    let b = Arc::new(Mutex::new(2));
    let other = {
        let (a, b) = (Arc::clone(&a), Arc::clone(&b));
        thread::spawn(move || {
            let first = b.lock().unwrap(); //~ writes first
            let second = a.lock().unwrap(); //~ stands
            println!("{first} {second}");
        })
    };
    let first = a.lock().unwrap(); //~ writes first
    let second = b.lock().unwrap(); //~ stands
    println!("{first} {second}");
    drop((first, second));
    other.join().unwrap();
}
//= The main thread waits on line 18 for `b`, which thread 1 has held since line 12 (guard `first`). The guard lives until the `}` on line 15. Thread 1 waits on line 13 for `a`, which the main thread has held since line 17 (guard `first`). The main thread and thread 1 wait for each other.
