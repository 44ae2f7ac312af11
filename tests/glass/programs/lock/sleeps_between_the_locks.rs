//@ ends deadlock
// A sleep under the first lock is not a wait that another thread has to end.
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

fn main() {
    let (a, b) = (Arc::new(Mutex::new(1)), Arc::new(Mutex::new(2)));
    let other = {
        let (a, b) = (Arc::clone(&a), Arc::clone(&b));
        thread::spawn(move || {
            let b = b.lock().unwrap(); //~ writes b
            thread::sleep(Duration::from_millis(5));
            println!("{} {}", a.lock().unwrap(), b); //~ stands
        })
    };
    let first = a.lock().unwrap(); //~ writes first
    thread::sleep(Duration::from_millis(5));
    println!("{} {}", first, b.lock().unwrap()); //~ stands
    other.join().unwrap();
}
//= Thread 1 waits on line 14 for `a`, which the main thread has held since line 17 (guard `first`). The guard lives until the `}` on line 21. The main thread waits on line 19 for `b`, which thread 1 has held since line 12. The guard lives until the `}` on line 15. Thread 1 and the main thread wait for each other.
//? lock `a` and `b` in the same order in every thread
