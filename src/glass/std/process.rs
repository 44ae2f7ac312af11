//! std's `process`, with an `exit` that is announced to the scheduler, so that it does not wait for the other threads.

use crate::rt::announce_exit;

pub use ::std::process::*;

/// std's `exit`.
#[track_caller]
pub fn exit(code: i32) -> ! {
    announce_exit();
    ::std::process::exit(code)
}
