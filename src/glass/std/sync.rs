//! std's sync.
pub mod atomic;
pub mod mpsc;
mod mutex;
pub use ::std::sync::*;
pub use mutex::{Mutex, MutexGuard};
