//! Counts the hits on a page, and hands the count over from time to time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

struct Hits {
    /// Hits that have not been handed over yet.
    waiting: AtomicU64,
    turn: Mutex<()>,
}

impl Hits {
    fn new() -> Self {
        Hits {
            waiting: AtomicU64::new(0),
            turn: Mutex::new(()),
        }
    }

    // Change the next two methods: in each of them, a hit can get lost.

    /// Counts one hit.
    fn hit(&self) {
        // one thread at a time
        let _turn = self.turn.lock().unwrap();
        let before = self.waiting.load(Ordering::Relaxed);
        self.waiting.store(before + 1, Ordering::Relaxed);
    }

    /// Hands over the hits that have come in since the last time.
    fn hand_over(&self) -> u64 {
        self.waiting.swap(0, Ordering::Relaxed)
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
