//! The full screen in a real terminal: what a learner does, and that the terminal is restored afterwards.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[cfg(target_os = "linux")]
#[path = "tui/breaking.rs"]
mod breaking;
#[path = "tui/course.rs"]
mod course;
#[path = "tui/evening.rs"]
mod evening;
#[path = "tui/learner.rs"]
mod learner;
#[path = "tui/pty.rs"]
mod pty;
#[path = "tui/readme.rs"]
mod readme;
#[cfg(target_os = "linux")]
#[path = "engine/scripted.rs"]
#[expect(dead_code, reason = "the tests of the engine use all of it")]
mod scripted;
#[path = "tui/terminal.rs"]
mod terminal;
