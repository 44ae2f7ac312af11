//@ choices 0,0,1
use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let count = Arc::new(Mutex::new(0));
    let other = {
        let count = Arc::clone(&count);
        thread::spawn(move || add_one(&count))
    };
    add_one(&count);
    other.join().unwrap();
    println!("{}", count.lock().unwrap()); //~ writes _, ends _
}

fn add_one(count: &Mutex<i32>) {
    let seen = *count.lock().unwrap(); //~ writes _, ends _
    *count.lock().unwrap() = seen + 1; //~ writes _w, ends _w
}
//> 1
//= Between the main thread's read of `count` on line 17 and its change on line 18, thread 1 locked and changed `count` on line 18: that change is lost. The main thread read 0, thread 1 made it 1, and the main thread then wrote 1. Read and change it under one guard, or read again under the second one.
