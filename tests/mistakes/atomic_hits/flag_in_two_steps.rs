//! Counts the hits on a page, and hands the count over from time to time.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

struct Hits {
    /// Hits that have not been handed over yet.
    waiting: AtomicU64,
    busy: AtomicBool,
}

impl Hits {
    fn new() -> Self {
        Hits {
            waiting: AtomicU64::new(0),
            busy: AtomicBool::new(false),
        }
    }

    /// Counts one hit.
    fn hit(&self) {
        while self.busy.load(Ordering::Acquire) {
            thread::yield_now();
        }
        self.busy.store(true, Ordering::Release);
        let before = self.waiting.load(Ordering::Relaxed);
        self.waiting.store(before + 1, Ordering::Relaxed);
        self.busy.store(false, Ordering::Release);
    }

    /// Hands over the hits that have come in since the last time.
    fn hand_over(&self) -> u64 {
        while self.busy.load(Ordering::Acquire) {
            thread::yield_now();
        }
        self.busy.store(true, Ordering::Release);
        let all = self.waiting.load(Ordering::Relaxed);
        self.waiting.store(0, Ordering::Relaxed);
        self.busy.store(false, Ordering::Release);
        all
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
