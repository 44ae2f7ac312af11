//@ ends deadlock
// A function locks a value again through a clone of its handle.
use std::sync::{Arc, Mutex};

fn main() {
    let total = Arc::new(Mutex::new(1));
    let backup = Arc::clone(&total);
    let mut sum = total.lock().unwrap(); //~ writes sum
    *sum += 1;
    *backup.lock().unwrap() = *sum; //~ stands
}
//= On line 10, the thread waits forever for `total`, which the same thread has held since line 8 (guard `sum`). The guard lives until the `}` on line 11. `total` and `backup` are the same Mutex here: `backup` is a clone of `total` from line 7.
//? use `sum` instead of locking again on line 10
