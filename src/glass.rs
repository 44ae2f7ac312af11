//! The std you can see through: builds programs on it, runs them, tries their schedules, and explains what it saw.
//!
//! The crate that is put under a program is the folder `glass/std`; it is embedded here and written into a
//! workspace of its own. Nothing here judges: what glass says explains a verdict, and decides only the stage
//! `schedules`, which the grader puts together.

mod explain;
mod explore;
mod export;
mod names;
mod record;
mod running;
mod source;
mod subject;

pub use explore::{Bounds, Judge};
pub use export::{ExportError, export};
pub use running::Analysis;
pub use subject::Subject;

use crate::build::{Profile, Toolchain, Workspace};
use crate::process::Launcher;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Builds and runs programs under glass. Its workspaces live as long as it does.
#[derive(Debug)]
pub struct Glass {
    toolchain: Toolchain,
    launcher: Launcher,
    workspaces: Mutex<BTreeMap<Profile, Workspace>>,
}

impl Glass {
    /// Builds with this toolchain, runs with this launcher.
    #[must_use]
    pub fn new(toolchain: Toolchain, launcher: Launcher) -> Self {
        Self {
            toolchain,
            launcher,
            workspaces: Mutex::default(),
        }
    }
}

/// A panic while building leaves nothing half-done that the next one would trust.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
