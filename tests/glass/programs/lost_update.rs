use std::sync::{Arc, Mutex};
use std::thread;
fn main() {
    let n = Arc::new(Mutex::new(0));
    let hs: Vec<_> = (0..2).map(|_| { let n = Arc::clone(&n); thread::spawn(move || { let v = *n.lock().unwrap(); *n.lock().unwrap() = v + 1; }) }).collect();
    for h in hs { h.join().unwrap(); }
    println!("{}", *n.lock().unwrap());
    
}
