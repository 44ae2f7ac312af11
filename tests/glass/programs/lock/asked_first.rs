use std::sync::{Mutex, TryLockError};

fn main() {
    let m = Mutex::new(1);
    let guard = m.lock().unwrap(); //~ writes guard
    match m.try_lock() { //~ refused
        Ok(other) => println!("{other}"),
        Err(TryLockError::WouldBlock) => println!("taken: {guard}"),
        Err(TryLockError::Poisoned(_)) => println!("poisoned"),
    }
} //~ ends guard
//> taken: 1
