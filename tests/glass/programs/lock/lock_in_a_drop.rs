//@ ends deadlock
use std::sync::Mutex;

struct Visit<'a>(&'a Mutex<u32>);

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap() -= 1; //~ stands, writes _, ends _
    }
}

fn main() {
    let visitors = Mutex::new(2);
    drop(Visit(&visitors));
    let visit = Visit(&visitors);
    let guard = visit.0.lock().unwrap(); //~ writes guard
    println!("{guard}");
    drop(visit);
    println!("{guard}");
}
//= On line 8 (in `drop`, called by `main` on line 18), the thread waits forever for `visitors`, which the same thread has held since line 16 (guard `guard`) in `main`. The guard lives until the `}` on line 20. `visit.0` and `self.0` are the same Mutex here.
