//! Locks in an array have the names that the program uses to lock them.
//@ ends deadlock

use std::sync::Mutex;

fn main() {
    let seats = [Mutex::new(0), Mutex::new(1)];
    let _first = seats[0].lock().unwrap(); //~ writes _first
    let _second = seats[1].lock().unwrap(); //~ writes _second
    let _again = seats[0].lock().unwrap(); //~ stands
}
//= On line 10, the thread waits forever for `seats[0]`, which the same thread has held since line 8 (guard `_first`). The guard lives until the `}` on line 11.
