//! Counts the hits on a page, and hands the count over from time to time.

use std::mem;
use std::sync::Mutex;
use std::thread;

struct Hits {
    /// Hits that have not been handed over yet.
    waiting: Mutex<u64>,
}

impl Hits {
    fn new() -> Self {
        Hits {
            waiting: Mutex::new(0),
        }
    }

    /// Counts one hit.
    fn hit(&self) {
        *self.waiting.lock().unwrap() += 1;
    }

    /// Hands over the hits that have come in since the last time.
    fn hand_over(&self) -> u64 {
        mem::take(&mut *self.waiting.lock().unwrap())
    }
}

fn main() {
    let hits = Hits::new();
    let early = thread::scope(|scope| {
        scope.spawn(|| hits.hit());
        hits.hit();
        hits.hand_over()
    });
    println!("{} hits", early + hits.hand_over());
}
