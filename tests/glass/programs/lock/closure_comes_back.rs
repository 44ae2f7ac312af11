//@ ends deadlock
// A function runs a closure under its lock, and the closure calls the function again, through other functions.
use std::collections::BTreeMap;
use std::sync::Mutex;

struct Shelves(Mutex<BTreeMap<u32, u32>>);

impl Shelves {
    fn with<R>(&self, number: u32, change: impl FnOnce(&mut u32) -> R) -> R {
        let mut shelves = self.0.lock().unwrap(); //~ stands, writes shelves
        change(shelves.entry(number).or_default())
    }

    fn restock(&self, number: u32) {
        self.with(number, |count| *count += 5);
    }

    fn short(&self, number: u32, missing: u32) {
        if missing > 0 {
            self.restock(number);
        }
    }

    fn reserve(&self, number: u32) {
        self.with(number, |count| {
            if *count == 0 {
                self.short(number, 1);
            }
        });
    }
}

fn main() {
    Shelves(Mutex::new(BTreeMap::new())).reserve(1);
}
//= On line 10 (in `with`, called by `restock` on line 15), the thread waits forever for `self.0`, which the same thread has held since line 10 (guard `shelves`), in an outer call to `with` (by `reserve` on line 25). The guard lives until the `}` on line 12. While it is alive, line 11 runs a closure in `reserve`. The closure calls `short` on line 27, and `short` calls `restock` on line 20.
//? -
