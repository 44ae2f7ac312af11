//! What a front end can ask the model.

use super::{Graded, Model, PredictedRun, TraceState};
use crate::course::{Course, ErrorMeaning, Hint, Kind, Lesson, Problem, prediction_text};
use crate::desk::{self, CourseProgress, LessonProgress, RemovedLesson, View};
use crate::engine::form::{self, Task};
use crate::engine::{Command, Error, JobId, JobKind, OpenDesk};
use crate::grader::{GradingStep, SourceProblem};
use crate::text;
use crate::verdict::{PredictionResult, Trace, Verdict};
use std::path::Path;
use std::sync::Arc;

/// How far the learner has come with a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessonStatus {
    Grading,
    Done,
    /// It was done, but the file on the desk has not passed as it is now.
    DoneEarlier,
    /// The file has changed since it was graded.
    Changed,
    Failed,
    /// It asks something, and has no file.
    Asks,
    Open,
}

/// A trace to show.
#[derive(Clone, Copy, Debug)]
pub struct LatestTrace<'a> {
    pub trace: &'a Trace,
    /// The text of the program that was traced.
    pub text: &'a str,
    /// The verdict on that run; `None` for a prediction's program.
    pub verdict: Option<&'a Verdict>,
    /// Whether it is of the run in view, and no newer one is on its way.
    pub is_current: bool,
}

/// What was opened.
impl Model {
    /// Whether [`Event::Opened`](crate::engine::Event::Opened) has arrived.
    #[must_use]
    pub fn is_opened(&self) -> bool {
        self.opened
    }

    /// The course. `None` until it is opened, and if it cannot be read at all.
    #[must_use]
    pub fn course(&self) -> Option<&Arc<Course>> {
        self.course.as_ref()
    }

    /// All lessons of the course.
    #[must_use]
    pub fn lessons(&self) -> &[Lesson] {
        self.course.as_ref().map_or(&[], |course| &course.lessons)
    }

    /// The error codes of the course and what they mean.
    #[must_use]
    pub fn error_meanings(&self) -> &[ErrorMeaning] {
        self.course.as_ref().map_or(&[], |course| &course.errors)
    }

    /// The problems in the course's files.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    #[must_use]
    pub fn desk(&self) -> Option<&OpenDesk> {
        self.desk.as_ref()
    }

    /// The lessons of the desk that its course no longer has.
    #[must_use]
    pub fn removed_lessons(&self) -> &[RemovedLesson] {
        self.desk.as_ref().map_or(&[], |desk| &desk.removed)
    }

    /// The default folder for a desk, with `~` for the home folder.
    #[must_use]
    pub fn usual_desk(&self) -> String {
        self.display_path(&self.usual_desk)
    }

    /// Why nothing can be written.
    #[must_use]
    pub fn read_only(&self) -> Option<&Error> {
        self.read_only.as_ref()
    }

    #[must_use]
    pub fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// The version of `rustc`, or why it cannot be used; `None` until it is known, and if there was a desk from the start.
    #[must_use]
    pub fn toolchain(&self) -> Option<&Result<String, String>> {
        self.toolchain.as_ref()
    }

    /// The editors on this machine, in the order of preference.
    #[must_use]
    pub fn editors(&self) -> &[String] {
        &self.editors
    }

    /// The progress, with what is still on its way to the disk.
    #[must_use]
    pub fn progress(&self) -> &CourseProgress {
        &self.progress
    }

    /// Whether the learner takes only the core lessons.
    #[must_use]
    pub fn core_only(&self) -> bool {
        self.core_only
    }

    /// What rustc says about an error code, or why it could not be asked; `None` until one of them is known.
    #[must_use]
    pub fn explanation(&self, code: &str) -> Option<Result<&str, &str>> {
        let found = self.explanations.get(code)?;
        Some(found.as_deref().map_err(String::as_str))
    }

    /// The last verdict on a lesson, and the trace of that run.
    #[must_use]
    pub fn graded(&self, lesson: &str) -> Option<&Graded> {
        self.graded.get(lesson)
    }

    /// Why a lesson's file could not be graded when it was tried last.
    #[must_use]
    pub fn ungraded(&self, lesson: &str) -> Option<&Error> {
        self.ungraded.get(lesson)
    }
}

/// What is known of the lesson that is open.
impl Model {
    #[must_use]
    pub fn lesson_id(&self) -> &str {
        &self.lesson
    }

    #[must_use]
    pub fn current(&self) -> Option<&Lesson> {
        self.course.as_ref()?.lesson(&self.lesson)
    }

