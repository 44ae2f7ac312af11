// Both guards are needed after the sleep: nothing is said, and nothing advised.
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

fn both<'a>(a: &'a Mutex<u32>, b: &'a Mutex<u32>) -> (MutexGuard<'a, u32>, MutexGuard<'a, u32>) {
    let first = a.lock().unwrap(); //~ writes first
    thread::sleep(Duration::from_millis(5));
    let second = b.lock().unwrap(); //~ writes second
    (first, second)
}

fn main() {
    let pair = Arc::new((Mutex::new(1), Mutex::new(2)));
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let pair = Arc::clone(&pair);
            thread::spawn(move || {
                let (mut a, b) = both(&pair.0, &pair.1);
                *a += *b;
            }) //~ ends first, ends second
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    println!("{}", pair.0.lock().unwrap()); //~ writes _, ends _
}
//> 5
