//! What every front end does in a session: it follows the engine's events, sends commands about the open lesson, and
//! keeps the position in a trace and what was just answered.
//!
//! A front end renders, and translates keys or words into calls. [`Session::on_event`] says what it has to show.

mod navigation;
mod position;
mod reaction;

pub use navigation::{Finish, Next};
pub use position::{Direction, TracePosition};
pub use reaction::{Confirmation, Editing, FileUse, Reaction, Refusal};

use super::form::{self, FormError, PredictionDraft, Reply, Task};
use super::{Command, Error, Event, JobKind, Model, Notice, Opened, Request, TraceState, editor};
use crate::course::{Lesson, Prediction};
use crate::desk::{CourseProgress, View};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One learner's session, in whichever front end.
#[derive(Clone, Debug, Default)]
pub struct Session {
    model: Model,
    /// The progress at the last check for something finished.
    noted: CourseProgress,
    /// What was just finished, until the learner continues.
    finished: Option<Finish>,
    pub position: TracePosition,
    reply: Option<Reply>,
    /// What the next start returns to.
    view: View,
    requests: Vec<Request>,
}

impl Session {
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The prediction or question that was just answered, until the learner continues.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        self.reply.as_ref()
    }

    pub fn take_reply(&mut self) -> Option<Reply> {
        self.reply.take()
    }

    /// Sends commands to the engine, once [`Session::take_requests`] is called.
    pub fn send(&mut self, commands: impl IntoIterator<Item = Command>) {
        for command in commands {
            self.requests.push(self.model.send(command));
            self.note_finish();
        }
    }

    /// Returns what has to be sent to the engine, once.
    #[must_use = "the model waits for these commands"]
    pub fn take_requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }

    /// Keeps the view for the next start if it has changed. The front end fills in the parts that only it has.
    pub fn remember_view(&mut self, fill_in: impl FnOnce(&mut View)) {
        let model = &self.model;
        if model.desk().is_none() || model.lesson_id().is_empty() || model.read_only().is_some() {
            return;
        }
        let mut view = View {
            lesson: model.lesson_id().to_owned(),
            core_only: model.core_only(),
            ..self.view.clone()
        };
        fill_in(&mut view);
        if view != self.view {
            self.view = view.clone();
            self.send([Command::RememberView(view)]);
        }
    }

    /// The view that the last session left behind.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }
}

/// What can be read from the model only before it applies an event.
struct Before {
    /// The command of the job that fails or has a verdict.
    command: Option<Arc<Command>>,
    /// Whether the program of one of the open lesson's predictions was being compiled and run.
    was_predicting: bool,
}

impl Before {
    fn new(model: &Model, event: &Event) -> Self {
        let command = if let Event::Failed { job, .. } | Event::Graded { job, .. } = event {
            model.command_of(*job)
        } else {
            None
        };
        Self {
            command,
            was_predicting: model.is_predicting(),
        }
    }
}

impl Session {
    /// Follows an event, and returns what there is to show.
    pub fn on_event(&mut self, event: &Event) -> Vec<Reaction> {
        let before = Before::new(&self.model, event);
        if !self.model.apply(event) {
            return Vec::new();
        }
        self.note_finish();
        let mut reactions = Vec::new();
        if let Event::Graded {
            unrecorded: Some(error),
            ..
        } = event
        {
            reactions.push(Reaction::Notice(Notice::Unrecorded(error.clone())));
        }
        reactions.extend(self.react(event, before));
        reactions
    }

    fn react(&mut self, event: &Event, before: Before) -> Option<Reaction> {
        match event {
            Event::Opened(opened) => Some(self.opened(opened)),
            Event::CourseReloaded {
                problems, outdated, ..
            } => {
                let lesson = self.model.lesson_id().to_owned();
                self.follow_reload(outdated);
                Some(Reaction::CourseReloaded {
                    problems: problems.len(),
                    lesson_changed: lesson != self.model.lesson_id(),
                })
            }
            Event::FileRead { lesson, .. } => self.is_open(lesson).then_some(Reaction::FileRead),
            Event::FileWritten { lesson, text } => Some(Reaction::FileWritten {
                lesson: lesson.clone(),
                text: text.clone(),
            }),
            Event::Traced { lesson, .. } => self.is_open(lesson).then(|| {
                self.position.show_cell(None);
                Reaction::Traced
            }),
            Event::PredictionJudged { lesson, result, .. } => {
                let is_awaited = self.is_open(lesson) && before.was_predicting;
                is_awaited.then(|| {
                    self.reply = Some(Reply::Predicted(result.id.clone()));
                    self.position = TracePosition::default();
                    Reaction::PredictionJudged
                })
            }
            Event::Failed { error, .. } => self.failed(before.command?.kind(), error),
            Event::Graded {
                lesson, verdict, ..
            } => {
                // After a reload or on the way to a lesson, a file is graded only after a delay.
                let asks = |command: &Command| matches!(command, Command::Grade { debounce, .. } if !debounce);
                let was_asked = before.command.is_some_and(|command| asks(&command));
                Some(self.graded(lesson, verdict.passed(), was_asked))
            }
            Event::Noticed(notice) => Some(Reaction::Notice(notice.clone())),
            Event::FileSaved { .. }
            | Event::Started { .. }
            | Event::Finished { .. }
            | Event::Cancelled { .. }
            | Event::ToolchainChecked(_)
            | Event::FilesCompared { .. }
            | Event::GradingAdvanced { .. }
            | Event::NotGraded { .. }
            | Event::GradedSoFar { .. }
            | Event::Advised { .. }
            | Event::ProgressRecorded { .. }
            | Event::Explained { .. }
            | Event::DraftKept { .. }
            | Event::DraftDiscarded { .. } => None,
        }
    }

