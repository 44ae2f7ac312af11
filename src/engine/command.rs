//! What a front end can ask the engine to do.

use crate::desk::{CourseProgress, ThemeChoice, View};
use crate::verdict::{PredictedOutcome, Verdict};
use std::path::PathBuf;
use std::sync::Arc;

/// Names a job. A later job has a greater id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// Names a command that a model has sent, until [`Event::Started`](super::Event::Started) says which job it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub(super) u64);

/// A command on its way to the engine.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a model waits for the command until the engine has ended it"]
pub struct Request {
    /// `None` if no model has sent it.
    pub id: Option<RequestId>,
    pub command: Arc<Command>,
}

impl From<Command> for Request {
    fn from(command: Command) -> Self {
        Self {
            id: None,
            command: Arc::new(command),
        }
    }
}

/// An order to the engine. It names lessons, predictions, questions and hints by their ids.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Read the course, and open the desk as [`Setup::desk_use`](super::Setup::desk_use) says:
    /// [`Event::Opened`](super::Event::Opened), then [`Event::FilesCompared`](super::Event::FilesCompared) if there is a
    /// desk. Without one, a front end that would take one also gets
    /// [`Event::ToolchainChecked`](super::Event::ToolchainChecked). When it has finished, no save goes unnoticed.
    Open,
    /// Read the course again, and add what is new in it to the desk: [`Event::CourseReloaded`](super::Event::CourseReloaded).
    ReloadCourse,
    /// Grade the learner's file of a lesson as it is on disk.
    Grade {
        lesson: String,
        /// Wait for [`Setup::debounce`](super::Setup::debounce) first: the learner may be on the way to another lesson.
        debounce: bool,
    },
    /// Cancel the debounced gradings: the learner has opened a lesson that needs none.
    CancelDebounced,
    /// Cancel the grading and the trace of a lesson: the learner does not want to wait for them.
    StopGrading { lesson: String },
    /// Grade many files, several at a time, with few runs of cargo.
    GradeAll { lessons: Vec<String> },
    /// Ask clippy about a text that compiles.
    Advise { lesson: String, text: String },
    /// Record the borrows and locks of a graded text.
    Trace {
        lesson: String,
        text: String,
        verdict: Box<Verdict>,
    },
    /// Build what the next trace of a lesson needs, so that it does not have to wait.
    PrepareTrace { lesson: String },
    /// Record the borrows and locks of a prediction's program.
    TracePrediction { lesson: String, prediction: String },
    /// Run a text again under one schedule.
    Replay {
        lesson: String,
        text: String,
        /// Which thread continues, wherever more than one could.
        choices: Vec<u32>,
    },
    /// Run the prediction's program, record the prediction, and report how the two compare.
    Predict {
        lesson: String,
        prediction: String,
        predicted: PredictedOutcome,
    },
    /// Ask rustc to explain an error code.
    Explain { code: String },
    /// Write the file for an order of lines. It is graded like any other save.
    Arrange {
        lesson: String,
        text: String,
        /// The file for the previous order, which may be overwritten without a copy.
        before: Option<String>,
        /// The chosen lines, to be recorded.
        lines: Vec<String>,
    },
    /// Write the text of the built-in editor, and discard its draft. It is graded like any other save.
    WriteFile {
        lesson: String,
        text: String,
        /// The file's text when editing began, if that is known. A file with another text is kept as a copy, unless it is
        /// the starter.
        base: Option<String>,
    },
    /// Keep what was typed and not yet saved, in case cellmate ends.
    KeepDraft { lesson: String, text: String },
    /// Discard the draft.
    DiscardDraft { lesson: String },
    /// Put the starter back, and keep the learner's text as a copy.
    Reset { lesson: String },
    /// Record that a hint was shown.
    RecordHint { lesson: String, hint: String },
    /// Record an answer to a question.
    RecordAnswer {
        lesson: String,
        question: String,
        choices: Vec<String>,
        right: bool,
    },
    /// Record that the solution was shown.
    RecordSolutionSeen { lesson: String },
    /// Make a desk and open it.
    MakeDesk {
        /// The folder as the learner typed it; `~` is the home folder.
        dir: String,
        /// The command that opens files; `None` for the default one.
        editor: Option<String>,
        plain: bool,
    },
    /// Start in plain mode, or on the full screen, from the next start.
    SetPlain { plain: bool },
    /// Use these colors from now on.
    SetTheme(ThemeChoice),
    /// Record where the learner is, for the next start.
    RememberView(View),
    /// Open a file in the editor that runs outside this terminal. The job ends with the editor; if it is cancelled, or
    /// the engine is dropped, the editor stays open.
    EditOutside { path: PathBuf, line: u32 },
}

