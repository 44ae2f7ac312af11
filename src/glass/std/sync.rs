//! std's sync.
mod mutex;
pub use ::std::sync::*;
pub use mutex::{Mutex, MutexGuard};
