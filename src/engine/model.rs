//! What a front end knows: a pure fold over events, and over the commands that it has sent.
//!
//! A command counts from the moment that it is sent, so that nothing has to be waited for twice: what it records or
//! discards is known at once, and it is running until its last event comes.

use super::command::JobKind;
use super::{Command, Error, Event, JobId, Notice, OpenDesk, Opened};
use crate::course::{Course, Kind, Lesson};
use crate::desk::{self, CourseProgress, LessonProgress};
use crate::grader::SourceProblem;
use crate::text;
use crate::verdict::{Outcome, PredictionResult, Severity, Trace, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The course, the desk and what is known of every lesson.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Whether [`Event::Opened`] has come.
    pub opened: bool,
    /// None until then, and if it cannot be read at all.
    pub course: Option<Arc<Course>>,
    /// What is wrong with the course.
    pub problems: Vec<String>,
    pub desk: Option<OpenDesk>,
    /// Why nothing can be written.
    pub read_only: Option<Error>,
    pub home: Option<PathBuf>,
    pub usual_desk: PathBuf,
    pub editors: Vec<String>,
    pub progress: CourseProgress,
    /// What was typed and never saved, by lesson.
    pub drafts: BTreeMap<String, String>,
    /// The learner's files as they were read last, by lesson.
    pub files: BTreeMap<String, Result<String, Arc<SourceProblem>>>,
    /// The lessons whose files are neither the starter nor what was graded last.
    pub changed: BTreeSet<String>,
    /// The last verdict, by lesson.
    pub graded: BTreeMap<String, Graded>,
    /// Why a file could not be graded, by lesson.
    pub ungraded: BTreeMap<String, Error>,
    /// By lesson and prediction.
    pub predictions: BTreeMap<(String, String), PredictionResult>,
    /// What rustc says about an error code.
    pub explanations: BTreeMap<String, String>,
    /// The jobs that run.
    pub running: BTreeMap<JobId, Command>,
    /// Commands that have been sent and are not jobs yet.
    pub sent: Vec<Command>,
    /// The lesson that is open.
    pub lesson: String,
    /// Whether the learner takes only the core lessons.
    pub core_only: bool,
}

/// A verdict, and the trace of the run that it is about.
#[derive(Clone, Debug)]
pub struct Graded {
    /// What was graded; empty for the program of a prediction.
    pub text: String,
    pub verdict: Verdict,
    pub trace: Option<Trace>,
    /// Whether a trace was tried.
    pub traced: bool,
}

/// Where a lesson is on its way to being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessonStatus {
    Grading,
    Done,
    /// The file has changed since it was graded.
    Changed,
    Failed,
    /// It asks something, and has no file.
    Asks,
    Open,
}

impl Model {
    /// Takes over what an event says. Events of replaced jobs change nothing; see [`Model::is_stale`].
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Started { job, command } => {
                if let Some(at) = self.sent.iter().position(|sent| sent == command) {
                    self.sent.remove(at);
                }
                self.running.insert(*job, command.clone());
            }
            Event::Finished { job } => self.end(*job, None),
            Event::Failed { job, error } => self.end(*job, Some(error)),
            Event::Cancelled { job } => {
                self.running.remove(job);
            }
            Event::Opened(opened) => self.open(opened),
            Event::CourseReloaded { course, problems } => {
                self.problems.clone_from(problems);
                // A course that cannot be read does not replace the one before.
                if course.is_some() {
                    self.course.clone_from(course);
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
            } => {
                if !self.is_stale(event) {
                    self.running.remove(job);
                    self.grade(lesson, text, verdict);
                }
            }
            Event::NotGraded { lesson, error, .. } => {
                self.ungraded.insert(lesson.clone(), error.clone());
            }
            Event::Traced {
                job,
                lesson,
                text,
                trace,
            } => {
                if !self.is_stale(event)
                    && let Some(graded) = self.graded.get_mut(lesson)
                    && graded.text == *text
                {
                    self.running.remove(job);
                    graded.traced = true;
                    graded.trace = trace.as_deref().cloned();
                }
            }
            Event::PredictionJudged {
                job,
                lesson,
                result,
                revealed: _,
            } => {
                self.running.remove(job);
                self.predict(lesson, result);
            }
            Event::ProgressRecorded { progress } => self.progress.clone_from(progress),
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
    }

