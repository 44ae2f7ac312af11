//! A rate limiter: it lets a number of requests through, and then no more.

use std::sync::atomic::{AtomicU32, Ordering};

struct RateLimiter {
    left: AtomicU32,
}

impl RateLimiter {
    fn new(quota: u32) -> Self {
        RateLimiter {
            left: AtomicU32::new(quota),
        }
    }

    /// Takes one unit and returns true; returns false if none is left.
    fn try_acquire(&self) -> bool {
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            })
            .is_ok()
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
