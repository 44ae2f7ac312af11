//! Learners' texts through the real grader: what lessons ask of them, what they do on purpose, and which gradings wait
//! for others.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod feedback;
mod forgeries;
mod hostile;
mod joined;
mod judging;
mod lesson;
mod schedules;
mod side_by_side;
mod sources;
mod staleness;

use cellmate::grader::Grader;
use cellmate::process::Launcher;
use std::path::PathBuf;

/// With the real binary as its launcher: this process is the test runner.
fn grader() -> Grader {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_cellmate"));
    Grader::new(Launcher::at(binary)).expect("a toolchain")
}
