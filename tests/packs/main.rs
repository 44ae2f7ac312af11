//! Courses that are shared: packed into one file, copied into desks, updated, and handed in again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "../homes/builds.rs"]
mod builds;
mod hostile_packs;
mod init_course;
mod kills;
mod model;
mod packing;
mod random_updates;
mod scene;
mod tarball;
mod updating;
#[cfg(target_os = "linux")]
mod week;
