use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let ready = Mutex::new(false);
    let changed = Condvar::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut guard = ready.lock().unwrap(); //~ writes guard
            while !*guard {
                guard = changed.wait(guard).unwrap(); //~ ends guard, writes guard
            }
        }); //~ ends guard
        scope.spawn(|| {
            *ready.lock().unwrap() = true; //~ writes _, ends _
            changed.notify_all();
        });
    });
    println!("{}", ready.into_inner().unwrap());
}
//> true
