//@ ends deadlock
use std::sync::Mutex;

fn main() {
    let m = Mutex::new(1);
    let mut guard = m.lock().unwrap(); //~ writes guard
    *guard += 1;
    guard = m.lock().unwrap(); //~ stands
    println!("{guard}");
}
//= On line 8, the thread waits forever for `m`, which the same thread has held since line 6 (guard `guard`).
