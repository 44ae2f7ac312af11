use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn main() {
    let count = Arc::new(AtomicUsize::new(0));
    let same = Arc::clone(&count);
    let worker = thread::spawn(move || same.fetch_add(2, Ordering::Relaxed));
    println!("{}", worker.join().unwrap() + count.load(Ordering::Relaxed));
}
//> 2