/// What a job is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind<'a> {
    Grading {
        lesson: &'a str,
    },
    Tracing {
        lesson: &'a str,
    },
    Predicting {
        lesson: &'a str,
    },
    Explaining {
        code: &'a str,
    },
    /// The course and the desk are being read.
    Opening,
    /// Something is being written to the desk.
    Writing,
    /// Many files are being graded.
    GradingAll,
    /// Nothing that a front end waits for.
    Background,
    /// Other jobs have been cancelled by registering this one, so nothing is left to do.
    Cancelling,
}

impl Command {
    /// Records in a learner's progress what is known as soon as the command is sent.
    pub(super) fn record_in(&self, progress: &mut CourseProgress) {
        match self {
            Self::RecordHint { lesson, hint } => progress.lesson_mut(lesson).record_hint(hint),
            Self::RecordAnswer {
                lesson,
                question,
                choices,
                right,
            } => {
                let progress = progress.lesson_mut(lesson);
                progress.record_answer(question, choices.clone(), *right);
            }
            Self::RecordSolutionSeen { lesson } => {
                progress.lesson_mut(lesson).solution_seen = true;
            }
            Self::Arrange { lesson, lines, .. } => {
                progress.lesson_mut(lesson).arranged = Some(lines.clone());
            }
            Self::Open
            | Self::ReloadCourse
            | Self::Grade { .. }
            | Self::CancelDebounced
            | Self::StopGrading { .. }
            | Self::GradeAll { .. }
            | Self::Advise { .. }
            | Self::Trace { .. }
            | Self::PrepareTrace { .. }
            | Self::TracePrediction { .. }
            | Self::Replay { .. }
            | Self::Predict { .. }
            | Self::Explain { .. }
            | Self::WriteFile { .. }
            | Self::KeepDraft { .. }
            | Self::DiscardDraft { .. }
            | Self::Reset { .. }
            | Self::MakeDesk { .. }
            | Self::SetPlain { .. }
            | Self::SetTheme(_)
            | Self::RememberView(_)
            | Self::EditOutside { .. } => {}
        }
    }

    pub(super) fn is_debounced(&self) -> bool {
        matches!(self, Self::Grade { debounce: true, .. })
    }

    /// Whether a job with this command becomes unnecessary once `newer` is sent: a grading or trace of a lesson's older
    /// text, a trace that another one replaces on the screen, a grading of a lesson that the learner has left again or
    /// stopped, or an older draft.
    pub(super) fn is_replaced_by(&self, newer: &Self) -> bool {
        let grades = |lesson: &str| self.kind() == JobKind::Grading { lesson };
        let traces = |lesson: &str| self.kind() == JobKind::Tracing { lesson };
        match newer {
            Self::Grade { lesson, debounce } => {
                grades(lesson) || traces(lesson) || (*debounce && self.is_debounced())
            }
            Self::StopGrading { lesson } => grades(lesson) || traces(lesson),
            Self::CancelDebounced => self.is_debounced(),
            Self::Trace { lesson, .. }
            | Self::TracePrediction { lesson, .. }
            | Self::Replay { lesson, .. } => traces(lesson),
            Self::KeepDraft { lesson, .. } | Self::DiscardDraft { lesson } => {
                matches!(self, Self::KeepDraft { lesson: own, .. } if own == lesson)
            }
            Self::Open
            | Self::ReloadCourse
            | Self::GradeAll { .. }
            | Self::Advise { .. }
            | Self::PrepareTrace { .. }
            | Self::Predict { .. }
            | Self::Explain { .. }
            | Self::Arrange { .. }
            | Self::WriteFile { .. }
            | Self::Reset { .. }
            | Self::RecordHint { .. }
            | Self::RecordAnswer { .. }
            | Self::RecordSolutionSeen { .. }
            | Self::MakeDesk { .. }
            | Self::SetPlain { .. }
            | Self::SetTheme(_)
            | Self::RememberView(_)
            | Self::EditOutside { .. } => false,
        }
    }

