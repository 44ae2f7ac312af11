//@ ends deadlock
// The read guard of the `match` is in the way of the write in one of its arms.
use std::collections::HashMap;
use std::sync::RwLock;

struct Pages {
    known: RwLock<HashMap<u32, String>>,
}

impl Pages {
    fn get(&self, number: u32) -> String {
        match self.known.read().unwrap().get(&number) { //~ reads _page
            Some(page) => page.clone(),
            None => self.load(number),
        }
    }

    fn load(&self, number: u32) -> String {
        let mut known = self.known.write().unwrap(); //~ stands
        known.entry(number).or_insert_with(|| format!("page {number}")).clone()
    }
}

fn main() {
    println!("{}", Pages { known: RwLock::default() }.get(1));
}
//= On line 19 (in `load`, called by `get` on line 14), the thread waits forever to lock `known` for writing, but the same thread has held the lock for reading since line 12 in `get`. As a temporary in the scrutinee of the `match`, the guard lives until the `}` on line 15.
//? a read guard cannot become a write guard: if a copy or a clone will do, make it with a `let` before the `match`, so that the `;` drops the guard (another thread can change `known` in between)