    /// Takes a command over that is about to be sent.
    pub fn send(&mut self, command: &Command) {
        match command {
            Command::KeepDraft { lesson, text } => {
                self.drafts.insert(lesson.clone(), text.clone());
            }
            Command::DiscardDraft { lesson } => {
                self.drafts.remove(lesson);
            }
            Command::RecordHint { lesson, hint } => {
                self.progress.lesson_mut(lesson).record_hint(hint);
            }
            Command::RecordAnswer {
                lesson,
                question,
                choices,
                right,
            } => self
                .progress
                .lesson_mut(lesson)
                .record_answer(question, choices.clone(), *right),
            Command::RecordSolutionSeen { lesson } => {
                self.progress.lesson_mut(lesson).solution_seen = true;
            }
            Command::Open
            | Command::Watch
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
            | Command::Cancel { .. }
            | Command::EditBeside { .. } => {}
        }
        self.sent.push(command.clone());
    }

    /// Whether an event belongs to a job that has ended, or that a newer one has replaced.
    #[must_use]
    pub fn is_stale(&self, event: &Event) -> bool {
        match event {
            Event::Graded { job, lesson, .. } => {
                self.is_replaced(*job, JobKind::Grading { lesson })
            }
            Event::Traced { job, lesson, .. } => {
                self.is_replaced(*job, JobKind::Tracing { lesson })
            }
            Event::Failed { job, .. } => {
                let command = self.running.get(job);
                command.is_none_or(|command| self.is_replaced(*job, command.kind()))
            }
            Event::Started { .. }
            | Event::Finished { .. }
            | Event::Cancelled { .. }
            | Event::Opened(_)
            | Event::CourseReloaded { .. }
            | Event::FilesCompared { .. }
            | Event::FileSaved { .. }
            | Event::FileRead { .. }
            | Event::FileWritten { .. }
            | Event::GradingAdvanced { .. }
            | Event::NotGraded { .. }
            | Event::GradedSoFar { .. }
            | Event::Advised { .. }
            | Event::PredictionJudged { .. }
            | Event::ProgressRecorded { .. }
            | Event::Explained { .. }
            | Event::DraftKept { .. }
            | Event::DraftDiscarded { .. }
            | Event::Noticed(_) => false,
        }
    }

    /// Whether a job has ended, or a newer one of its kind makes it needless.
    fn is_replaced(&self, job: JobId, kind: JobKind<'_>) -> bool {
        let replaceable = match kind {
            JobKind::Grading { .. } | JobKind::Tracing { .. } => true,
            JobKind::Predicting { .. }
            | JobKind::Explaining { .. }
            | JobKind::Writing
            | JobKind::Other => false,
        };
        let newer = self.running.range(job..).skip(1).map(|(_, newer)| newer);
        let is_newer = newer.chain(&self.sent).any(|newer| newer.kind() == kind);
        !self.running.contains_key(&job) || replaceable && is_newer
    }

    fn end(&mut self, job: JobId, error: Option<&Error>) {
        let Some(command) = self.running.get(&job) else {
            return;
        };
        let replaced = self.is_replaced(job, command.kind());
        let Some(command) = self.running.remove(&job) else {
            return;
        };
        match (command.kind(), error) {
            (JobKind::Grading { lesson }, Some(error)) if !replaced => {
                self.ungraded.insert(lesson.to_owned(), error.clone());
            }
            (JobKind::Tracing { lesson }, _) => {
                if let Some(graded) = self.graded.get_mut(lesson) {
                    graded.traced = true;
                }
            }
            (JobKind::Explaining { code }, Some(error)) => {
                self.explanations.insert(code.to_owned(), error.to_string());
            }
            (
                JobKind::Grading { .. }
                | JobKind::Predicting { .. }
                | JobKind::Explaining { .. }
                | JobKind::Writing
                | JobKind::Other,
                _,
            ) => {}
        }
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
        self.drafts.clone_from(&opened.drafts);
        self.core_only = opened.view.core_only;
    }

    fn grade(&mut self, lesson: &str, text: &str, verdict: &Verdict) {
        self.changed.remove(lesson);
        self.ungraded.remove(lesson);
        self.files.insert(lesson.to_owned(), Ok(text.to_owned()));
        let graded = Graded {
            text: text.to_owned(),
            verdict: verdict.clone(),
            trace: None,
            traced: false,
        };
        self.graded.insert(lesson.to_owned(), graded);
    }