    /// The learner's progress in the open lesson.
    #[must_use]
    pub fn lesson_progress(&self) -> &LessonProgress {
        self.progress.lesson(&self.lesson)
    }

    /// The verdict on what is on disk now, unless the lesson has changed since then.
    #[must_use]
    pub fn verdict(&self) -> Option<&Graded> {
        let graded = self.graded.get(&self.lesson)?;
        let now = self.files.get(&self.lesson)?.as_ref().ok()?;
        (*now == graded.text && !graded.outdated).then_some(graded)
    }

    /// The verdict to show, and whether it is the current one: an older one stays in view until the new one arrives.
    #[must_use]
    pub fn latest_verdict(&self) -> Option<(&Graded, bool)> {
        Some((self.graded.get(&self.lesson)?, self.verdict().is_some()))
    }

    /// The run of the program of its prediction, unless the learner's file has replaced that program.
    #[must_use]
    pub fn predicted_run(&self) -> Option<&PredictedRun> {
        let run = self.predicted.get(&self.lesson)?;
        (!self.files.contains_key(&self.lesson)).then_some(run)
    }

    /// The state of the trace of the run in view: the run of the current verdict, or of the prediction's program.
    #[must_use]
    pub fn trace_state(&self) -> Option<&TraceState> {
        let graded = self.verdict().map(|graded| &graded.trace);
        graded.or_else(|| Some(&self.predicted_run()?.trace))
    }

    /// The trace of the run in view.
    #[must_use]
    pub fn trace(&self) -> Option<&Trace> {
        self.trace_state()?.found()
    }

