//! std's sync.
mod mutex;
pub use mutex::{Mutex, MutexGuard};
pub use ::std::sync::*;
