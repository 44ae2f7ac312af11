use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

fn main() {
    let number = Arc::new(Mutex::new(1));
    let other = Arc::clone(&number);
    thread::spawn(move || {
        *other.lock().unwrap() += 1; //~ writes _, ends _
        thread::sleep(Duration::from_secs(60));
    });
    thread::sleep(Duration::from_millis(1));
    println!("{}", number.lock().unwrap()); //~ writes _, ends _
}
