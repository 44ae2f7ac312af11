//! A rate limiter: it lets a number of requests through, and then no more.

use std::cell::Cell;
use std::time::{Duration, Instant};

struct RateLimiter {
    quota: u32,
    left: Cell<u32>,
    since: Cell<Instant>,
}

impl RateLimiter {
    fn new(quota: u32) -> Self {
        RateLimiter {
            quota,
            left: Cell::new(quota),
            since: Cell::new(Instant::now()),
        }
    }

    /// Takes one unit and returns true; returns false if none is left.
    fn try_acquire(&self) -> bool {
        if self.since.get().elapsed() >= Duration::from_millis(100) {
            self.since.set(Instant::now());
            self.left.set(self.quota);
        }
        match self.left.get() {
            0 => false,
            left => {
                self.left.set(left - 1);
                true
            }
        }
    }
}

fn main() {
    let limiter = RateLimiter::new(2);
    let (search, upload) = (&limiter, &limiter);
    println!(
        "{} {} {}",
        search.try_acquire(),
        upload.try_acquire(),
        search.try_acquire()
    );
}
