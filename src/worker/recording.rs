//! Verdicts taken down: only those about what is on the disk at that moment.

use super::Grading;
use crate::course::{Course, Lesson};
use crate::desk::{CourseProgress, Desk, DeskError, LastVerdict};
use crate::grader;
use crate::verdict::Verdict;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970; 0 on a clock that stands before that.
#[must_use]
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// Whether what is at `path` now is what the verdict is about.
#[must_use]
pub fn is_current(grader: &dyn Grading, lesson: &Lesson, path: &Path, verdict: &Verdict) -> bool {
    grader::read(path).is_ok_and(|text| grader.hash(lesson, &text) == verdict.hash)
}

/// Takes a verdict down, if it is still about what is on the disk, and returns what is known then; none where it is not.
///
/// # Errors
/// When the desk cannot be read or written.
pub fn record(
    grader: &dyn Grading,
    course: &Course,
    desk: &Desk,
    lesson: &Lesson,
    verdict: &Verdict,
) -> Result<Option<CourseProgress>, DeskError> {
    let path = desk.exercise(lesson);
    let mut current = false;
    let kept = desk.record(|progress| {
        // Asked under the lock, as late as can be.
        current = is_current(grader, lesson, &path, verdict);
        if current {
            let last = LastVerdict {
                hash: verdict.hash.clone(),
                passed: verdict.passed(),
            };
            let lesson = progress.course_mut(&course.id).lesson_mut(&lesson.id);
            lesson.record_verdict(last, now());
        }
    })?;
    Ok(current.then(|| kept.progress.course(&course.id).clone()))
}
