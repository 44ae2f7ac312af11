//@ choices 1,1,1,2
// Both guards come from one function, and what is inserted is under another key.
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::thread;

struct Level {
    spaces: usize,
    parked: HashMap<u32, &'static str>,
}

struct Garage {
    level: Mutex<Level>,
}

impl Garage {
    fn level(&self) -> MutexGuard<'_, Level> {
        self.level.lock().unwrap() //~ writes _
    }

    fn find(&self, size: &str) -> Option<usize> {
        let level = self.level();
        let free = level.spaces - level.parked.len();
        (free > 0 && size == "compact").then_some(free)
    } //~ ends _

    fn occupy(&self, plate: u32, size: &'static str) {
        self.level().parked.insert(plate, size); //~ ends _
    }

    fn enter(&self, plate: u32, size: &'static str) -> Option<usize> {
        let free = self.find(size)?;
        self.occupy(plate, size);
        Some(free)
    }
}

fn main() {
    let garage = Garage { level: Mutex::new(Level { spaces: 1, parked: HashMap::new() }) };
    thread::scope(|scope| {
        for plate in 1..3 {
            let garage = &garage;
            scope.spawn(move || garage.enter(plate, "compact"));
        }
    });
    println!("{} of 1", garage.level().parked.len()); //~ ends _
}
//= Between thread 1's check of `level` on line 22 and its change on line 28 (called by `enter` on line 32 and on line 33), thread 2 locked and changed `level` on line 28: what thread 1 decided on line 32 may no longer hold. Check and change it under one guard, or check again under the second one.
