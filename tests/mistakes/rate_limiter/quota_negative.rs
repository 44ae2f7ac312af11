//! A rate limiter: it lets a number of requests through, and then no more.

use std::cell::Cell;

struct RateLimiter {
    left: Cell<i32>,
}

impl RateLimiter {
    fn new(quota: u32) -> Self {
        RateLimiter {
            left: Cell::new(quota as i32),
        }
    }

    /// Takes one unit and returns true; returns false if none is left.
    fn try_acquire(&self) -> bool {
        let left = self.left.get() - 1;
        self.left.set(left);
        left >= 0
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
