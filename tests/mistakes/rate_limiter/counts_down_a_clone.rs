//! A rate limiter: it lets a number of requests through, and then no more.

use std::cell::RefCell;

struct RateLimiter {
    left: RefCell<u32>,
}

impl RateLimiter {
    fn new(quota: u32) -> Self {
        RateLimiter {
            left: RefCell::new(quota),
        }
    }

    /// Takes one unit and returns true; returns false if none is left.
    fn try_acquire(&self) -> bool {
        let mut left = self.left.borrow().clone();
        if left == 0 {
            return false;
        }
        left -= 1;
        true
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
