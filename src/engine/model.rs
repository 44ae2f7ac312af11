//! What a front end knows: a pure fold over events, and over the commands that it has sent.
//!
//! A command counts as soon as it is sent: what it records or discards is known immediately, and it is running
//! until its last event comes. What could not be recorded is undone.

mod queries;

pub use queries::LessonStatus;

use super::command::JobKind;
use super::{Command, Error, Event, JobId, OpenDesk, Opened, Request, RequestId, TracedProgram};
use crate::course::{Course, Problem};
use crate::desk::CourseProgress;
use crate::grader::SourceProblem;
use crate::verdict::{Observation, PredictionResult, Trace, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The course, the desk and what is known of every lesson.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Whether [`Event::Opened`] has come.
    pub(super) opened: bool,
    /// None until then, and if it cannot be read at all.
    pub(super) course: Option<Arc<Course>>,
    /// What is wrong with the course.
    pub(super) problems: Vec<Problem>,
    pub(super) desk: Option<OpenDesk>,
    /// Why nothing can be written.
    pub(super) read_only: Option<Error>,
    pub(super) home: Option<PathBuf>,
    pub(super) usual_desk: PathBuf,
    pub(super) editors: Vec<String>,
    /// With what is still on its way to the disk: see [`Model::rebuild_progress`].
    pub(super) progress: CourseProgress,
    /// The progress that the engine reported last.
    recorded: CourseProgress,
    /// What was typed and never saved, by lesson.
    pub(super) drafts: BTreeMap<String, String>,
    /// The learner's files as they were read last, by lesson.
    pub(super) files: BTreeMap<String, Result<String, Arc<SourceProblem>>>,
    /// The lessons whose files are neither the starter nor what was graded last.
    pub(super) changed: BTreeSet<String>,
    /// The last verdict, by lesson.
    pub(super) graded: BTreeMap<String, Graded>,
    /// The last run of a prediction's program, by lesson.
    pub(super) predicted: BTreeMap<String, PredictedRun>,
    /// Why a file could not be graded, by lesson.
    pub(super) ungraded: BTreeMap<String, Error>,
    /// By lesson and prediction.
    pub(super) predictions: BTreeMap<(String, String), PredictionResult>,
    /// What rustc says about an error code.
    pub(super) explanations: BTreeMap<String, String>,
    /// The jobs that run.
    running: BTreeMap<JobId, ActiveJob>,
    /// Commands that have been sent and are not jobs yet.
    sent: BTreeMap<RequestId, Arc<Command>>,
    last_request: u64,
    /// The lesson that is open.
    pub(super) lesson: String,
    /// Whether the learner takes only the core lessons.
    pub(super) core_only: bool,
    /// What was just finished, until the learner continues.
    pub(super) finished: Option<Finish>,
}

#[derive(Clone, Debug)]
struct ActiveJob {
    command: Arc<Command>,
    /// Whether the progress that the engine reported last has what the command records.
    recorded: bool,
}

impl ActiveJob {
    fn new(command: &Arc<Command>) -> Self {
        Self {
            command: Arc::clone(command),
            recorded: false,
        }
    }
}

/// A verdict, and the trace of the run that it is about.
#[derive(Clone, Debug)]
pub struct Graded {
    pub text: String,
    pub verdict: Verdict,
    pub trace: TraceState,
}

/// A run of a prediction's program. No stage judges it.
#[derive(Clone, Debug)]
pub struct PredictedRun {
    /// The prediction's id.
    pub prediction: String,
    pub observed: Observation,
    pub trace: TraceState,
}

/// What became of the trace of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TraceState {
    #[default]
    NotTried,
    /// There is none: the program does not compile with the traced std, takes too long, or was cancelled.
    Nothing,
    /// A machine error, in words.
    Failed(String),
    Found(Box<Trace>),
}

impl TraceState {
    #[must_use]
    pub fn found(&self) -> Option<&Trace> {
        match self {
            Self::Found(trace) => Some(trace),
            Self::NotTried | Self::Nothing | Self::Failed(_) => None,
        }
    }
}

/// What was finished as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The chapter with this id.
    Chapter(String),
    /// The core lessons, which were all that the learner takes.
    Core,
    /// All lessons but the optional ones.
    Course,
}

/// The TOML and the hidden tests of a lesson.
pub(super) type LessonSource = (String, Option<String>);

/// What only the model before an event knows.
#[derive(Clone, Debug, Default)]
pub(super) struct Before {
    /// The command of the job that failed.
    pub(super) failed: Option<Arc<Command>>,
    /// What the open lesson was made of before the course was read again.
    pub(super) lesson_source: Option<LessonSource>,
    /// Whether the program of one of its predictions was being compiled and run.
    pub(super) was_predicting: bool,
}

impl Model {
    /// Applies an event, unless it is stale: its job has ended, or a newer one has replaced it.
    pub fn apply(&mut self, event: &Event) {
        self.fold(event);
    }

