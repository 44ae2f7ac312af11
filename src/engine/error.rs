//! Why a job failed.

use crate::desk::{DeskError, DeskLockError};
use crate::grader::{self, SourceProblem};
use crate::process;
use crate::watch::WatchError;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::Arc;

/// What happened and what to do if a command needs a desk, but there is none.
pub const NO_DESK: &str = "no desk found (the folder for your files)\nhelp: create one with `cellmate init`, or pass `--desk DIR`";

/// Why a job failed. Causes are shared, because events are cloned.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    #[error("{}", NO_DESK)]
    NoDesk,
    #[error("cannot read the course\nhelp: `cellmate list` says what is wrong with it")]
    NoCourse,
    #[error("cannot find the folder {0}\nhelp: write the whole path, without `~`")]
    HomeFolder(String),
    #[error("the course has no lesson `{lesson}`")]
    NoLesson { lesson: String },
    #[error("the lesson `{lesson}` has no prediction `{prediction}`")]
    NoPrediction { lesson: String, prediction: String },
    /// The desk is open read-only: another instance has it, or it cannot be written.
    #[error(
        "this desk is open read-only, so cellmate records nothing\nhelp: close any other instance of cellmate that is using this desk, and check that you can write to its folder"
    )]
    ReadOnly,
    #[error(transparent)]
    Source(Arc<SourceProblem>),
    /// The learner's file was saved during each of many gradings.
    #[error("{} kept changing while cellmate was grading it\nhelp: save it again", path.display())]
    KeepsChanging { path: PathBuf },
    /// The learner's file was saved during its grading.
    #[error(
        "the file changed while cellmate was grading it\nhelp: run `cellmate check {lesson}` again"
    )]
    SavedMeanwhile { lesson: String },
    /// A machine error ended a grading or a trace.
    #[error(transparent)]
    Machine(Arc<grader::Error>),
    #[error(transparent)]
    Desk(Arc<DeskError>),
    /// Another instance has the desk, or it cannot be written.
    #[error(transparent)]
    DeskLock(Arc<DeskLockError>),
    #[error(transparent)]
    Watch(Arc<WatchError>),
    #[error(transparent)]
    Tool(Arc<process::Error>),
    #[error(
        "cannot find an editor\nhelp: set EDITOR, or `editor` in your desk's .cellmate/settings.toml"
    )]
    NoEditor,
    #[error(
        "cannot find the editor `{0}`\nhelp: install it, or change `editor` in your desk's .cellmate/settings.toml"
    )]
    NoSuchEditor(String),
    #[error(
        "the editor's command `{command}` has an unclosed quote\nhelp: fix `editor` in your desk's .cellmate/settings.toml"
    )]
    EditorCommand { command: String },
    #[error("`{program}` failed ({status})\nhelp: run it in a terminal to see why")]
    EditorFailed { program: String, status: ExitStatus },
    #[error("cannot start a thread: {0}")]
    Thread(Arc<io::Error>),
    /// The job panicked: its message, and where that happened.
    #[error(
        "cellmate crashed; this is a bug: {0}\nhelp: please report it, with this message and what you did last"
    )]
    Panicked(String),
}

impl From<DeskError> for Error {
    fn from(error: DeskError) -> Self {
        Self::Desk(Arc::new(error))
    }
}

impl From<process::Error> for Error {
    fn from(error: process::Error) -> Self {
        Self::Tool(Arc::new(error))
    }
}
