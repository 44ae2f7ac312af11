//! What the engine reports.

use super::{Command, Error, JobId, RequestId};
use crate::course::{Course, Problem};
use crate::desk::{self, CourseProgress, RemovedLesson, View};
use crate::grader::{GradingStep, SourceProblem};
use crate::verdict::{Diagnostic, PredictionResult, Trace, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub enum Event {
    /// A job began: its first event. [`Engine::send`](super::Engine::send) reports it before it returns.
    Started {
        job: JobId,
        /// The request that it carries out. `None` if no model has sent it.
        request: Option<RequestId>,
        command: Arc<Command>,
        /// The jobs that it replaces. They have been cancelled, and nothing that they still report counts.
        replaces: Vec<JobId>,
    },
    /// A job succeeded: its last event.
    Finished { job: JobId },
    /// A job failed: its last event.
    Failed { job: JobId, error: Error },
    /// A job was cancelled, by a front end or because a newer job replaced it: its last event.
    Cancelled { job: JobId },

    /// The course and the desk were read.
    Opened(Box<Opened>),
    /// rustc was asked for its version. This is sent only while there is no desk, because the first start shows whether
    /// the machine is ready.
    ToolchainChecked(Result<String, String>),
    /// The files of a course in a folder changed, and it was read again.
    CourseReloaded {
        /// `None` if it cannot be read at all: the one before stays in use.
        course: Option<Arc<Course>>,
        problems: Vec<Problem>,
        /// The learner's files, by lesson, as in [`OpenDesk::files`].
        files: BTreeMap<String, PathBuf>,
        /// The lessons whose earlier verdicts no longer count, because something that decides them has changed.
        outdated: BTreeSet<String>,
    },
    /// The learner's files were compared with the starters and with what was graded last.
    FilesCompared {
        /// The lessons whose files match neither, or are the starter again after another text had passed.
        changed: BTreeSet<String>,
    },

    /// A file on the desk was saved. If its text has no verdict yet, a [`Command::Grade`] starts next.
    FileSaved { lesson: String },
    /// The learner's file was read.
    FileRead {
        lesson: String,
        text: Result<String, Arc<SourceProblem>>,
    },
    /// The built-in editor's text is on disk.
    FileWritten { lesson: String, text: String },

    /// A grading, or a trace, reached its next step.
    GradingAdvanced {
        job: JobId,
        lesson: String,
        step: GradingStep,
    },
    /// A verdict on what is on disk. It was recorded unless `unrecorded` says why not.
    Graded {
        job: JobId,
        lesson: String,
        text: String,
        verdict: Box<Verdict>,
        unrecorded: Option<Error>,
    },
    /// One of many files has no verdict; the others are still graded.
    NotGraded {
        job: JobId,
        lesson: String,
        error: Error,
    },
    /// How many files of a [`Command::GradeAll`] have been graded so far.
    GradedSoFar {
        job: JobId,
        graded: usize,
        total: usize,
    },
    /// Clippy's advice on a text.
    Advised {
        job: JobId,
        lesson: String,
        advice: Vec<Diagnostic>,
    },
    /// The borrows and locks of a program were recorded.
    Traced {
        job: JobId,
        lesson: String,
        program: TracedProgram,
        /// `None` if the program does not compile with the traced std, or that takes too long.
        trace: Option<Box<Trace>>,
    },
    /// A prediction was recorded and judged.
    PredictionJudged {
        job: JobId,
        lesson: String,
        result: Box<PredictionResult>,
        /// The program, if this job wrote it to the desk.
        revealed: Option<PathBuf>,
    },
    /// This job recorded progress: this is all of it. Reports come in the order of recording.
    ProgressRecorded {
        job: JobId,
        progress: CourseProgress,
    },

    /// rustc explained an error code, in Markdown.
    Explained { code: String, text: String },
    /// A draft was saved.
    DraftKept { lesson: String },
    /// A draft was discarded.
    DraftDiscarded { lesson: String },
    /// Something that the learner should know.
    Noticed(Notice),
}

/// A program that was traced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TracedProgram {
    /// The learner's file, with this text.
    File(String),
    /// The program of the prediction with this id.
    Prediction(String),
}

/// What an opened engine found: the course, the desk and this machine's editors.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// `None` if it cannot be read at all.
    pub course: Option<Arc<Course>>,
    /// The problems in the course's files.
    pub problems: Vec<Problem>,
    /// `None` if there is no desk yet.
    pub desk: Option<OpenDesk>,
    /// The lessons whose files are new on the desk.
    pub added: Vec<String>,
    pub progress: CourseProgress,
    pub view: View,
    /// Why nothing can be written.
    pub read_only: Option<Error>,
    pub notices: Vec<Notice>,
    /// The editors on this machine, in the order of preference.
    pub editors: Vec<String>,
    /// The default folder for a desk.
    pub usual_desk: PathBuf,
    /// The home folder, which people write as `~`.
    pub home: Option<PathBuf>,
    /// The unsaved drafts, by lesson.
    pub drafts: BTreeMap<String, String>,
}

/// A desk that is in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenDesk {
    pub dir: PathBuf,
    /// The learner's files, by lesson.
    pub files: BTreeMap<String, PathBuf>,
    /// What the course no longer has.
    pub removed: Vec<RemovedLesson>,
    /// The command that opens files; `None` for the built-in editor.
    pub editor: Option<String>,
    /// Whether that editor runs outside this terminal.
    pub edits_outside: bool,
}

/// Something that the learner should know, and that is not the answer to a command.
#[derive(Clone, Debug)]
pub enum Notice {
    /// The file had changed since editing began; that text is kept as a copy.
    ChangedFileKept { lesson: String, copy: PathBuf },
    /// The arranged file had been edited by hand; that text is kept as a copy.
    EditedFileKept { lesson: String, copy: PathBuf },
    /// The starter is back; the learner's text is kept as a copy if there was any.
    StarterRestored {
        lesson: String,
        copy: Option<PathBuf>,
    },
    /// An exercise of the course itself was saved, instead of the learner's copy on the desk.
    CourseFileSaved { path: PathBuf, desk: PathBuf },
    /// The progress file was broken or missing.
    ProgressRepaired(Arc<desk::ProgressNotice>),
    /// The course has newer starters for exercises that were never touched.
    NewStarters { lessons: Vec<String> },
    /// A lesson that is not open was graded: its file was saved.
    GradedElsewhere { title: String, passed: bool },
    /// A verdict could not be recorded.
    Unrecorded(Error),
    /// Something failed that no command waits for.
    Failed(Error),
}
