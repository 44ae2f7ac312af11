//! The one driver under `check`, `watch`, the full screen and plain mode: commands in, events out.
//!
//! A front end sends [`Command`]s and receives [`Event`]s. Every command becomes a job with a [`JobId`] of its own; the
//! job's first event is [`Event::Started`], its last exactly one of [`Event::Finished`], [`Event::Failed`] and
//! [`Event::Cancelled`]. The engine starts jobs of its own in the same form: it grades what was saved, and traces what
//! was graded. It prints nothing and phrases no result: events are data.

#![deny(clippy::wildcard_enum_match_arm)]

mod command;
mod dispatch;
pub mod editor;
mod error;
mod event;
pub mod form;
mod grade_jobs;
mod jobs;
mod model;
mod opening;
mod panics;
mod predictions;
mod recording;
mod session;
mod shared;
mod tools;
mod traces;
mod writing;

pub use self::shared::Sink;
pub use crate::desk::ThemeChoice;
pub use crate::grader::{GradingBackend, GradingStep};
pub use command::{Command, JobId, JobKind, Request, RequestId};
pub use error::{Error, NO_DESK};
pub use event::{Event, Notice, OpenDesk, Opened, TracedProgram};
pub use model::{Graded, LatestTrace, LessonStatus, Model, PredictedRun, TraceState};
pub use opening::read_course;
pub use panics::note_panic;
pub use recording::unix_time;
pub use session::{
    Confirmation, Direction, Editing, FileUse, Finish, Next, Reaction, Refusal, Session,
    TracePosition,
};

use self::shared::{OpenState, Shared};
use crate::course::Course;
use crate::desk::{CourseSource, Desk};
use crate::grader::Grader;
use crate::process::Launcher;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long a lesson must stay open before a debounced [`Command::Grade`] grades its file.
pub const GRADE_DEBOUNCE: Duration = Duration::from_millis(144);

/// How a process uses its desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskUse {
    /// Reads it and records progress, even while another process has taken it.
    Shared,
    /// Takes it for this process.
    Exclusive,
    /// Takes it, and watches it and the course.
    Watched,
}

impl DeskUse {
    fn takes(self) -> bool {
        match self {
            Self::Shared => false,
            Self::Exclusive | Self::Watched => true,
        }
    }

    fn watches(self) -> bool {
        match self {
            Self::Shared | Self::Exclusive => false,
            Self::Watched => true,
        }
    }
}

/// What an engine starts with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The desk that [`Command::Open`] opens; `None` if there is none yet.
    pub desk: Option<Desk>,
    /// Where the course comes from. A new desk remembers it.
    pub source: CourseSource,
    /// The default folder for a desk.
    pub usual_desk: PathBuf,
    /// The home folder, which people write as `~`.
    pub home: Option<PathBuf>,
    /// The command that opens files outside this terminal.
    pub editor_outside: Option<String>,
    /// Whether the user has agreed to an editor that only the desk's settings name. Someone else may have written them.
    pub trusts_editor: bool,
    /// Where the grader comes from.
    pub grader: GraderSource,
    /// Whether saves are graded, and verdicts traced, without a command.
    pub automatic: bool,
    /// How [`Command::Open`] uses the desk.
    pub desk_use: DeskUse,
    /// How long a debounced [`Command::Grade`] waits.
    pub debounce: Duration,
    /// The working directory.
    pub cwd: Option<PathBuf>,
}

impl Setup {
    /// Returns a setup in which nothing happens without a command.
    #[must_use]
    pub fn new(source: CourseSource, desk: Option<Desk>, grader: GraderSource) -> Self {
        Self {
            desk,
            source,
            usual_desk: PathBuf::new(),
            home: None,
            editor_outside: None,
            trusts_editor: true,
            grader,
            automatic: false,
            desk_use: DeskUse::Exclusive,
            debounce: Duration::ZERO,
            cwd: None,
        }
    }
}

/// Where the engine's grader comes from.
#[derive(Clone, Debug)]
pub enum GraderSource {
    /// The toolchain of this machine, found when it is first needed; this binary launches programs.
    Toolchain(Launcher),
    /// A backend that exists already.
    Given(Arc<dyn GradingBackend>),
}

impl GraderSource {
    fn open(&self) -> Result<Arc<dyn GradingBackend>, Error> {
        match self {
            Self::Toolchain(launcher) => match Grader::new(launcher.clone()) {
                Ok(grader) => Ok(Arc::new(grader)),
                Err(error) => Err(Error::Machine(Arc::new(error.into()))),
            },
            Self::Given(grader) => Ok(Arc::clone(grader)),
        }
    }
}

/// Carries commands out until it is dropped. Then it cancels running jobs, finishes pending writes, and leaves no child
/// process behind except an editor that is still open.
#[must_use = "everything ends when this is dropped"]
pub struct Engine(Arc<Shared>);

impl Engine {
    /// Starts an engine that reports to `sink`.
    pub fn start(setup: Setup, sink: Sink) -> Self {
        Self(Shared::new(setup, OpenState::default(), sink))
    }

    /// Starts an engine with a course and a desk that are in use already, without [`Command::Open`].
    pub fn start_open(setup: Setup, course: Arc<Course>, desk: Desk, sink: Sink) -> Self {
        let state = OpenState {
            course: Some(course),
            desk: Some(desk),
            ..OpenState::default()
        };
        Self(Shared::new(setup, state, sink))
    }

    /// Starts a job, and reports [`Event::Started`] to the sink before it returns.
    pub fn send(&self, request: impl Into<Request>) -> JobId {
        self.0.start(request)
    }

    /// Cancels a job. Does nothing if the job has ended.
    pub fn cancel(&self, job: JobId) {
        self.0.jobs.cancel(job);
    }

    /// Tells the engine that a file of the desk was saved, as its own watcher does.
    pub fn file_saved(&self, path: &Path) {
        grade_jobs::grade_saved(&self.0, path);
    }

    /// Returns the setup for another engine that continues here, with the desk that is in use now.
    #[must_use]
    pub fn setup(&self) -> Setup {
        Setup {
            desk: self.0.desk().ok(),
            ..self.0.setup.clone()
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.0.shut_down();
    }
}
