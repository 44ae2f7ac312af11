//! What can go wrong with the machine while a program is run: never the learner's fault, never an outcome.

use std::io;
use std::path::{Path, PathBuf};

/// Why a program could not be run or watched.
#[derive(thiserror::Error, Debug)]
pub enum Error {
    /// The system does not say which binary is running.
    #[error("cannot find cellmate's own binary, which starts the programs: {0}")]
    NoLauncher(#[source] io::Error),
    /// The process could not be made.
    #[error("cannot start {}: {source}", program.display())]
    CannotStart {
        /// What was to be started.
        program: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is nothing at the program's path.
    #[error("there is no program at {}", .0.display())]
    NoProgram(PathBuf),
    /// The folder to run in is missing.
    #[error("cannot run anything in the folder {}: it is not there, or is not a folder", .0.display())]
    NoFolder(PathBuf),
    /// The binary that should launch did not say that it is ready.
    #[error(
        "{} did not answer as cellmate's launcher, so nothing was run; look whether an antivirus stops it, or install cellmate again",
        .0.display()
    )]
    NoAnswer(PathBuf),
    /// The launcher could not prepare itself.
    #[error("the launcher could not set up the limits of a run: {0}")]
    Launcher(String),
    /// The launcher was ready, but the system refused the program.
    #[error("the system refuses to run {}: {why}", program.display())]
    Refused {
        /// The program.
        program: PathBuf,
        /// What the system says.
        why: String,
    },
    /// Something could not be ended.
    #[error(
        "something that {} started could not be ended; `ps` shows it, and restarting the machine ends it",
        .0.display()
    )]
    LeftBehind(PathBuf),
    /// The system refused what watching a run needs.
    #[error("cannot watch the program: {0}")]
    Watching(#[source] io::Error),
    /// The system refused the signal handlers.
    #[error("cannot listen for Ctrl-C: {0}")]
    Signals(#[source] io::Error),
}

impl Error {
    /// A program that did not start, with the commonest reason named.
    pub(super) fn cannot_start(program: &Path, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::NotFound {
            Self::NoProgram(program.to_owned())
        } else {
            Self::CannotStart {
                program: program.to_owned(),
                source,
            }
        }
    }

    /// The same where it was to start in a certain folder: the system says "not found" of either.
    pub(super) fn starting(program: &Path, dir: &Path, source: io::Error) -> Self {
        if dir.is_dir() {
            Self::cannot_start(program, source)
        } else {
            Self::NoFolder(dir.to_owned())
        }
    }
}
