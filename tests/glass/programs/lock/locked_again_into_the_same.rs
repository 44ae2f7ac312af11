//@ ends deadlock
use std::sync::Mutex;

fn main() {
    let m = Mutex::new(1);
    let mut guard = m.lock().unwrap(); //~ writes guard
    *guard += 1;
    guard = m.lock().unwrap(); //~ stands
    println!("{guard}");
}
//= Line 8 waits forever for `m`, which this thread has held itself since line 6 (guard `guard`).
