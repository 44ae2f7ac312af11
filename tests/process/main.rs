//! Programs of every kind, run through the real launcher: each way to end is recognized, and nothing is left behind.

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
