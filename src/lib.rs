//! cellmate: a terminal course on Rust's interior mutability that lets you see every borrow.

pub mod compare;
pub mod course;
pub mod process;
pub mod verdict;
