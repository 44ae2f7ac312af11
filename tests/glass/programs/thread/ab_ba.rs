//@ ends deadlock
//@ choices 0,1,0
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
//=