    /// Applies an event, and returns what only the model before knew. `None` if the event is stale.
    pub(super) fn fold(&mut self, event: &Event) -> Option<Before> {
        let mut before = Before {
            was_predicting: self.is_predicting(),
            ..Before::default()
        };
        match event {
            Event::Started {
                job,
                request,
                command,
                replaces,
            } => {
                if let Some(request) = request {
                    self.sent.remove(request);
                }
                self.running.retain(|job, _| !replaces.contains(job));
                self.running.insert(*job, ActiveJob::new(command));
            }
            Event::Finished { job } => {
                self.end(*job, None);
            }
            Event::Failed { job, error } => {
                before.failed = Some(self.end(*job, Some(error))?);
            }
            Event::Cancelled { job } => {
                self.running.remove(job);
                self.rebuild_progress();
            }
            Event::Opened(opened) => self.open(opened),
            Event::CourseReloaded {
                course,
                problems,
                files,
            } => {
                before.lesson_source = self.lesson_source();
                self.problems.clone_from(problems);
                // A course that cannot be read does not replace the one before.
                if course.is_some() {
                    self.course.clone_from(course);
                    self.desk
                        .iter_mut()
                        .for_each(|desk| desk.files.clone_from(files));
                }
            }
            Event::FilesCompared { changed } => self.changed.clone_from(changed),
            Event::FileRead { lesson, text } => {
                self.files.insert(lesson.clone(), text.clone());
            }
            Event::FileWritten { lesson, text } => {
                self.files.insert(lesson.clone(), Ok(text.clone()));
                self.drafts.remove(lesson);
            }
            Event::Graded {
                job,
                lesson,
                text,
                verdict,
                unrecorded: _,
            } => self.grade(*job, lesson, text, verdict)?,
            Event::NotGraded { lesson, error, .. } => {
                self.ungraded.insert(lesson.clone(), error.clone());
            }
            Event::Traced {
                job,
                lesson,
                program,
                trace,
            } => self.note_trace(*job, lesson, program, trace.clone())?,
            Event::PredictionJudged {
                job,
                lesson,
                result,
                revealed: _,
            } => {
                self.running.remove(job);
                self.predict(lesson, result);
            }
            Event::ProgressRecorded { job, progress } => {
                self.recorded.clone_from(progress);
                if let Some(job) = self.running.get_mut(job) {
                    job.recorded = true;
                }
                self.rebuild_progress();
            }
            Event::DraftDiscarded { lesson } => {
                self.drafts.remove(lesson);
            }
            Event::Explained { code, text } => {
                self.explanations.insert(code.clone(), text.clone());
            }
            Event::FileSaved { .. }
            | Event::GradingAdvanced { .. }
            | Event::GradedSoFar { .. }
            | Event::Advised { .. }
            | Event::DraftKept { .. }
            | Event::Noticed(_) => {}
        }
        Some(before)
    }

    /// Notes a command, and returns it as a request to the engine.
    pub fn send(&mut self, command: Command) -> Request {
        let before = self.progress.clone();
        command.record_in(&mut self.progress);
        match &command {
            Command::KeepDraft { lesson, text } => {
                self.drafts.insert(lesson.clone(), text.clone());
            }
            Command::DiscardDraft { lesson } => {
                self.drafts.remove(lesson);
            }
            Command::RecordHint { .. }
            | Command::RecordAnswer { .. }
            | Command::RecordSolutionSeen { .. }
            | Command::Open
            | Command::ReloadCourse
            | Command::Grade { .. }
            | Command::GradeAll { .. }
            | Command::Advise { .. }
            | Command::Trace { .. }
            | Command::PrepareTrace { .. }
            | Command::TracePrediction { .. }
            | Command::Replay { .. }
            | Command::Predict { .. }
            | Command::Explain { .. }
            | Command::Arrange { .. }
            | Command::WriteFile { .. }
            | Command::Reset { .. }
            | Command::MakeDesk { .. }
            | Command::SetPlain { .. }
            | Command::RememberView(_)
            | Command::CancelDebounced
            | Command::EditBeside { .. } => {}
        }
        self.note_finish(&before);
        self.last_request += 1;
        let id = RequestId(self.last_request);
        let command = Arc::new(command);
        self.sent.insert(id, Arc::clone(&command));
        Request {
            id: Some(id),
            command,
        }
    }

