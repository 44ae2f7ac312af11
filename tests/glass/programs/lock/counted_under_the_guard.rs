//@ ends deadlock
// If the guard were dropped before the call, another thread could come between the two.
use std::sync::Mutex;

struct Registry {
    entries: Mutex<Vec<u64>>,
}

impl Registry {
    fn count(&self) -> usize {
        self.entries.lock().unwrap().len() //~ stands
    }

    fn report(&self) -> String {
        let mut entries = self.entries.lock().unwrap(); //~ writes entries
        entries.sort_unstable();
        format!("{} entries: {:?}", self.count(), entries)
    }
}

fn main() {
    let registry = Registry { entries: Mutex::new(vec![2, 1]) };
    println!("{}", registry.report());
}
//= On line 11 (in `count`, called by `report` on line 17), the thread waits forever for `entries`, which the same thread has held since line 15 in `report`. The guard lives until the `}` on line 18.
