//! std's threads, of which the scheduler runs one at a time.
//!
//! # What the compiler rejects, as with std
//! ```compile_fail,E0373
//! let local = 1;
//! std::thread::spawn(|| local + 1);
//! ```
//! ```compile_fail,E0277
//! let counted = ::std::rc::Rc::new(1);
//! std::thread::spawn(move || *counted);
//! ```
//! ```compile_fail,E0373
//! std::thread::scope(|scope| {
//!     let inner = 1;
//!     scope.spawn(|| inner + 1);
//! });
//! ```
//! ```compile_fail,E0521
//! let mut kept = None;
//! std::thread::scope(|scope| {
//!     kept = Some(scope.spawn(|| 1));
//! });
//! ```
//! ```compile_fail,E0499
//! let mut changed = 1;
//! std::thread::scope(|scope| {
//!     scope.spawn(|| changed += 1);
//!     scope.spawn(|| changed += 1);
//! });
//! ```
//! ```compile_fail,E0373
//! let local = 1;
//! glass::thread::spawn(|| local + 1);
//! ```
//! ```compile_fail,E0277
//! let counted = ::std::rc::Rc::new(1);
//! glass::thread::spawn(move || *counted);
//! ```
//! ```compile_fail,E0373
//! glass::thread::scope(|scope| {
//!     let inner = 1;
//!     scope.spawn(|| inner + 1);
//! });
//! ```
//! ```compile_fail,E0521
//! let mut kept = None;
//! glass::thread::scope(|scope| {
//!     kept = Some(scope.spawn(|| 1));
//! });
//! ```
//! ```compile_fail,E0499
//! let mut changed = 1;
//! glass::thread::scope(|scope| {
//!     scope.spawn(|| changed += 1);
//!     scope.spawn(|| changed += 1);
//! });
//! ```

mod builder;
mod functions;
mod handle;
mod join_handle;
mod scope;

pub use ::std::thread::*;
pub use builder::Builder;
pub use functions::{current, park, park_timeout, sleep, spawn, yield_now};
#[expect(deprecated, reason = "std still has them")]
pub use functions::{park_timeout_ms, sleep_ms};
pub use handle::Thread;
pub use join_handle::JoinHandle;
pub use scope::{Scope, ScopedJoinHandle, scope};
