//@ choices 0,1
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

static COUNT: AtomicUsize = AtomicUsize::new(0);

fn add_one() {
    let seen = COUNT.load(Ordering::SeqCst);
    COUNT.store(seen + 1, Ordering::SeqCst);
}

fn main() {
    let other = thread::spawn(add_one);
    add_one();
    other.join().unwrap();
    println!("{}", COUNT.load(Ordering::SeqCst));
}
//> 1
