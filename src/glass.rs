//! Builds programs on `glass`, a drop-in replacement for std that records what happens, traces them, tries their
//! schedules, and finds the causes of what it recorded.
//!
//! The glass crate is the folder `glass/std`. The binary embeds it and writes it into the workspace of each build.
//! This module grades nothing: its explanations illustrate a verdict, and only the stage `schedules`, which the grader
//! assembles, depends on what it finds.

mod explain;
mod explore;
mod export;
mod names;
mod record;
mod recorded;
mod run;
mod scopes;
mod sources;
mod spec;
mod symbols;
mod tokens;

pub use explore::{ExploreLimits, HANDLE_COUNTS, RunCheck};
pub use export::{ExportError, export, source_files};
pub use recorded::{RecordError, RecordedProgram, RecordedTrace, explore_test, read_record};
pub use run::{Analysis, BuildResult, MAX_STEPS_OF_A_TRACE, TestSite, recording_environment};
pub use sources::{SourceFolders, read_sources};
pub use spec::ProgramSpec;

use crate::build::{Toolchain, WorkspacePool};
use crate::process::{Launcher, WorkGate};

/// Builds and runs programs under glass. Its workspaces live as long as it does.
#[derive(Debug)]
pub struct Glass {
    launcher: Launcher,
    workspaces: WorkspacePool,
    /// An exploration has a time limit and uses all cores, so only one runs at a time.
    exploring: WorkGate,
}

impl Glass {
    #[must_use]
    pub fn new(toolchain: Toolchain, launcher: Launcher) -> Self {
        Self {
            launcher: launcher.clone(),
            workspaces: WorkspacePool::new(toolchain, launcher),
            exploring: WorkGate::default(),
        }
    }
}
