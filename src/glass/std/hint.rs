//! std's hints. A program that says it spins lets others go on first.

pub use ::std::hint::*;

/// std's `spin_loop`.
#[track_caller]
pub fn spin_loop() {
    crate::rt::yield_now();
    ::std::hint::spin_loop();
}
