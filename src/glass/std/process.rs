//! std's processes. Only the end of this one is announced, so that the threads which it cuts off are not waited for.

use crate::rt::announce_exit;

pub use ::std::process::*;

/// Ends the program with this code.
#[track_caller]
pub fn exit(code: i32) -> ! {
    announce_exit();
    ::std::process::exit(code)
}
