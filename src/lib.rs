//! cellmate: a terminal course on Rust's interior mutability that lets you see every borrow.

pub mod build;
pub mod compare;
pub mod course;
pub mod desk;
pub mod grader;
pub mod inert;
pub mod markdown;
pub mod process;
pub mod verdict;
pub mod watch;
