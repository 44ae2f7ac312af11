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
mod run;
mod source;
mod subject;

pub use explore::{Bounds, Judge};
pub use export::{ExportError, export};
pub use run::Analysis;
pub use subject::Subject;

use crate::build::{Toolchain, WorkspacePool};
use crate::process::Launcher;
use std::sync::Mutex;

/// Builds and runs programs under glass. Its workspaces live as long as it does.
#[derive(Debug)]
pub struct Glass {
    launcher: Launcher,
    workspaces: WorkspacePool,
    /// Held while schedules are tried. That is limited by the clock and uses all cores, so it happens one at a time.
    exploring: Mutex<()>,
}

impl Glass {
    /// Builds with this toolchain, runs with this launcher.
    #[must_use]
    pub fn new(toolchain: Toolchain, launcher: Launcher) -> Self {
        Self {
            launcher: launcher.clone(),
            workspaces: WorkspacePool::new(toolchain, launcher),
            exploring: Mutex::default(),
        }
    }
}