    /// The trace to show: an older one stays in view until the new one arrives.
    #[must_use]
    pub fn latest_trace(&self) -> Option<LatestTrace<'_>> {
        let Some((graded, is_current)) = self.latest_verdict() else {
            let (lesson, run) = (self.current()?, self.predicted_run()?);
            let mut all = lesson.predictions.iter();
            let prediction = all.find(|one| one.id == run.prediction)?;
            return Some(LatestTrace {
                trace: run.trace.found()?,
                text: prediction_text(lesson, prediction),
                verdict: None,
                is_current: true,
            });
        };
        // An older trace is not shown if the file could not be graded.
        if !is_current && !self.is_grading() && self.ungraded.contains_key(&self.lesson) {
            return None;
        }
        let is_tracing = self.is_tracing();
        if let Some(trace) = graded.trace.found() {
            return Some(LatestTrace {
                trace,
                text: &graded.text,
                verdict: Some(&graded.verdict),
                is_current: is_current && !is_tracing,
            });
        }
        let earlier = graded.earlier.as_ref().filter(|_| is_tracing)?;
        Some(LatestTrace {
            trace: &earlier.trace,
            text: &earlier.text,
            verdict: Some(&earlier.verdict),
            is_current: false,
        })
    }

    /// Returns the trace of the failing schedule, if the chosen one is another, in which nothing went wrong.
    #[must_use]
    pub fn trace_to_compare(&self, chosen: Option<usize>) -> Option<&Trace> {
        let trace = self.latest_trace()?.trace;
        let found = self.verdict()?.verdict.exploration.as_ref()?;
        let is_right = found.results.get(found.index_shown(chosen))?.right == Some(true);
        let failing = found.failing_trace.as_deref();
        failing.filter(|_| is_right && trace.explanations.is_empty())
    }

    /// Whether its file is being graded, or is about to be.
    #[must_use]
    pub fn is_grading(&self) -> bool {
        self.is_running(JobKind::Grading {
            lesson: &self.lesson,
        })
    }

    /// How far its grading has come.
    #[must_use]
    pub fn grading_step(&self) -> Option<GradingStep> {
        let grading = JobKind::Grading {
            lesson: &self.lesson,
        };
        let mut running = self.running.values();
        running.find(|job| job.command.kind() == grading)?.step
    }

    /// Whether a run of it is being traced.
    #[must_use]
    pub fn is_tracing(&self) -> bool {
        self.is_running(JobKind::Tracing {
            lesson: &self.lesson,
        })
    }

    /// Whether a run of it is being traced, but the std for that must be built first.
    #[must_use]
    pub fn is_preparing_std(&self) -> bool {
        let tracing = JobKind::Tracing {
            lesson: &self.lesson,
        };
        let mut running = self.running.values();
        running
            .any(|job| job.command.kind() == tracing && job.step == Some(GradingStep::PreparingStd))
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

    /// Returns the first hint that was not shown yet.
    #[must_use]
    pub fn next_hint(&self) -> Option<&Hint> {
        let shown = &self.lesson_progress().hints;
        let mut hints = self.current()?.hints.iter();
        hints.find(|hint| !shown.contains(&hint.id))
    }

    /// Whether its solution may be shown.
    #[must_use]
    pub fn sees_solution(&self) -> bool {
        let has = self.current().is_some_and(|l| l.files.solution.is_some());
        has && (self.is_done() || self.lesson_progress().solution_seen)
    }

    /// The text of the learner's file as it was read last, or why it could not be read.
    #[must_use]
    pub fn file_text(&self) -> Option<&Result<String, Arc<SourceProblem>>> {
        self.files.get(&self.lesson)
    }

    /// The unsaved draft.
    #[must_use]
    pub fn draft(&self) -> Option<&str> {
        self.drafts.get(&self.lesson).map(String::as_str)
    }

    /// How one of its predictions compares with what happened.
    #[must_use]
    pub fn prediction_result(&self, prediction: &str) -> Option<&PredictionResult> {
        let key = (self.lesson.clone(), prediction.to_owned());
        self.predictions.get(&key)
    }

    /// The learner's file.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        Some(self.desk.as_ref()?.files.get(&self.lesson)?.as_path())
    }

    /// The learner's file, with `~` for the home folder.
    #[must_use]
    pub fn file_shown(&self) -> Option<String> {
        Some(self.display_path(self.file()?))
    }

    /// The line of the first error, of the panic, or of the rule that is broken.
    #[must_use]
    pub fn main_line(&self) -> Option<u32> {
        let verdict = &self.verdict()?.verdict;
        let broken = verdict.line_of_broken_rule();
        broken
            .map(|(line, _)| line)
            .or_else(|| verdict.observed.main_line())
    }

    /// The column of the first error in that line, in characters from 1.
    #[must_use]
    pub fn main_column(&self) -> Option<u32> {
        let observed = &self.verdict()?.verdict.observed;
        let main = observed.main_line();
        let error = observed.errors().find(|error| error.line == main)?;
        error.column
    }

    /// The code of the first error that has one.
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        let mut errors = self.verdict()?.verdict.observed.errors();
        errors.find_map(|error| error.code.as_deref().filter(|code| code.starts_with('E')))
    }

    /// The error that the feedback on the latest verdict is about, if it names one: its code, or the name of a lint.
    #[must_use]
    pub fn error_of_feedback(&self) -> Option<&str> {
        let (graded, _) = self.latest_verdict()?;
        let said = graded.verdict.feedback.as_ref()?;
        let lesson = self
            .current()
            .map_or([].as_slice(), |lesson| &lesson.feedback);
        let course = self
            .course()
            .map_or([].as_slice(), |course| &course.feedback);
        let rule = lesson
            .iter()
            .chain(course)
            .find(|rule| rule.id == said.id)?;
        rule.when.error.as_deref()
    }

    /// What the open lesson asks.
    #[must_use]
    pub fn task(&self) -> Task<'_> {
        self.current().map_or(Task::Done, |lesson| {
            form::task(lesson, self.lesson_progress())
        })
    }

    /// Whether something is asked that is not answered yet.
    #[must_use]
    pub fn asks(&self) -> bool {
        !matches!(self.task(), Task::Edit | Task::Done)
    }

    /// The text of the learner's file, or else of the program to predict, or else of the one that was predicted last.
    #[must_use]
    pub fn program(&self) -> Option<&str> {
        if let Some(Ok(text)) = self.files.get(&self.lesson) {
            return Some(text);
        }
        let lesson = self.current()?;
        let open = form::open_prediction(lesson, self.lesson_progress());
        match open.or(lesson.predictions.last()) {
            Some(prediction) => Some(prediction_text(lesson, prediction)),
            None => lesson.files.starter.as_deref(),
        }
    }

    /// The order that was committed last, as indices among the lines shown.
    #[must_use]
    pub fn arranged(&self, lesson: &Lesson) -> Option<Vec<usize>> {
        form::arranged(lesson, self.progress.lesson(&lesson.id))
    }
}

/// What is known of all lessons.
impl Model {
    /// The commands that were sent and have not ended.
    pub(in crate::engine) fn active(&self) -> impl Iterator<Item = &Command> {
        let running = self.running.values().map(|job| &job.command);
        running.chain(self.sent.values()).map(Arc::as_ref)
    }