    /// Removes a job that has ended, and returns its command.
    fn end(&mut self, job: JobId, error: Option<&Error>) -> Option<Arc<Command>> {
        let command = self.running.remove(&job)?.command;
        match (&*command, error) {
            (Command::Grade { lesson, .. }, Some(error)) => {
                self.ungraded.insert(lesson.clone(), error.clone());
            }
            (Command::Trace { lesson, text, .. } | Command::Replay { lesson, text, .. }, _) => {
                self.end_trace(lesson, &TracedProgram::File(text.clone()), error);
            }
            (Command::TracePrediction { lesson, prediction }, _) => {
                self.end_trace(
                    lesson,
                    &TracedProgram::Prediction(prediction.clone()),
                    error,
                );
            }
            (Command::Explain { code }, Some(error)) => {
                self.explanations.insert(code.clone(), error.to_string());
            }
            (
                Command::Open
                | Command::ReloadCourse
                | Command::Grade { .. }
                | Command::CancelDebounced
                | Command::GradeAll { .. }
                | Command::Advise { .. }
                | Command::PrepareTrace { .. }
                | Command::Predict { .. }
                | Command::Explain { .. }
                | Command::Arrange { .. }
                | Command::WriteFile { .. }
                | Command::KeepDraft { .. }
                | Command::DiscardDraft { .. }
                | Command::Reset { .. }
                | Command::RecordHint { .. }
                | Command::RecordAnswer { .. }
                | Command::RecordSolutionSeen { .. }
                | Command::MakeDesk { .. }
                | Command::SetPlain { .. }
                | Command::RememberView(_)
                | Command::EditBeside { .. },
                _,
            ) => {}
        }
        match error {
            // On a read-only desk nothing is recorded, and the learner goes on all the same.
            Some(Error::ReadOnly) => {
                command.record_in(&mut self.recorded);
            }
            Some(_) => self.rebuild_progress(),
            None => {}
        }
        Some(command)
    }

    /// Adds to the progress on the disk what is on its way there. What could not be recorded is undone by that.
    fn rebuild_progress(&mut self) {
        let mut progress = self.recorded.clone();
        let running = self.running.values().filter(|job| !job.recorded);
        for command in running.map(|job| &job.command).chain(self.sent.values()) {
            command.record_in(&mut progress);
        }
        let before = std::mem::replace(&mut self.progress, progress);
        self.note_finish(&before);
    }

    fn open(&mut self, opened: &Opened) {
        self.opened = true;
        self.course.clone_from(&opened.course);
        self.problems.clone_from(&opened.problems);
        self.desk.clone_from(&opened.desk);
        self.read_only.clone_from(&opened.read_only);
        self.home.clone_from(&opened.home);
        self.usual_desk.clone_from(&opened.usual_desk);
        self.editors.clone_from(&opened.editors);
        self.progress.clone_from(&opened.progress);
        self.recorded.clone_from(&opened.progress);
        self.drafts.clone_from(&opened.drafts);
        self.core_only = opened.view.core_only;
    }

    fn grade(&mut self, job: JobId, lesson: &str, text: &str, verdict: &Verdict) -> Option<()> {
        // A batch is not finished: it grades its next file.
        if self.running.get(&job)?.command.kind() != JobKind::GradingAll {
            self.running.remove(&job);
        }
        self.changed.remove(lesson);
        self.ungraded.remove(lesson);
        self.files.insert(lesson.to_owned(), Ok(text.to_owned()));
        let graded = Graded {
            text: text.to_owned(),
            verdict: verdict.clone(),
            trace: TraceState::NotTried,
        };
        self.graded.insert(lesson.to_owned(), graded);
        Some(())
    }

    fn predict(&mut self, lesson: &str, result: &PredictionResult) {
        let run = PredictedRun {
            prediction: result.prediction.clone(),
            observed: result.observed.clone(),
            trace: TraceState::NotTried,
        };
        self.predicted.insert(lesson.to_owned(), run);
        let key = (lesson.to_owned(), result.prediction.clone());
        self.predictions.insert(key, result.clone());
    }

    fn note_trace(
        &mut self,
        job: JobId,
        lesson: &str,
        program: &TracedProgram,
        trace: Option<Box<Trace>>,
    ) -> Option<()> {
        self.running.get(&job)?;
        if let Some(state) = self.trace_of(lesson, program) {
            *state = trace.map_or(TraceState::Nothing, TraceState::Found);
            self.running.remove(&job);
        }
        Some(())
    }

    /// The state of the trace of a program; none if the program has changed.
    fn trace_of(&mut self, lesson: &str, program: &TracedProgram) -> Option<&mut TraceState> {
        match program {
            TracedProgram::File(text) => {
                let graded = self.graded.get_mut(lesson)?;
                (graded.text == *text).then_some(&mut graded.trace)
            }
            TracedProgram::Prediction(id) => {
                let run = self.predicted.get_mut(lesson)?;
                (run.prediction == *id).then_some(&mut run.trace)
            }
        }
    }

    /// Notes that there will be no other trace than the one there is, or none because of an error.
    fn end_trace(&mut self, lesson: &str, program: &TracedProgram, error: Option<&Error>) {
        let Some(state) = self.trace_of(lesson, program) else {
            return;
        };
        match error {
            Some(error) => *state = TraceState::Failed(error.to_string()),
            None if *state == TraceState::NotTried => *state = TraceState::Nothing,
            None => {}
        }
    }
}