    fn predict(&mut self, lesson: &str, result: &PredictionResult) {
        let graded = Graded {
            text: String::new(),
            verdict: observed_only(lesson, result),
            trace: None,
            traced: false,
        };
        self.graded.insert(lesson.to_owned(), graded);
        let key = (lesson.to_owned(), result.prediction.clone());
        self.predictions.insert(key, result.clone());
    }
}

/// A verdict without stages, for a program that was only observed.
fn observed_only(lesson: &str, result: &PredictionResult) -> Verdict {
    Verdict {
        lesson: lesson.to_owned(),
        hash: String::new(),
        observed: result.observed.clone(),
        stages: Vec::new(),
        diff: None,
        tests: Vec::new(),
        breaches: Vec::new(),
        feedback: None,
        exploration: None,
        trace: None,
        millis: 0,
    }
}

/// What is known of the lesson that is open.
impl Model {
    #[must_use]
    pub fn current(&self) -> Option<&Lesson> {
        self.course.as_ref()?.lesson(&self.lesson)
    }

    /// How far the learner has come with it.
    #[must_use]
    pub fn so_far(&self) -> &LessonProgress {
        self.progress.lesson(&self.lesson)
    }

    /// The verdict on what is on the disk now.
    #[must_use]
    pub fn verdict(&self) -> Option<&Graded> {
        let graded = self.graded.get(&self.lesson)?;
        let now = self.files.get(&self.lesson)?.as_ref().ok()?;
        (*now == graded.text).then_some(graded)
    }

    /// The verdict to show, and whether it is about what is on the disk now: an older one stays in view until the new
    /// one comes.
    #[must_use]
    pub fn shown(&self) -> Option<(&Graded, bool)> {
        if let Some(graded) = self.verdict() {
            return Some((graded, true));
        }
        // A program that was predicted has no file of its own that could differ.
        let observed_only = !self.files.contains_key(&self.lesson);
        Some((self.graded.get(&self.lesson)?, observed_only))
    }

    /// The trace of the run that the verdict is about.
    #[must_use]
    pub fn trace(&self) -> Option<&Trace> {
        let (graded, is_current) = self.shown()?;
        graded.trace.as_ref().filter(|_| is_current)
    }

    /// Whether its file is being graded, or is about to be.
    #[must_use]
    pub fn is_grading(&self) -> bool {
        self.is_running(JobKind::Grading {
            lesson: &self.lesson,
        })
    }

    /// Whether its run is being traced.
    #[must_use]
    pub fn is_tracing(&self) -> bool {
        self.is_running(JobKind::Tracing {
            lesson: &self.lesson,
        })
    }

    /// Whether the program of one of its predictions is being compiled and run.
    #[must_use]
    pub fn is_predicting(&self) -> bool {
        self.is_running(JobKind::Predicting {
            lesson: &self.lesson,
        })
    }

    #[must_use]
    pub fn is_done(&self) -> bool {
        self.current()
            .is_some_and(|lesson| self.progress.is_done(lesson))
    }

    /// Whether its solution may be shown.
    #[must_use]
    pub fn sees_solution(&self) -> bool {
        let has = self.current().is_some_and(|l| l.files.solution.is_some());
        has && (self.is_done() || self.so_far().solution_seen)
    }

    /// The learner's file.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        Some(self.desk.as_ref()?.files.get(&self.lesson)?.as_path())
    }

    /// The line of the first error, or of the panic.
    #[must_use]
    pub fn main_line(&self) -> Option<u32> {
        let observed = &self.verdict()?.verdict.observed;
        let errors = observed.diagnostics.iter();
        let error = errors
            .filter(|d| d.severity == Severity::Error)
            .find_map(|d| d.line);
        error.or(match &observed.outcome {
            Outcome::Panicked(panic) => panic.line,
            Outcome::CompileError
            | Outcome::Finished { .. }
            | Outcome::Deadlocked { .. }
            | Outcome::TimedOut { .. }
            | Outcome::Killed { .. } => None,
        })
    }

    /// The code of the first error that has one.
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        let mut all = self.verdict()?.verdict.observed.diagnostics.iter();
        all.find_map(|d| d.code.as_deref().filter(|code| code.starts_with('E')))
    }

    /// The next unfinished lesson.
    #[must_use]
    pub fn next_lesson(&self) -> Option<&Lesson> {
        let course = self.course.as_ref()?;
        desk::next_lesson(course, &self.progress, Some(&self.lesson), self.core_only)
    }

    /// Opens a lesson. Returns what to send: its file is graded if nothing is known of it, and gradings that were
    /// started in passing are cancelled.
    pub fn open_lesson(&mut self, id: &str) -> Vec<Command> {
        id.clone_into(&mut self.lesson);
        let passed = self.running.iter().filter(|(_, command)| {
            command
                .graded_in_passing()
                .is_some_and(|lesson| lesson != id)
        });
        let mut commands: Vec<Command> = passed
            .map(|(job, _)| Command::Cancel { job: *job })
            .collect();
        let known = self.graded.contains_key(id) || self.is_grading();
        let has_file = self.current().is_some_and(Lesson::has_file);
        if !known && has_file && self.desk.is_some() {
            commands.push(Command::Grade {
                lesson: id.to_owned(),
                debounce: true,
            });
        }
        commands
    }
}

