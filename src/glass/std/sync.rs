//! std's `sync`, with twins of the locks, condition variables, barriers and once cells, whose steps the scheduler orders.
//!
//! Types that only carry values (`Arc`, `PoisonError`, `OnceState`…) are re-exported from std.
#![expect(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "these methods fail and panic as std's do; see std's documentation"
)]

pub mod atomic;
mod barrier;
mod condvar;
mod held;
mod lazy_lock;
pub mod mpsc;
mod mutex;
mod once;
mod once_lock;
mod rwlock;

pub use ::std::sync::*;
pub use barrier::{Barrier, BarrierWaitResult};
pub use condvar::{Condvar, WaitTimeoutResult};
pub use lazy_lock::LazyLock;
pub use mutex::{Mutex, MutexGuard};
#[expect(deprecated, reason = "std still has it, too")]
pub use once::ONCE_INIT;
pub use once::Once;
pub use once_lock::OnceLock;
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
