//@ ends deadlock
use std::sync::RwLock;

fn main() {
    let table = RwLock::new(vec![1]);
    let reader = table.read().unwrap(); //~ reads reader
    let other = table.read().unwrap(); //~ reads other
    println!("{} {}", reader.len(), other.len());
    drop(other); //~ ends other
    table.write().unwrap().push(2); //~ stands
}
//= On line 10, the thread waits forever to lock `table` for writing, but the same thread has held the lock for reading since line 6 (guard `reader`). The guard lives until the `}` on line 11.
