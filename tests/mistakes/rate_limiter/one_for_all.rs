//! A rate limiter: it lets a number of requests through, and then no more.

use std::cell::Cell;

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(0) };
}

struct RateLimiter;

impl RateLimiter {
    fn new(quota: u32) -> Self {
        LEFT.set(quota);
        RateLimiter
    }

    /// Takes one unit and returns true; returns false if none is left.
    fn try_acquire(&self) -> bool {
        let left = LEFT.get();
        LEFT.set(left.saturating_sub(1));
        left > 0
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
