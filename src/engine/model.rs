//! The state that every front end shows, without clock, file or thread: a fold over events, over the commands that the
//! front end has sent, and over the lessons that it has selected.
//!
//! A command counts as soon as it is sent: what it records or discards is known immediately, and it is running until
//! its last event arrives. Progress that could not be recorded is undone; a draft that could not be discarded is back
//! at the next start.

mod queries;

pub use queries::{LatestTrace, LessonStatus};

use super::command::JobKind;
use super::{Command, Error, Event, JobId, OpenDesk, Opened, Request, RequestId, TracedProgram};
use crate::course::{Course, Problem};
use crate::desk::CourseProgress;
use crate::grader::{self, GradingStep, SourceProblem};
use crate::verdict::{Observation, PredictionResult, Trace, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The course, the desk and what is known of every lesson.
#[derive(Clone, Debug, Default)]
pub struct Model {
    opened: bool,
    /// `None` until then, and if the course cannot be read at all.
    course: Option<Arc<Course>>,
    /// The problems in the course's files.
    problems: Vec<Problem>,
    desk: Option<OpenDesk>,
    /// Why nothing can be written.
    read_only: Option<Error>,
    home: Option<PathBuf>,
    usual_desk: PathBuf,
    editors: Vec<String>,
    toolchain: Option<Result<String, String>>,
    /// With what is still on its way to the disk: see [`Model::rebuild_progress`].
    progress: CourseProgress,
    /// The progress that the engine reported last.
    recorded: CourseProgress,
    /// The unsaved drafts, by lesson.
    drafts: BTreeMap<String, String>,
    /// The learner's files as they were read last, by lesson.
    files: BTreeMap<String, Result<String, Arc<SourceProblem>>>,
    /// The lessons whose files have changed: see [`Event::FilesCompared`].
    changed: BTreeSet<String>,
    graded: BTreeMap<String, Graded>,
    /// The last run of a prediction's program, by lesson.
    predicted: BTreeMap<String, PredictedRun>,
    ungraded: BTreeMap<String, Error>,
    /// By lesson and prediction.
    predictions: BTreeMap<(String, String), PredictionResult>,
    /// What rustc says about an error code, or why it could not be asked.
    explanations: BTreeMap<String, Result<String, String>>,
    running: BTreeMap<JobId, ActiveJob>,
    /// Commands that have been sent but are not jobs yet.
    sent: BTreeMap<RequestId, Arc<Command>>,
    last_request: u64,
    lesson: String,
    /// Whether the learner takes only the core lessons.
    core_only: bool,
}

#[derive(Clone, Debug)]
struct ActiveJob {
    command: Arc<Command>,
    /// Whether the progress that the engine reported last has what the command records.
    recorded: bool,
    /// How far a grading has come.
    step: Option<GradingStep>,
}

impl ActiveJob {
    fn new(command: &Arc<Command>) -> Self {
        Self {
            command: Arc::clone(command),
            recorded: false,
            step: None,
        }
    }
}

/// A verdict, and the trace of the run that it is about.
#[derive(Clone, Debug)]
pub struct Graded {
    pub text: String,
    pub verdict: Verdict,
    pub trace: TraceState,
    /// The trace of an earlier verdict, which is shown until there is a newer one.
    earlier: Option<Box<EarlierTrace>>,
    /// Whether the lesson or the course has changed since then in a way that could change the verdict.
    pub outdated: bool,
}

#[derive(Clone, Debug)]
struct EarlierTrace {
    text: String,
    verdict: Verdict,
    trace: Box<Trace>,
}

impl Graded {
    /// Returns its trace, or else the earlier one.
    fn into_earlier(self) -> Option<Box<EarlierTrace>> {
        match self.trace {
            TraceState::Found(trace) => Some(Box::new(EarlierTrace {
                text: self.text,
                verdict: self.verdict,
                trace,
            })),
            TraceState::NotTried | TraceState::Nothing | TraceState::Failed(_) => self.earlier,
        }
    }
}

/// A run of a prediction's program. No stage judges it.
#[derive(Clone, Debug)]
pub struct PredictedRun {
    /// The prediction's id.
    pub prediction: String,
    pub observed: Observation,
    pub trace: TraceState,
}

/// The state of the trace of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TraceState {
    /// No trace has ended. One that was cancelled counts as not tried.
    #[default]
    NotTried,
    /// There is none: the program does not compile with the traced std, or takes too long.
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

impl Model {
    /// Applies an event. Returns false if it is stale, because its job has ended or a newer one has replaced it.
    pub fn apply(&mut self, event: &Event) -> bool {
        self.fold(event).is_some()
    }

    fn fold(&mut self, event: &Event) -> Option<()> {
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
            Event::Finished { job } => self.end(*job, None)?,
            Event::Failed { job, error } => self.end(*job, Some(error))?,
            Event::Cancelled { job } => {
                self.running.remove(job);
                self.rebuild_progress();
            }
            Event::Opened(opened) => self.open(opened),
            Event::CourseReloaded {
                course,
                problems,
                files,
                outdated,
            } => {
                self.problems.clone_from(problems);
                // A course that cannot be read does not replace the one before.
                if course.is_some() {
                    self.course.clone_from(course);
                    self.desk
                        .iter_mut()
                        .for_each(|desk| desk.files.clone_from(files));
                }
                for lesson in outdated {
                    if let Some(graded) = self.graded.get_mut(lesson) {
                        graded.outdated = true;
                    }
                }
            }
            Event::ToolchainChecked(found) => self.toolchain = Some(found.clone()),
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
                self.explanations.insert(code.clone(), Ok(text.clone()));
            }
            Event::GradingAdvanced { job, step, .. } => {
                self.running.get_mut(job)?.step = Some(*step);
            }
            Event::FileSaved { .. }
            | Event::GradedSoFar { .. }
            | Event::Advised { .. }
            | Event::DraftKept { .. }
            | Event::Noticed(_) => {}
        }
        Some(())
    }

    /// Notes a command, and returns it as a request to the engine.
    pub fn send(&mut self, command: Command) -> Request {
        command.record_in(&mut self.progress);
        match &command {
            Command::KeepDraft { lesson, text } => {
                self.drafts.insert(lesson.clone(), text.clone());
            }
            Command::DiscardDraft { lesson } => {
                self.drafts.remove(lesson);
            }
            // The front end asks again only after an error.
            Command::Explain { code } => {
                self.explanations.remove(code);
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
            | Command::Arrange { .. }
            | Command::WriteFile { .. }
            | Command::Reset { .. }
            | Command::MakeDesk { .. }
            | Command::SetPlain { .. }
            | Command::SetTheme(_)
            | Command::RememberView(_)
            | Command::CancelDebounced
            | Command::StopGrading { .. }
            | Command::EditOutside { .. } => {}
        }
        self.last_request += 1;
        let id = RequestId(self.last_request);
        let command = Arc::new(command);
        self.sent.insert(id, Arc::clone(&command));
        Request {
            id: Some(id),
            command,
        }
    }

    /// Selects the lesson that the queries are about.
    pub fn select_lesson(&mut self, id: &str) {
        id.clone_into(&mut self.lesson);
    }

    pub(super) fn take_core_only(&mut self, core_only: bool) {
        self.core_only = core_only;
    }

    fn end(&mut self, job: JobId, error: Option<&Error>) -> Option<()> {
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
                let why = error.to_string();
                self.explanations.insert(code.clone(), Err(why));
            }
            (
                Command::Open
                | Command::ReloadCourse
                | Command::Grade { .. }
                | Command::CancelDebounced
                | Command::StopGrading { .. }
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
                | Command::SetTheme(_)
                | Command::RememberView(_)
                | Command::EditOutside { .. },
                _,
            ) => {}
        }
        match error {
            // On a read-only desk nothing is recorded, but the learner can continue.
            Some(Error::ReadOnly) => {
                command.record_in(&mut self.recorded);
            }
            Some(_) => self.rebuild_progress(),
            None => {}
        }
        Some(())
    }

    /// Rebuilds the progress from what is on disk and what is on its way there, which undoes what could not be
    /// recorded.
    fn rebuild_progress(&mut self) {
        let mut progress = self.recorded.clone();
        let running = self.running.values().filter(|job| !job.recorded);
        for command in running.map(|job| &job.command).chain(self.sent.values()) {
            command.record_in(&mut progress);
        }
        self.progress = progress;
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
        // A job that grades many files is still running: its next file follows.
        if self.running.get(&job)?.command.kind() != JobKind::GradingAll {
            self.running.remove(&job);
        }
        self.changed.remove(lesson);
        self.ungraded.remove(lesson);
        self.files.insert(lesson.to_owned(), Ok(text.to_owned()));
        let before = self.graded.remove(lesson);
        let graded = Graded {
            text: text.to_owned(),
            verdict: verdict.clone(),
            trace: TraceState::NotTried,
            earlier: before.and_then(Graded::into_earlier),
            outdated: false,
        };
        self.graded.insert(lesson.to_owned(), graded);
        Some(())
    }

    fn predict(&mut self, lesson: &str, result: &PredictionResult) {
        let run = PredictedRun {
            prediction: result.id.clone(),
            observed: result.observed.clone(),
            trace: TraceState::NotTried,
        };
        self.predicted.insert(lesson.to_owned(), run);
        let key = (lesson.to_owned(), result.id.clone());
        self.predictions.insert(key, result.clone());
    }

    fn note_trace(
        &mut self,
        job: JobId,
        lesson: &str,
        program: &TracedProgram,
        mut trace: Option<Box<Trace>>,
    ) -> Option<()> {
        self.running.get(&job)?;
        let graded = self.graded.get(lesson);
        let failing = graded.and_then(|graded| grader::failing_schedule(&graded.verdict));
        if let (Some(trace), Some(failing)) = (&mut trace, failing) {
            trace.compare_with(failing);
        }
        if let Some(state) = self.trace_of(lesson, program) {
            *state = trace.map_or(TraceState::Nothing, TraceState::Found);
            self.running.remove(&job);
        }
        Some(())
    }

    /// Returns the state of the trace of a program; `None` if the program has changed.
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

    /// Notes that a trace has ended. An error replaces the previous state; without a trace, the state becomes
    /// `Nothing`.
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
