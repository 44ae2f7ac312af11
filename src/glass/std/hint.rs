//! std's hints, with a `spin_loop` that lets other threads go first.

pub use ::std::hint::*;

/// std's `spin_loop`.
#[track_caller]
pub fn spin_loop() {
    crate::rt::yield_now();
    ::std::hint::spin_loop();
}
