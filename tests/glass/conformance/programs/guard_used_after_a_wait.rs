use std::sync::{Condvar, Mutex};

fn main() {
    let (lock, ready) = (Mutex::new(false), Condvar::new());
    let guard = lock.lock().unwrap();
    let _woken = ready.wait(guard).unwrap();
    println!("{guard}"); //~ E0382
}