    fn is_open(&self, lesson: &str) -> bool {
        self.model.lesson_id() == lesson
    }

    fn opened(&mut self, opened: &Opened) -> Reaction {
        self.view = opened.view.clone();
        // It was finished in an earlier session.
        self.finished = None;
        let first = self.model.first_lesson(&opened.view);
        let first = first.map(|lesson| lesson.id.clone());
        if let (Some(first), Some(_)) = (first, self.model.desk()) {
            self.open_lesson(&first);
        }
        Reaction::Opened(opened.notices.clone())
    }

    fn graded(&mut self, lesson: &str, passed: bool, was_asked: bool) -> Reaction {
        if self.is_open(lesson) {
            // What follows is for the trace in view, which stays until there is a new one.
            self.position.schedule = None;
            return Reaction::Graded { passed, was_asked };
        }
        let course = self.model.course();
        let found = course.and_then(|course| course.lesson(lesson));
        let title = found.map_or(lesson, |lesson| &lesson.head.title).to_owned();
        Reaction::Notice(Notice::GradedElsewhere { title, passed })
    }

    fn failed(&self, job: JobKind<'_>, error: &Error) -> Option<Reaction> {
        match job {
            JobKind::Grading { lesson } => self.is_open(lesson).then_some(Reaction::NotGraded),
            JobKind::Predicting { lesson } => {
                let is_open = self.is_open(lesson);
                is_open.then(|| Reaction::PredictionFailed(error.to_string()))
            }
            // The model keeps the error.
            JobKind::Tracing { .. } | JobKind::Explaining { .. } => None,
            // The learner was told at the start that nothing is written.
            JobKind::Writing if self.model.read_only().is_some() => None,
            JobKind::Opening
            | JobKind::Writing
            | JobKind::GradingAll
            | JobKind::Background
            | JobKind::Cancelling => Some(Reaction::Notice(Notice::Failed(error.clone()))),
        }
    }
}

impl Session {
    /// Grades the learner's file.
    pub fn grade(&mut self) {
        let command = self.model.grade_command(false);
        self.send(command);
    }

    /// Traces the run in view, that of the verdict or of a prediction, unless that has been tried.
    pub fn trace(&mut self) {
        let is_untried = self.model.trace_state() == Some(&TraceState::NotTried);
        if !is_untried || self.model.is_tracing() {
            return;
        }
        let lesson = self.model.lesson_id().to_owned();
        let command = match (self.model.verdict(), self.model.predicted_run()) {
            (Some(graded), _) => Command::Trace {
                lesson,
                text: graded.text.clone(),
                verdict: Box::new(graded.verdict.clone()),
            },
            (None, Some(run)) => Command::TracePrediction {
                lesson,
                prediction: run.prediction.clone(),
            },
            (None, None) => return,
        };
        self.send([command]);
    }

    /// Replays one of the schedules that were tried, by its index.
    pub fn replay(&mut self, schedule: usize) {
        let Some(graded) = self.model.graded(self.model.lesson_id()) else {
            return;
        };
        let exploration = graded.verdict.exploration.as_ref();
        let Some(result) = exploration.and_then(|found| found.results.get(schedule)) else {
            return;
        };
        let command = Command::Replay {
            lesson: self.model.lesson_id().to_owned(),
            text: graded.text.clone(),
            choices: result.schedule.clone(),
        };
        self.position.schedule = Some(schedule);
        self.send([command]);
    }

    /// Records that the next hint is shown. Returns whether there was another one.
    pub fn show_hint(&mut self) -> bool {
        let command = self.model.next_hint().map(|hint| Command::RecordHint {
            lesson: self.model.lesson_id().to_owned(),
            hint: hint.id.clone(),
        });
        let is_new = command.is_some();
        self.send(command);
        is_new
    }

    /// Asks rustc about the first error code, and returns it.
    ///
    /// # Errors
    /// If there is none.
    pub fn explain(&mut self) -> Result<String, Refusal> {
        let code = self.model.error_code().ok_or(Refusal::NoErrorCode)?;
        let code = code.to_owned();
        // The learner may have fixed the toolchain since an error.
        if !matches!(self.model.explanation(&code), Some(Ok(_))) {
            self.send([Command::Explain { code: code.clone() }]);
        }
        Ok(code)
    }

