//! A chapter or the whole course is done: found out when a lesson comes to be done, shown when the learner goes on.

use super::{Finish, State};
use crate::desk::CourseProgress;

impl State {
    /// What is finished when nothing is left.
    pub(super) fn whole(&self) -> Finish {
        let Some(course) = &self.model.course else {
            return Finish::Course;
        };
        let mut all = course.lessons.iter();
        let all = all.all(|lesson| self.model.progress.is_done(lesson));
        if self.model.core_only && !all {
            Finish::Core
        } else {
            Finish::Course
        }
    }

    /// What the progress made since then finishes.
    pub(super) fn finish_since(&self, before: &CourseProgress) -> Option<Finish> {
        let course = self.model.course.as_ref()?;
        let now = &self.model.progress;
        let is_complete = |progress: &CourseProgress, chapter: Option<&str>| {
            let mut lessons = course.lessons.iter().filter(|lesson| {
                let wanted = if self.model.core_only {
                    lesson.head.core
                } else {
                    !lesson.head.optional
                };
                wanted && chapter.is_none_or(|id| lesson.chapter == id)
            });
            lessons.all(|lesson| progress.is_done(lesson))
        };
        if !is_complete(before, None) && is_complete(now, None) {
            return Some(self.whole());
        }
        let mut chapters = course.chapters.iter().rev();
        let finished = chapters.find(|chapter| {
            let id = Some(chapter.id.as_str());
            // One lesson by itself has said everything already.
            let several = chapter.lessons.len() > 1;
            several && !is_complete(before, id) && is_complete(now, id)
        });
        finished.map(|chapter| Finish::Chapter(chapter.id.clone()))
    }
}
