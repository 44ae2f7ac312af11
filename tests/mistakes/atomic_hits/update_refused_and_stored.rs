//! Counts the hits on a page, and hands the count over from time to time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

struct Hits {
    /// Hits that have not been handed over yet.
    waiting: AtomicU64,
}

impl Hits {
    fn new() -> Self {
        Hits {
            waiting: AtomicU64::new(0),
        }
    }

    /// Counts one hit.
    fn hit(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
    }

    /// Hands over the hits that have come in since the last time.
    fn hand_over(&self) -> u64 {
        self.waiting
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |_| None)
            .unwrap_or_else(|all| {
                self.waiting.store(0, Ordering::Relaxed);
                all
            })
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
