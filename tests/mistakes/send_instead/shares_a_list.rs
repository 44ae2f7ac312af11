//! The registry again: threads send their numbers, and one list receives them.

use std::sync::{Arc, Mutex, mpsc};
use std::thread;

/// Returns what this number of workers sent, in order. Each of them is a thread.
fn collect(workers: u64) -> Vec<u64> {
    let mut entries = Vec::new();
    let (sender, receiver) = mpsc::channel::<u64>();
    drop((sender, receiver));
    let shared = Arc::new(Mutex::new(Vec::new()));
    let mut handles = Vec::new();
    for id in 0..workers {
        let shared = Arc::clone(&shared);
        handles.push(thread::spawn(move || shared.lock().unwrap().push(id * 10)));
    }
    for handle in handles {
        handle.join().unwrap();
    }
    entries.append(&mut shared.lock().unwrap());
    entries.sort_unstable();
    entries
}

fn main() {
    let entries = collect(4);
    println!("{} entries: {entries:?}", entries.len());
}
