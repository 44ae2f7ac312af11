//! The way through the lessons: where a session begins, what comes next, and what was just finished.

use super::model::LessonSource;
use super::{Command, Finish, Model};
use crate::course::{Course, Lesson};
use crate::desk::{self, CourseProgress, View};

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

impl Model {
    /// Returns the lesson to begin with: the one that was open last, or else the first unfinished one.
    #[must_use]
    pub fn first_lesson(&self, view: &View) -> Option<&Lesson> {
        let course = self.course.as_ref()?;
        let next = desk::next_lesson(course, &self.progress, None, self.core_only);
        let lesson = course.lesson(&view.lesson).or(next);
        lesson.or(course.lessons.first())
    }

    /// Returns the next unfinished lesson.
    #[must_use]
    pub fn next_lesson(&self) -> Option<&Lesson> {
        let course = self.course.as_ref()?;
        desk::next_lesson(course, &self.progress, Some(&self.lesson), self.core_only)
    }

    /// Returns where the learner continues. The page about what was just finished comes first, once.
    pub fn advance(&mut self) -> Next {
        if let Some(finish) = self.finished.take() {
            return Next::Finish(finish);
        }
        match self.next_lesson() {
            Some(next) if next.id == self.lesson => Next::OnlyThisOne,
            Some(next) => Next::Lesson(next.id.clone()),
            None => Next::Finish(self.finish_of_all()),
        }
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

    /// Grades the learner's file; `None` if there is none.
    pub(super) fn grade_command(&self, debounce: bool) -> Option<Command> {
        self.file().map(|_| Command::Grade {
            lesson: self.lesson.clone(),
            debounce,
        })
    }

    /// Opens a lesson. Returns what to send: its file is graded if nothing is known of it, and the gradings of lessons
    /// that were only passed by are cancelled.
    pub(super) fn open_lesson(&mut self, id: &str) -> Option<Command> {
        id.clone_into(&mut self.lesson);
        let is_known = self.graded.contains_key(id) || self.is_grading_now(id);
        let grade = self.grade_command(true).filter(|_| !is_known);
        let waits = self.active().any(Command::is_debounced);
        grade.or(waits.then_some(Command::CancelDebounced))
    }

    /// Opens a lesson, and grades nothing.
    pub fn select_lesson(&mut self, id: &str) {
        id.clone_into(&mut self.lesson);
    }

    /// Switches between the core lessons and all of them.
    pub(super) fn toggle_core(&mut self) {
        self.core_only = !self.core_only;
    }

    /// Returns what the open lesson is made of.
    pub(super) fn lesson_source(&self) -> Option<LessonSource> {
        let lesson = self.current()?;
        Some((lesson.toml.clone(), lesson.files.hidden.clone()))
    }

    /// Continues in a course that was read again. Returns what to send: if the open lesson differs from `before`, it is
    /// graded again; if the course no longer has it, the first lesson is opened.
    pub(super) fn follow_reload(&mut self, before: Option<&LessonSource>) -> Option<Command> {
        let first = self
            .course
            .as_ref()
            .and_then(|course| course.lessons.first());
        let first = first.map(|lesson| lesson.id.clone());
        self.desk.as_ref()?;
        if self.current().is_none() {
            let Some(first) = first else {
                self.lesson.clear();
                return None;
            };
            return self.open_lesson(&first);
        }
        if before == self.lesson_source().as_ref() {
            return None;
        }
        self.grade_command(false)
    }

    /// Notices what the progress made since then finishes, and what is no longer finished.
    pub(super) fn note_finish(&mut self, before: &CourseProgress) {
        if *before == self.progress {
            return;
        }
        let since = self.finish_since(before);
        let earlier = || self.finished.clone().filter(|it| self.is_finished(it));
        self.finished = since.or_else(earlier);
    }

    fn finish_since(&self, before: &CourseProgress) -> Option<Finish> {
        let course = self.course.as_ref()?;
        let now = &self.progress;
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
        let course = self.course.as_ref();
        course.is_some_and(|course| self.is_complete(course, &self.progress, chapter))
    }

    /// Whether all lessons of a chapter, or of the course, that the learner takes are done.
    fn is_complete(
        &self,
        course: &Course,
        progress: &CourseProgress,
        chapter: Option<&str>,
    ) -> bool {
        let mut lessons = course.lessons.iter().filter(|lesson| {
            let wanted = if self.core_only {
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
        let mut lessons = self.course.iter().flat_map(|course| &course.lessons);
        if self.core_only && !lessons.all(|lesson| self.progress.is_done(lesson)) {
            Finish::Core
        } else {
            Finish::Course
        }
    }
}
