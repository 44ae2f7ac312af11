//@ ends deadlock
// Both iterators are lazy: each item holds the guard of the first while the second one takes the same lock.
use std::sync::Mutex;

fn main() {
    let readings: Vec<Mutex<Vec<u32>>> = (0..3).map(|n| Mutex::new(vec![n])).collect();
    let guards = readings.iter().map(|one| one.lock().unwrap()); //~ writes _item
    let lengths = readings.iter().map(|one| one.lock().unwrap().len()); //~ stands
    for (mut guard, length) in guards.zip(lengths) {
        guard.push(length as u32);
    }
}
//= On line 8, the thread waits forever for `readings[0]`, which the same thread has held since line 7. The guard outlived a closure in `main`, which `main` called on line 9. While it is alive, line 9 runs a closure in `main`.
