//! The std you can see through.
//!
//! # Known differences
//! ## `sync`
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
//!
//! ## `sync::atomic`
//! - Memory is sequentially consistent, whatever the orderings say. `compare_exchange_weak` fails only where
//!   `compare_exchange` does, so that a run can be repeated.
//! - `from_ptr` is left out: a plain integer has no place for what the twin carries. What is done through `as_ptr` is
//!   not seen.
//! - An ordering without sense (`load(Release)`) is refused by the compiler with std, and panics here.
//! - They are larger than their integers, and aligned for what they carry; `transmute` does not do.
//! - Where the target can load and store a width but not exchange it, the type is missing.
//!
//! ## `sync::mpsc`
//! - The channels are the crate's own; messages are not recorded, because they need not be `Debug`.
//! - `recv` and others that wait never wake up without a reason.
//!
//! ## `thread`
//! - Threads go on one at a time, and `sleep`, `park_timeout` and all other times go by the run's own clock.
//! - `scope` also waits for the thread-locals of its threads, which std drops before or after it returns: the genuine
//!   scope must not wait while it is its thread's turn. Each `scope` leaves a few bytes behind.
//! - A thread that joins itself waits for ever and is told so; with std it panics on some systems. A
//!   `ScopedJoinHandle` that is forgotten (`mem::forget`) keeps std's scope waiting for ever, and so it does here,
//!   where nobody can tell.
//! - When the system has no thread to give, `spawn` panics with the program's line, std's with its own.
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
