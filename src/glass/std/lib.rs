//! The std you can see through.
#![deny(unsafe_code)]

pub use ::std::*;

mod rt;

pub mod cell;
pub mod hint;
pub mod io;
pub mod prelude;
pub mod sync;
pub mod thread;
