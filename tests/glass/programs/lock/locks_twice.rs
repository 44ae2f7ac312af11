//@ ends deadlock
use std::sync::Mutex;

fn main() {
    let m = Mutex::new(1);
    let guard = m.lock().unwrap(); //~ writes guard
    println!("{guard}");
    *m.lock().unwrap() += 1; //~ stands
}
//= On line 8, the thread waits forever for `m`, which the same thread has held since line 6 (guard `guard`). The guard lives until the `}` on line 9.
//| 5   `m` is created
//| 6 ╭ guard `guard`
//| 8 ├ … waits for `m`
//|  ╰ `guard` never dropped
