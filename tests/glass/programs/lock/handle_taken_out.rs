//@ ends deadlock
// The handle is no longer part of the map, but the guard lives as long as the block.
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

fn main() {
    let workers: Arc<Mutex<HashMap<u32, JoinHandle<()>>>> = Arc::default();
    let all = Arc::clone(&workers);
    let mut map = workers.lock().unwrap(); //~ writes map
    map.insert(7, thread::spawn(move || println!("{}", all.lock().unwrap().len()))); //~ stands
    drop(map); //~ ends map
    if let Some(handle) = workers.lock().unwrap().remove(&7) { //~ writes _if
        handle.join().unwrap(); //~ stands
    }
}
//= The main thread waits on line 14 for thread 1 to finish. Thread 1 waits on line 11 for `all`, which the main thread has held since line 13. As a temporary in the scrutinee of the `if let`, the guard lives until the `}` on line 15. The main thread and thread 1 wait for each other.
//? take the value with a `let` before the `if let`, so that the `;` drops the guard
