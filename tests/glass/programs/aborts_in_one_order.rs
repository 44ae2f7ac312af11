use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let count = Arc::new(Mutex::new(0));
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let count = Arc::clone(&count);
            thread::spawn(move || {
                let seen = *count.lock().unwrap();
                *count.lock().unwrap() = seen + 1;
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    if *count.lock().unwrap() != 2 {
        std::process::abort();
    }
    println!("2");
}
