//! std's threads, which go on one at a time, when the scheduler says so.

mod builder;
mod functions;
mod handle;
mod join_handle;
mod scope;
mod scoped_join_handle;

pub use ::std::thread::*;
pub use builder::Builder;
pub use functions::{current, park, park_timeout, sleep, spawn, yield_now};
#[expect(deprecated, reason = "std still has them")]
pub use functions::{park_timeout_ms, sleep_ms};
pub use handle::Thread;
pub use join_handle::JoinHandle;
pub use scope::{Scope, scope};
pub use scoped_join_handle::ScopedJoinHandle;
