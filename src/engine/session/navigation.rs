//! The way through the lessons: what comes next, and what was just finished.

use super::{Session, TracePosition};
use crate::course::Course;
use crate::desk::CourseProgress;
use crate::engine::Command;
use std::collections::BTreeSet;

/// Where the learner continues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To a page about what was just finished.
    Finish(Finish),
    /// To the lesson with this id.
    Lesson(String),
    /// Nowhere: the open lesson is the only unfinished one.
    OnlyThisOne,
}

/// What was finished as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The chapter with this id.
    Chapter(String),
    /// The core lessons, if the learner takes only these.
    Core,
    /// All lessons but the optional ones.
    Course,
}

impl Session {
    /// Opens a lesson, grades its file if no verdict on it still counts, and cancels the gradings of lessons that the
    /// learner has left again. Returns whether another lesson was open.
    pub fn open_lesson(&mut self, id: &str) -> bool {
        let changes = self.model.lesson_id() != id;
        if changes {
            self.model.select_lesson(id);
            let model = &self.model;
            let has_verdict = model.graded(id).is_some_and(|graded| !graded.outdated);
            let is_known = has_verdict || model.is_grading_now(id);
            let grade = model.grade_command(true).filter(|_| !is_known);
            let waits = model.active().any(Command::is_debounced);
            self.send(grade.or(waits.then_some(Command::CancelDebounced)));
            self.reply = None;
            self.position = TracePosition::default();
        }
        changes
    }

    /// Returns where the learner continues. The page about what was just finished comes first, once.
    pub fn advance(&mut self) -> Next {
        if let Some(finish) = self.finished.take() {
            return Next::Finish(finish);
        }
        match self.model.next_lesson() {
            Some(next) if next.id == self.model.lesson_id() => Next::OnlyThisOne,
            Some(next) => Next::Lesson(next.id.clone()),
            None => Next::Finish(self.finish_of_all()),
        }
    }

    /// Switches between the core lessons and all of them.
    pub fn toggle_core(&mut self) {
        self.model.take_core_only(!self.model.core_only());
    }

    /// Continues in a course that was read again: if the verdict on the open lesson no longer counts, it is graded again;
    /// if the course no longer has it, the first lesson is opened.
    pub(super) fn follow_reload(&mut self, outdated: &BTreeSet<String>) {
        if self.model.desk().is_none() {
            return;
        }
        if self.model.current().is_none() {
            let first = self.model.lessons().first();
            match first.map(|lesson| lesson.id.clone()) {
                Some(first) => {
                    self.open_lesson(&first);
                }
                None => self.model.select_lesson(""),
            }
        } else if outdated.contains(self.model.lesson_id()) {
            let command = self.model.grade_command(true);
            self.send(command);
        }
    }

    /// Notes what has been finished since the last call, and what is no longer finished.
    pub(super) fn note_finish(&mut self) {
        let now = self.model.progress();
        if self.noted == *now {
            return;
        }
        let before = std::mem::replace(&mut self.noted, now.clone());
        let since = self.finish_since(&before);
        let earlier = || self.finished.clone().filter(|it| self.is_finished(it));
        self.finished = since.or_else(earlier);
    }

    fn finish_since(&self, before: &CourseProgress) -> Option<Finish> {
        let course = self.model.course()?;
        let now = self.model.progress();
        if !self.is_complete(course, before, None) && self.is_complete(course, now, None) {
            return Some(self.finish_of_all());
        }
        let mut chapters = course.chapters.iter().rev();
        let finished = chapters.find(|chapter| {
            let id = Some(chapter.id.as_str());
            // The takeaway of a chapter's only lesson says all that its page could say.
            let several = chapter.lessons.len() > 1;
            several && !self.is_complete(course, before, id) && self.is_complete(course, now, id)
        });
        finished.map(|chapter| Finish::Chapter(chapter.id.clone()))
    }

    fn is_finished(&self, finish: &Finish) -> bool {
        let chapter = match finish {
            Finish::Chapter(id) => Some(id.as_str()),
            Finish::Core | Finish::Course => None,
        };
        let course = self.model.course();
        course.is_some_and(|course| self.is_complete(course, self.model.progress(), chapter))
    }

    fn is_complete(
        &self,
        course: &Course,
        progress: &CourseProgress,
        chapter: Option<&str>,
    ) -> bool {
        let mut lessons = course.lessons.iter().filter(|lesson| {
            let wanted = if self.model.core_only() {
                lesson.head.core
            } else {
                !lesson.head.optional
            };
            wanted && chapter.is_none_or(|id| lesson.chapter == id)
        });
        lessons.all(|lesson| progress.is_done(lesson))
    }

    /// What is finished when no lesson is left.
    fn finish_of_all(&self) -> Finish {
        let (model, mut lessons) = (&self.model, self.model.lessons().iter());
        if model.core_only() && !lessons.all(|lesson| model.progress().is_done(lesson)) {
            Finish::Core
        } else {
            Finish::Course
        }
    }
}