    /// Begins to edit the learner's file.
    ///
    /// # Errors
    /// If there is none.
    pub fn edit(&mut self) -> Result<Editing, Refusal> {
        let (Some(desk), Some(path)) = (self.model.desk(), self.model.file()) else {
            return Err(Refusal::NoFile(FileUse::Edit));
        };
        let (path, line) = (path.to_owned(), self.model.main_line().unwrap_or(1));
        if desk.editor.is_none() {
            return Ok(Editing::BuiltIn);
        }
        if desk.edits_outside {
            self.send([Command::EditOutside { path, line }]);
            return Ok(Editing::Outside);
        }
        Ok(Editing::InTerminal { path, line })
    }

    /// Asks to put the starter back.
    ///
    /// # Errors
    /// If there is no file, or it cannot be written.
    pub fn ask_reset(&self) -> Result<Confirmation, Refusal> {
        if self.model.file().is_none() {
            return Err(Refusal::NoFile(FileUse::Reset));
        }
        match self.model.read_only() {
            Some(why) => Err(Refusal::ReadOnly(why.to_string())),
            None => Ok(Confirmation::Reset),
        }
    }

    /// Asks to see the solution. `None` if it may be shown without a confirmation.
    ///
    /// # Errors
    /// If there is none.
    pub fn ask_solution(&self) -> Result<Option<Confirmation>, Refusal> {
        let lesson = self.model.current();
        if self.model.sees_solution() {
            Ok(None)
        } else if lesson.is_some_and(|lesson| lesson.files.solution.is_some()) {
            Ok(Some(Confirmation::Solution))
        } else {
            Err(Refusal::NoSolution)
        }
    }

    /// Carries out what the learner has confirmed.
    pub fn confirm(&mut self, confirmed: Confirmation) {
        let lesson = self.model.lesson_id().to_owned();
        self.send([match confirmed {
            Confirmation::Reset => Command::Reset { lesson },
            Confirmation::Solution => Command::RecordSolutionSeen { lesson },
        }]);
    }

    /// Makes a desk whose files are opened by the editor with this index; after the last one, by the built-in editor.
    /// Returns whether that is possible.
    pub fn make_desk(&mut self, dir: &str, editor: usize, plain: bool) -> bool {
        let dir = dir.trim().to_owned();
        if self.model.course().is_none() || self.model.is_making_desk() || dir.is_empty() {
            return false;
        }
        let editor = match self.model.editors().get(editor) {
            // cellmate opens files with the first one by default, so the settings need not name it.
            Some(_) if editor == 0 => None,
            Some(named) => Some(named.clone()),
            None => Some(editor::BUILT_IN.to_owned()),
        };
        self.send([Command::MakeDesk { dir, editor, plain }]);
        true
    }

    /// The prediction in view: the one just tried, or the one that is asked.
    #[must_use]
    pub fn prediction_in_view<'a>(&self, lesson: &'a Lesson) -> Option<&'a Prediction> {
        match &self.reply {
            Some(Reply::Predicted(id)) => lesson.predictions.iter().find(|p| p.id == *id),
            Some(Reply::Answered { .. }) | None => {
                form::open_prediction(lesson, self.model.progress().lesson(&lesson.id))
            }
        }
    }

    /// Commits the prediction that the open lesson asks for.
    ///
    /// # Errors
    /// If none is asked for, or the draft is incomplete.
    pub fn commit_prediction(&mut self, draft: &PredictionDraft) -> Result<(), FormError> {
        self.check_desk()?;
        let (Some(lesson), Task::Predict(prediction)) = (self.model.current(), self.model.task())
        else {
            return Err(FormError::NotAsked);
        };
        let command = form::predict(lesson, prediction, draft)?;
        self.send([command]);
        Ok(())
    }

    /// Answers a question with the choices at these indices, even on a read-only desk: the learner still sees whether
    /// they are right, and continues.
    ///
    /// # Errors
    /// If none is asked, or it cannot have this answer.
    pub fn commit_choices(&mut self, chosen: &BTreeSet<usize>) -> Result<(), FormError> {
        let (Some(lesson), Task::Ask(question)) = (self.model.current(), self.model.task()) else {
            return Err(FormError::NotAsked);
        };
        let (command, reply) = form::answer(lesson, question, chosen)?;
        self.send([command]);
        self.reply = Some(reply);
        Ok(())
    }

    /// Writes the file with these of the lines shown, in this order.
    ///
    /// # Errors
    /// If no order is asked for, or this one is empty or invalid.
    pub fn commit_order(&mut self, order: &[usize]) -> Result<(), FormError> {
        let (Some(lesson), Task::Order) = (self.model.current(), self.model.task()) else {
            return Err(FormError::NotAsked);
        };
        self.check_desk()?;
        let command = form::arrange(lesson, self.model.lesson_progress(), order)?;
        self.send([command]);
        Ok(())
    }

    fn check_desk(&self) -> Result<(), FormError> {
        if let Some(error) = self.model.read_only() {
            return Err(FormError::ReadOnly(error.to_string()));
        }
        if self.model.desk().is_none() {
            return Err(FormError::NoDesk);
        }
        Ok(())
    }
}
