use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

fn main() {
    let count = Arc::new(Mutex::new(0));
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let count = Arc::clone(&count);
            thread::spawn(move || {
                let mut guard = count.lock().unwrap(); //~ writes guard
                *guard += 1;
                thread::sleep(Duration::from_millis(10));
            }) //~ ends guard
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    println!("{}", count.lock().unwrap()); //~ writes _, ends _
}
//> 2
//= Thread 1 slept on line 13 while it held `count` (the guard `guard` from line 11). So thread 2 had to wait on line 11.