/// What is known of all lessons.
impl Model {
    /// The commands that were sent and have not ended.
    fn active(&self) -> impl Iterator<Item = &Command> {
        self.running.values().chain(&self.sent)
    }

    fn is_running(&self, kind: JobKind<'_>) -> bool {
        self.active().any(|command| command.kind() == kind)
    }

    /// Whether a desk is being made.
    #[must_use]
    pub fn is_making_desk(&self) -> bool {
        let makes_desk = |command: &Command| matches!(command, Command::MakeDesk { .. });
        self.active().any(makes_desk)
    }

    /// Whether something is on its way to the disk.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        self.is_running(JobKind::Writing)
    }

    /// Whether nothing goes on that anybody waits for.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.active()
            .all(|command| command.kind() == JobKind::Other)
    }

    /// Whether a lesson belongs to what the learner goes through: all lessons, or the core ones.
    #[must_use]
    pub fn is_on_path(&self, lesson: &Lesson) -> bool {
        !self.core_only || lesson.head.core
    }

    /// How many of the lessons on the learner's path are done, and how many there are: in one chapter or in all.
    #[must_use]
    pub fn counts(&self, chapter: Option<&str>) -> (usize, usize) {
        let lessons = self.course.iter().flat_map(|course| &course.lessons);
        let counted = |lesson: &&Lesson| {
            self.is_on_path(lesson) && chapter.is_none_or(|id| lesson.chapter == id)
        };
        lessons.filter(counted).fold((0, 0), |(done, all), lesson| {
            (done + usize::from(self.progress.is_done(lesson)), all + 1)
        })
    }

    #[must_use]
    pub fn status(&self, lesson: &Lesson) -> LessonStatus {
        let last = self.progress.lesson(&lesson.id).verdict.as_ref();
        let kind = JobKind::Grading { lesson: &lesson.id };
        let is_graded =
            |command: &Command| command.kind() == kind && command.graded_in_passing().is_none();
        if self.active().any(is_graded) {
            LessonStatus::Grading
        } else if self.progress.is_done(lesson) {
            LessonStatus::Done
        } else if self.changed.contains(&lesson.id) {
            LessonStatus::Changed
        } else if last.is_some_and(|verdict| !verdict.passed) {
            LessonStatus::Failed
        } else {
            match lesson.head.kind {
                Kind::Predict | Kind::Choose => LessonStatus::Asks,
                Kind::Edit | Kind::Arrange => LessonStatus::Open,
            }
        }
    }

    /// A path with `~` for the home folder.
    #[must_use]
    pub fn display_path(&self, path: &Path) -> String {
        text::path(path, self.home.as_deref())
    }

    /// A notice as a sentence.
    #[must_use]
    pub fn sentence(&self, notice: &Notice) -> String {
        match notice {
            Notice::ChangedFileKept { copy, .. } => format!(
                "The file had changed on the disk; that text is kept in {}",
                self.display_path(copy)
            ),
            Notice::EditedFileKept { copy, .. } => format!(
                "You had changed the file by hand; that is kept in {}",
                self.display_path(copy)
            ),
            Notice::StarterRestored {
                copy: Some(copy), ..
            } => format!(
                "The file is the starter again. Your version is in {}",
                self.display_path(copy)
            ),
            Notice::StarterRestored { copy: None, .. } => {
                "The file is the starter. There was nothing to back up.".to_owned()
            }
            Notice::CourseFileSaved { path, desk } => format!(
                "{} belongs to the course itself; your files are in {}",
                self.display_path(path),
                self.display_path(desk)
            ),
            Notice::ProgressRepaired(notice) => notice.to_string(),
            Notice::Failed(error) => error.to_string(),
        }
    }
}
