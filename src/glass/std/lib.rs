//! The std you can see through.
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