    #[must_use]
    pub fn kind(&self) -> JobKind<'_> {
        match self {
            Self::Grade { lesson, .. } => JobKind::Grading { lesson },
            Self::Trace { lesson, .. }
            | Self::TracePrediction { lesson, .. }
            | Self::Replay { lesson, .. } => JobKind::Tracing { lesson },
            Self::GradeAll { .. } => JobKind::GradingAll,
            Self::Predict { lesson, .. } => JobKind::Predicting { lesson },
            Self::Explain { code } => JobKind::Explaining { code },
            Self::Arrange { .. }
            | Self::WriteFile { .. }
            | Self::KeepDraft { .. }
            | Self::DiscardDraft { .. }
            | Self::Reset { .. }
            | Self::RecordHint { .. }
            | Self::RecordAnswer { .. }
            | Self::RecordSolutionSeen { .. }
            | Self::MakeDesk { .. }
            | Self::SetPlain { .. }
            | Self::SetTheme(_)
            | Self::RememberView(_) => JobKind::Writing,
            Self::Open | Self::ReloadCourse => JobKind::Opening,
            Self::CancelDebounced | Self::StopGrading { .. } => JobKind::Cancelling,
            Self::Advise { .. } | Self::PrepareTrace { .. } | Self::EditOutside { .. } => {
                JobKind::Background
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_replaces_what_it_makes_obsolete_and_nothing_else() {
        let grade = |lesson: &str, debounce| Command::Grade {
            lesson: lesson.to_owned(),
            debounce,
        };
        let replay = |lesson: &str| Command::Replay {
            lesson: lesson.to_owned(),
            text: String::new(),
            choices: Vec::new(),
        };
        let keep = |lesson: &str| Command::KeepDraft {
            lesson: lesson.to_owned(),
            text: String::new(),
        };
        let discard = Command::DiscardDraft {
            lesson: "a".to_owned(),
        };
        let stop = |lesson: &str| Command::StopGrading {
            lesson: lesson.to_owned(),
        };
        for (older, newer, expected) in [
            (grade("a", false), grade("a", false), true),
            (grade("a", true), grade("a", false), true),
            (grade("a", false), grade("b", false), false),
            (grade("a", false), grade("b", true), false),
            (grade("a", true), grade("b", true), true),
            (grade("a", true), grade("b", false), false),
            (grade("a", true), Command::CancelDebounced, true),
            (grade("a", false), Command::CancelDebounced, false),
            (replay("a"), grade("a", false), true),
            (replay("a"), replay("a"), true),
            (replay("a"), replay("b"), false),
            (grade("a", false), replay("a"), false),
            (grade("a", false), stop("a"), true),
            (replay("a"), stop("a"), true),
            (grade("a", false), stop("b"), false),
            (keep("a"), stop("a"), false),
            (keep("a"), keep("a"), true),
            (keep("a"), keep("b"), false),
            (keep("a"), discard.clone(), true),
            (discard, keep("a"), false),
        ] {
            let replaces = older.is_replaced_by(&newer);
            assert_eq!(replaces, expected, "{older:?}, then {newer:?}");
        }
    }
}
