//! Events of the engine: what they change in a session, apart from the model, and which of them are news.

use super::lessons;
use super::session::{Awaited, News, PlainEffect, Session, TraceFocus, identity};
use crate::engine::form::Reply;
use crate::engine::{Before, Command, Error, Event, JobKind, Opened};
use crate::report;
use crate::text::plural;
use crate::verdict::{Trace, Verdict};

impl Session {
    /// Handles an event of the engine.
    pub fn event(&mut self, event: &Event) -> Vec<PlainEffect> {
        if let Some(before) = self.model.apply(event) {
            self.note(event, &before);
        }
        self.take_effects()
    }

    /// Applies an event to what the session keeps apart from the model.
    fn note(&mut self, event: &Event, before: &Before) {
        match event {
            Event::Opened(opened) => self.opened(opened),
            Event::CourseReloaded { problems, .. } => {
                let lesson = self.model.lesson_id().to_owned();
                let command = self.model.follow_reload(before.lesson_source.as_ref());
                if lesson == self.model.lesson_id() {
                    self.send(command);
                } else {
                    self.begin_lesson(command);
                }
                self.tell_later(match problems.len() {
                    0 => "The course's own files were read again; `read` prints the lesson."
                        .to_owned(),
                    count => format!(
                        "The course's own files were read again, with {}: `problems` shows them.",
                        plural(count, "problem")
                    ),
                });
            }
            Event::Graded {
                lesson,
                verdict,
                unrecorded,
                ..
            } => {
                if let Some(error) = unrecorded {
                    self.tell_later(report::unrecorded(&error.to_string()));
                }
                self.graded(lesson, verdict);
            }
            Event::Traced { lesson, .. } if *lesson == self.model.lesson_id() => {
                (self.focus.event, self.focus.cell) = (None, None);
                let explains = |trace: &Trace| !trace.explanations.is_empty();
                let is_awaited = matches!(self.awaited, Some(Awaited::Trace(_)));
                if !is_awaited && self.model.trace().is_some_and(explains) {
                    self.add_news(News::Explanations);
                }
            }
            Event::PredictionJudged { lesson, result, .. } => {
                if *lesson == self.model.lesson_id() && before.was_predicting {
                    self.reply = Some(Reply::Predicted(result.prediction.clone()));
                    self.focus = TraceFocus::default();
                }
            }
            Event::Failed { error, .. } => {
                if let Some(command) = &before.failed {
                    self.failed(command, error);
                }
            }
            Event::Noticed(notice) => {
                let sentence = report::notice(notice, self.model.home());
                self.tell_later(sentence);
            }
            Event::Traced { .. }
            | Event::Started { .. }
            | Event::Finished { .. }
            | Event::Cancelled { .. }
            | Event::FilesCompared { .. }
            | Event::FileSaved { .. }
            | Event::FileRead { .. }
            | Event::FileWritten { .. }
            | Event::GradingAdvanced { .. }
            | Event::NotGraded { .. }
            | Event::GradedSoFar { .. }
            | Event::Advised { .. }
            | Event::ProgressRecorded { .. }
            | Event::Explained { .. }
            | Event::DraftKept { .. }
            | Event::DraftDiscarded { .. } => {}
        }
    }

    fn opened(&mut self, opened: &Opened) {
        for notice in &opened.notices {
            let sentence = report::notice(notice, self.model.home());
            self.tell_later(sentence);
        }
        self.view = opened.view.clone();
        let first = self.model.first_lesson(&opened.view);
        let first = first.map(|lesson| lesson.id.clone());
        if let (Some(first), Some(_)) = (first, self.model.desk()) {
            let command = self.model.open_lesson(&first);
            self.begin_lesson(command);
        }
    }

    fn graded(&mut self, lesson: &str, verdict: &Verdict) {
        if lesson != self.model.lesson_id() {
            let course = self.model.course();
            let found = course.and_then(|course| course.lesson(lesson));
            let title = found.map_or(lesson.to_owned(), lessons::title);
            return self.tell_later(report::graded_elsewhere(&title, verdict.passed()));
        }
        self.focus = TraceFocus::default();
        let was_printed = self.printed.get(lesson) == Some(&identity(verdict));
        if !was_printed && self.awaited != Some(Awaited::Verdict) {
            self.add_news(News::Verdict);
        }
    }

    fn failed(&mut self, command: &Command, error: &Error) {
        match command.kind() {
            JobKind::Grading { lesson } => {
                if lesson == self.model.lesson_id() && self.awaited != Some(Awaited::Verdict) {
                    self.add_news(News::Verdict);
                }
            }
            JobKind::Predicting { lesson } => {
                if lesson == self.model.lesson_id() {
                    self.tell_later(error.to_string());
                }
            }
            // The model keeps the error.
            JobKind::Tracing { .. } | JobKind::Explaining { .. } => {}
            // The learner was told at the start that nothing is written.
            JobKind::Writing if self.model.read_only().is_some() => {}
            JobKind::Opening | JobKind::Writing | JobKind::GradingAll | JobKind::Background => {
                self.tell_later(error.to_string());
            }
        }
    }
}
