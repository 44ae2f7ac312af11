//! Builds programs with cargo in a temporary workspace of its own, cut off from the user's configuration.
//!
//! One cargo call builds any number of targets side by side; what rustc says is sorted by target. Running
//! what was built, and judging it, is left to the grader.

mod cargo;
mod messages;
mod pool;
mod toolchain;
mod workspace;

pub use pool::WorkspacePool;
pub use toolchain::Toolchain;
pub use workspace::Workspace;

use crate::process;
use crate::verdict::Diagnostic;
use std::io;
use std::path::PathBuf;

/// Why nothing could be built: the machine's trouble, never the learner's error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no working toolchain.
    #[error(
        "no working Rust toolchain was found ({0}); install one with rustup, and see that `rustc --version` works in this terminal"
    )]
    NoToolchain(String),
    /// The workspace cannot be written.
    #[error(
        "{path} cannot be written ({source}); see that the disk is not full, or set TMPDIR to a folder with room"
    )]
    Workspace {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A configuration file above the workspace would change every build.
    #[error(
        "{0} would change how lessons are built; set TMPDIR (TMP on Windows) to a folder that has no .cargo above it"
    )]
    ForeignConfig(PathBuf),
    /// cargo ended without building and without saying what is wrong with the program.
    #[error("the build did not work on this machine: {0}")]
    CargoFailed(String),
    /// Starting a process failed.
    #[error(transparent)]
    Process(#[from] process::Error),
}

/// What all targets of a workspace share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Profile {
    /// The Rust edition, as Cargo writes it.
    pub edition: &'static str,
    /// Whether to optimize.
    pub optimize: bool,
    /// Whether programs stand on the crate in the folder `glass` of the workspace in the place of std.
    pub glass: bool,
}

/// Something to build.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name in Cargo's manifest, unique in one build.
    pub name: String,
    /// Where its source stands in the workspace, with `/`.
    pub path: String,
    /// The source.
    pub text: String,
    /// Whether it is built with `--test`.
    pub harness: bool,
}

/// What became of a target.
#[derive(Clone, Debug)]
pub struct Built {
    /// The binary; none where rustc refused the source.
    pub executable: Option<PathBuf>,
    /// What rustc said, errors first.
    pub diagnostics: Vec<Diagnostic>,
}

/// How a build ended.
#[derive(Debug)]
pub enum Build {
    /// Every target was tried; in the order in which they were given.
    Done(Vec<Built>),
    /// The time was over.
    TimedOut,
    /// Somebody asked to stop.
    Cancelled,
}
