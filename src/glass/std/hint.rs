//! std's hints. A program that says it spins lets others go on first.

pub use ::std::hint::*;

/// std's `spin_loop`.
#[track_caller]
pub fn spin_loop() {
    crate::rt::yields();
    ::std::hint::spin_loop();
}
