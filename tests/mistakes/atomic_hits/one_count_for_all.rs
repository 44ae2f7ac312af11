//! Counts the hits on a page, and hands the count over from time to time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

static WAITING: AtomicU64 = AtomicU64::new(0);

struct Hits {}

impl Hits {
    fn new() -> Self {
        Hits {}
    }

    /// Counts one hit.
    fn hit(&self) {
        WAITING.fetch_add(1, Ordering::Relaxed);
    }

    /// Hands over the hits that have come in since the last time.
    fn hand_over(&self) -> u64 {
        WAITING.swap(0, Ordering::Relaxed)
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
