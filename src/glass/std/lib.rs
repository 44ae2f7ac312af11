//! The std you can see through.
//!
//! # Known differences
//!
//! In `sync`:
//! - Where the genuine std would hang because every thread waits for another one, the process is aborted.
//! - A `Condvar` wakes nobody without a reason, and those that wait in the order in which they came. std promises
//!   neither.
//! - A guard of a `Mutex`, or of a writer, on something that is `Sync` and not `Send`, is not `Sync`: it knows its
//!   lock, to take it again after a wait or for a downgrade, and std's own way to do that is not open to others.
//! - Who waits at a `Condvar` in a destructor, during a panic, with a guard from before that panic, has the mutex
//!   poisoned from the beginning of the wait; with std, from the end of the guard.
//! - A read of a `RwLock` stands behind a writer that waits already. std leaves that to the system; it is so on all
//!   common ones.
//! - What is complete (`Once`, `OnceLock`, `LazyLock`) is looked at without a step: it cannot change any more.
#![deny(unsafe_code)]

pub use ::std::*;

mod macros;
#[expect(hidden_glob_reexports, reason = "std's own `rt` is not for programs")]
mod rt;

pub mod cell;
pub mod hint;
pub mod io;
pub mod prelude;
pub mod process;
pub mod sync;
pub mod thread;
pub mod time;

#[doc(hidden)]
pub use macros::__thread_local;
