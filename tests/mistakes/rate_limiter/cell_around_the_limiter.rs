//! A rate limiter: it lets a number of requests through, and then no more.

use std::cell::RefCell;

struct RateLimiter {
    left: u32,
}

impl RateLimiter {
    fn new(quota: u32) -> Self {
        RateLimiter { left: quota }
    }

    /// Takes one unit and returns true; returns false if none is left.
    fn try_acquire(&self) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        true
    }
}

fn main() {
    let limiter = RefCell::new(RateLimiter::new(2));
    let (search, upload) = (&limiter, &limiter);
    println!(
        "{} {} {}",
        search.borrow_mut().try_acquire(),
        upload.borrow_mut().try_acquire(),
        search.borrow_mut().try_acquire()
    );
}
