//! A chapter or the whole course is done: found out when a lesson comes to be done, shown when the learner goes on.

use super::State;
use crate::desk::CourseProgress;

/// What was finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The chapter with this id.
    Chapter(String),
    /// The core lessons, which were all that was wanted.
    Core,
    /// All of it.
    Course,
}

impl State {
    /// What is finished when nothing is left.
    pub(super) fn whole(&self) -> Finish {
        let Some(course) = &self.course else {
            return Finish::Course;
        };
        let all = course.lessons.iter().all(|l| self.progress.is_done(l));
        if self.core_only && !all {
            Finish::Core
        } else {
            Finish::Course
        }
    }

    /// Takes over what is known now, and notices what that finishes.
    pub(super) fn learn(&mut self, progress: CourseProgress) {
        let before = std::mem::replace(&mut self.progress, progress);
        let Some(course) = &self.course else { return };
        let whole = |progress: &CourseProgress, chapter: Option<&str>| {
            let mut lessons = course.lessons.iter().filter(|lesson| {
                let wanted = if self.core_only {
                    lesson.head.core
                } else {
                    !lesson.head.optional
                };
                wanted && chapter.is_none_or(|id| lesson.chapter == id)
            });
            lessons.all(|lesson| progress.is_done(lesson))
        };
        if !whole(&before, None) && whole(&self.progress, None) {
            self.finished = Some(self.whole());
            return;
        }
        for chapter in &course.chapters {
            let id = Some(chapter.id.as_str());
            // One lesson by itself has said all that there is to say.
            let several = chapter.lessons.len() > 1;
            if several && !whole(&before, id) && whole(&self.progress, id) {
                self.finished = Some(Finish::Chapter(chapter.id.clone()));
            }
        }
    }
}
