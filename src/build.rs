//! Builds programs with cargo in a temporary workspace, isolated from the user's cargo configuration.
//!
//! One run of cargo builds any number of targets in parallel; rustc's messages are sorted by target. `run` runs the
//! programs, and `grader` judges what they did.

mod cargo;
mod executable;
mod failure;
mod joined;
mod library;
mod messages;
mod toolchain;
mod workspace;

pub use executable::Executable;
pub use failure::error_of_file;
pub use joined::Module;
pub use toolchain::{FileState, Toolchain};
pub use workspace::{Workspace, WorkspacePool};

use crate::process;
use crate::verdict::{Diagnostic, Edition};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Why nothing could be built. That is never the learner's fault.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cancelled")]
    Cancelled,
    #[error(
        "cannot find a working Rust toolchain: {0}\nhelp: run `rustup default stable` (get rustup from https://rustup.rs), and check that `rustc --version` works in this terminal"
    )]
    NoToolchain(String),
    #[error(
        "cannot write {path}: {source}\nhelp: free some disk space, or set TMPDIR to a folder that has some"
    )]
    Workspace { path: PathBuf, source: io::Error },
    /// A cargo configuration above the folder that cargo runs in would change every build.
    #[error(
        "{0} would change how cellmate builds lessons\nhelp: move it to the `.cargo` folder in your home folder"
    )]
    ForeignConfig(PathBuf),
    /// The lesson denies clippy's warnings, and clippy is not installed.
    #[error(
        "this lesson needs clippy, which is not installed\nhelp: install it with `rustup component add clippy`"
    )]
    NoClippy,
    #[error(
        "rustc took longer than {} s to compile this program, so cellmate recorded nothing\nhelp: try again when the machine is less busy",
        limit.as_secs_f32()
    )]
    TooSlow { limit: Duration },
    /// cargo exited without building, and without an error in the program.
    #[error("cannot build programs on this machine: {0}")]
    CargoFailed(String),
    #[error(transparent)]
    Process(#[from] process::Error),
}

/// Settings that all targets of a workspace share.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Profile {
    pub edition: Edition,
    pub optimize: bool,
    /// Whether rustc accepts unused code without a warning.
    pub allow_dead_code: bool,
    /// Whether backtraces name lines.
    pub line_tables: bool,
    /// Whether programs use the crate in the workspace's folder `glass` instead of std and core.
    pub glass: bool,
}

impl Profile {
    /// Returns the optimization level of libraries. A program that takes millions of locks would otherwise reach its time
    /// limit under glass.
    fn library_opt_level(self) -> u8 {
        if self.optimize { 3 } else { 1 }
    }
}

#[derive(Clone, Debug)]
pub struct Target {
    /// Its name in the manifest, unique in one build.
    pub name: String,
    /// The path of its source in the workspace, with `/`, or the absolute path of a file that is built in place.
    pub path: String,
    pub text: String,
    /// Whether it is built as a test harness.
    pub harness: bool,
    /// Set if it may become a module of a crate with other targets.
    pub module: Option<Module>,
}

#[derive(Clone, Debug)]
pub struct Built {
    /// `None` if the source does not compile.
    pub executable: Option<Executable>,
    /// rustc's messages, errors first.
    pub diagnostics: Vec<Diagnostic>,
}

impl Built {
    /// Returns the result for a source that does not compile.
    #[must_use]
    pub fn refused(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            executable: None,
            diagnostics,
        }
    }
}
