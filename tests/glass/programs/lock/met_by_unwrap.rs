//@ ends panicked
use std::sync::{Arc, RwLock};
use std::thread;

fn main() {
    let table = Arc::new(RwLock::new(vec![1]));
    let same = Arc::clone(&table);
    let worker = thread::spawn(move || same.write().unwrap().remove(7)); //~ writes _, ends _
    let _ = worker.join();
    println!("{}", table.read().unwrap().len()); //~ reads _, ends _
}
//= `table` (the RwLock created on line 6) is poisoned: thread 1 panicked on line 8 ("removal index (is 7) should be < len (is 1)") while it held the guard from line 8. The main thread found it poisoned on line 10, and panicked there.
