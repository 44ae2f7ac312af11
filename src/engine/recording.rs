//! What is recorded of a verdict, and only while the file is still what the verdict is about.

use super::shared::{Shared, lesson_of};
use super::{Error, Event, GradingBackend};
use crate::course::{Course, Lesson};
use crate::desk::{CourseProgress, Desk, LastVerdict};
use crate::grader;
use crate::verdict::Verdict;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// What became of a verdict's recording.
pub(super) enum Recorded {
    Progress(CourseProgress),
    /// This engine does not write to the desk.
    ReadOnly,
    Failed(Error),
}

/// The learner's file of a lesson.
pub(super) struct ExerciseFile<'a> {
    shared: &'a Shared,
    course: &'a Course,
    pub(super) path: PathBuf,
    pub(super) lesson: &'a Lesson,
}

impl<'a> ExerciseFile<'a> {
    pub(super) fn new(shared: &'a Shared, course: &'a Course, id: &str) -> Result<Self, Error> {
        let lesson = lesson_of(course, id)?;
        Ok(Self {
            shared,
            course,
            path: shared.desk()?.exercise(lesson),
            lesson,
        })
    }

    /// Reads the file, and reports its text.
    pub(super) fn read(&self) -> Result<String, Error> {
        let text = grader::read(&self.path).map_err(Arc::new);
        self.shared.emit(Event::FileRead {
            lesson: self.lesson.id.clone(),
            text: text.clone(),
        });
        text.map_err(Error::Source)
    }

    /// Records a verdict if it is about what is on the disk before and after. None if it is not.
    pub(super) fn record(
        &self,
        grader: &dyn GradingBackend,
        verdict: &Verdict,
    ) -> Option<Recorded> {
        let recorded = match self.shared.writable_desk() {
            Ok(desk) => match self.write(&desk, grader, verdict) {
                Ok(progress) => Recorded::Progress(progress?),
                Err(error) => Recorded::Failed(error),
            },
            Err(_) => Recorded::ReadOnly,
        };
        // Recording syncs to the disk, which takes a while: the file may have been saved meanwhile.
        self.is_current(grader, verdict).then_some(recorded)
    }

    fn write(
        &self,
        desk: &Desk,
        grader: &dyn GradingBackend,
        verdict: &Verdict,
    ) -> Result<Option<CourseProgress>, Error> {
        let mut current = false;
        let kept = desk.record(|progress| {
            // As late as possible: under the desk's lock.
            let text = self.current_text(grader, verdict);
            current = text.is_some();
            if let Some(text) = text {
                let last = LastVerdict {
                    hash: verdict.hash.clone(),
                    text_hash: Some(grader::text_hash(&text)),
                    passed: verdict.passed(),
                };
                let course = progress.course_mut(&self.course.id);
                course
                    .lesson_mut(&self.lesson.id)
                    .record_verdict(last, now());
            }
        })?;
        Ok(current.then(|| kept.progress.course(&self.course.id).clone()))
    }

    /// Whether the file is what the verdict is about.
    fn is_current(&self, grader: &dyn GradingBackend, verdict: &Verdict) -> bool {
        self.current_text(grader, verdict).is_some()
    }

    /// Returns the text on the disk if the verdict is about it.
    fn current_text(&self, grader: &dyn GradingBackend, verdict: &Verdict) -> Option<String> {
        grader::read(&self.path)
            .ok()
            .filter(|text| grader.hash(self.course, self.lesson, text) == verdict.hash)
    }
}

/// Seconds since 1970; 0 if the clock is set to an earlier time.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
