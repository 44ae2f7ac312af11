use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

fn main() {
    let stock = Arc::new(Mutex::new(1));
    let taker = {
        let stock = Arc::clone(&stock);
        thread::spawn(move || {
            let mut left = stock.lock().unwrap(); //~ writes left
            *left -= 1;
            assert!(*left > 0, "sold out");
        }) //~ ends left
    };
    println!("{}", taker.join().is_err());
    let mut left = stock.lock().unwrap_or_else(PoisonError::into_inner); //~ writes left
    *left = 5;
    drop(left); //~ ends left
    stock.clear_poison();
    println!("{}", stock.lock().unwrap()); //~ writes _, ends _
}
//> true
//> 5
