//! The cost of a borrow and of an uncontended lock. It is built with optimization.

use std::cell::RefCell;
use std::hint::black_box;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const ROUNDS: u32 = 1_000_000;

/// Returns how long one round takes: the best of several runs, because the machine may be busy.
fn nanoseconds(mut step: impl FnMut()) -> f64 {
    let tries = (0..7).map(|_| {
        let start = Instant::now();
        for _ in 0..ROUNDS {
            step();
        }
        start.elapsed()
    });
    let best = tries.min().unwrap_or(Duration::MAX);
    best.as_secs_f64() * 1e9 / f64::from(ROUNDS)
}

fn main() {
    let cell = RefCell::new(0_u64);
    let lock = Mutex::new(0_u64);

    let borrow = nanoseconds(|| *black_box(&cell).borrow_mut() += 1);
    let locked = nanoseconds(|| *black_box(&lock).lock().unwrap() += 1);
    eprintln!("a borrow {borrow:.2} ns, a lock {locked:.2} ns");

    println!("50 ns or more: {}", borrow >= 50.0);
    println!("slower than a lock: {}", borrow > locked);
}