    /// Whether a lesson's file is being graded. A grading that waits does not count, because it may be cancelled
    /// already.
    pub(in crate::engine) fn is_grading_now(&self, lesson: &str) -> bool {
        let kind = JobKind::Grading { lesson };
        self.active()
            .any(|command| command.kind() == kind && !command.is_debounced())
    }

    /// The command of a job that runs.
    pub(in crate::engine) fn command_of(&self, job: JobId) -> Option<Arc<Command>> {
        let running = self.running.get(&job)?;
        Some(Arc::clone(&running.command))
    }

    pub(in crate::engine) fn is_running(&self, kind: JobKind<'_>) -> bool {
        self.active().any(|command| command.kind() == kind)
    }

    /// Whether a desk is being made.
    #[must_use]
    pub fn is_making_desk(&self) -> bool {
        let makes_desk = |command: &Command| matches!(command, Command::MakeDesk { .. });
        self.active().any(makes_desk)
    }

    /// Whether something is being written to the disk, or is about to be.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        self.is_running(JobKind::Writing)
    }

    /// Whether no active command keeps a front end busy.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.active().all(|command| match command.kind() {
            JobKind::Opening | JobKind::Background | JobKind::Cancelling => true,
            JobKind::Grading { .. }
            | JobKind::Tracing { .. }
            | JobKind::Predicting { .. }
            | JobKind::Explaining { .. }
            | JobKind::Writing
            | JobKind::GradingAll => false,
        })
    }

    /// Whether a lesson belongs to what the learner goes through: all lessons, or the core ones.
    #[must_use]
    pub fn is_on_path(&self, lesson: &Lesson) -> bool {
        !self.core_only || lesson.head.core
    }

    /// Returns the lesson to begin with: the one that was open last, or else the first unfinished one.
    #[must_use]
    pub fn first_lesson(&self, view: &View) -> Option<&Lesson> {
        let course = self.course.as_ref()?;
        let next = desk::next_lesson(course, &self.progress, None, self.core_only);
        let lesson = course.lesson(&view.lesson).or(next);
        lesson.or(course.lessons.first())
    }

    /// Returns the open lesson until it is done, and then the next unfinished one.
    #[must_use]
    pub fn lesson_to_continue(&self) -> Option<&Lesson> {
        let open = self.current().filter(|_| !self.is_done());
        open.or_else(|| self.next_lesson())
    }

    /// Returns the next unfinished lesson with a file.
    #[must_use]
    pub fn next_lesson_with_file(&self) -> Option<&Lesson> {
        let (course, after) = (self.course.as_ref()?, Some(self.lesson.as_str()));
        let mut unfinished =
            desk::unfinished_lessons(course, &self.progress, after, self.core_only);
        unfinished.find(|lesson| lesson.has_file())
    }

    /// Returns the next unfinished lesson.
    #[must_use]
    pub fn next_lesson(&self) -> Option<&Lesson> {
        let course = self.course.as_ref()?;
        desk::next_lesson(course, &self.progress, Some(&self.lesson), self.core_only)
    }

    /// Whether lists show a lesson: the open one is always there.
    #[must_use]
    pub fn is_listed(&self, lesson: &Lesson) -> bool {
        self.is_on_path(lesson) || lesson.id == self.lesson
    }

    /// Returns the listed lesson `by` places after the open one.
    #[must_use]
    pub fn neighbor(&self, by: isize) -> Option<&Lesson> {
        let lessons = self.course.iter().flat_map(|course| &course.lessons);
        let listed: Vec<_> = lessons.filter(|lesson| self.is_listed(lesson)).collect();
        let at = listed.iter().position(|lesson| lesson.id == self.lesson)?;
        listed.get(at.checked_add_signed(by)?).copied()
    }

    /// Returns the command that grades the learner's file; `None` if there is no file.
    pub(in crate::engine) fn grade_command(&self, debounce: bool) -> Option<Command> {
        self.file().map(|_| Command::Grade {
            lesson: self.lesson.clone(),
            debounce,
        })
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
        let has_changed = self.changed.contains(&lesson.id);
        let has_failed = last.is_some_and(|verdict| !verdict.passed);
        if self.is_grading_now(&lesson.id) {
            LessonStatus::Grading
        } else if self.progress.is_done(lesson) {
            if has_changed || has_failed {
                LessonStatus::DoneEarlier
            } else {
                LessonStatus::Done
            }
        } else if has_changed {
            LessonStatus::Changed
        } else if has_failed {
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
}
