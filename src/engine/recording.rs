//! Records a verdict, but only while the file is still the text that the verdict is about.

use super::shared::{Shared, lesson_of};
use super::{Error, Event, GradingBackend, JobId};
use crate::course::{Course, Lesson};
use crate::desk::{Desk, LastVerdict};
use crate::grader;
use crate::verdict::Verdict;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// A verdict is about a text that is no longer on disk, or about an older version of the lesson.
pub(super) struct Outdated;

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

    pub(super) fn read(&self) -> Result<String, Error> {
        let text = grader::read(&self.path).map_err(Arc::new);
        self.shared.emit(Event::FileRead {
            lesson: self.lesson.id.clone(),
            text: text.clone(),
        });
        text.map_err(Error::Source)
    }

    /// Records a verdict if it is about the file and the lesson as they are now, and returns why it could not be
    /// recorded, if it could not. On a read-only desk nothing is recorded.
    ///
    /// Both are compared twice: under the desk's lock, which decides whether the verdict is recorded; and after
    /// that, which decides whether it is [`Outdated`]. Such a verdict may have been recorded: it was true until then.
    pub(super) fn record(
        &self,
        grader: &dyn GradingBackend,
        job: JobId,
        verdict: &Verdict,
    ) -> Result<Option<Error>, Outdated> {
        let unrecorded = match self.shared.writable_desk() {
            Ok(desk) => self.write(&desk, grader, job, verdict).err(),
            Err(_) => None,
        };
        // Recording syncs to the disk, which takes a while: the file may have been saved meanwhile.
        match self.current_text(grader, verdict) {
            Some(_) => Ok(unrecorded),
            None => Err(Outdated),
        }
    }

    fn write(
        &self,
        desk: &Desk,
        grader: &dyn GradingBackend,
        job: JobId,
        verdict: &Verdict,
    ) -> Result<(), Error> {
        self.shared.record(desk, self.course, job, |progress| {
            // As late as possible: under the desk's lock.
            if let Some(text) = self.current_text(grader, verdict) {
                let last = LastVerdict {
                    hash: verdict.hash.clone(),
                    text_hash: Some(grader::text_hash(&text)),
                    passed: verdict.passed(),
                    feedback: verdict.feedback.as_ref().map(|given| given.id.clone()),
                };
                let lesson = progress.lesson_mut(&self.lesson.id);
                lesson.record_verdict(last, unix_time());
            }
        })?;
        Ok(())
    }

    /// Returns the text on disk if the verdict is about it, and about the lesson as the course has it now.
    fn current_text(&self, grader: &dyn GradingBackend, verdict: &Verdict) -> Option<String> {
        let course = self.shared.course().ok()?;
        let lesson = course.lesson(&self.lesson.id)?;
        grader::read(&self.path)
            .ok()
            .filter(|text| grader.hash(&course, lesson, text) == verdict.hash)
    }
}

/// Returns the time in seconds since 1970; 0 if the clock is set to an earlier one.
#[must_use]
pub fn unix_time() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
