//! Programs of every kind, run through the real launcher: each ending is told apart, and nothing is left behind.

#![cfg(target_os = "linux")]

mod caching;
mod cancelling;
mod confined;
mod deadlocks;
mod endings;
mod errors;
mod leftovers;
mod log;
mod scene;
mod secrets;
mod series;
