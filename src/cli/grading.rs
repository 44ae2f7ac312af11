//! Grading the file that is on the desk now: a verdict for other bytes is neither shown nor recorded.

use super::study::Study;
use crate::course::Lesson;
use crate::desk::DeskError;
use crate::grader::{self, Grader, SourceProblem};
use crate::process::{self, Cancel, Launcher};
use crate::verdict::Verdict;
use crate::worker::{is_current, record};

/// How often a file may be saved while it is graded until we ask for quiet.
const PATIENCE: u32 = 20;

/// Why there is no verdict on a file.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoVerdict {
    /// It cannot be graded.
    #[error(transparent)]
    Source(#[from] SourceProblem),
    /// It never stays as it is.
    #[error("{0} is written again and again while it is graded; let it rest and try again")]
    NeverQuiet(String),
}

/// A verdict on what was on the disk when it came.
#[derive(Debug)]
pub(super) struct Graded {
    pub(super) verdict: Verdict,
    pub(super) text: String,
    /// Why it was not recorded, where it was not.
    pub(super) unrecorded: Option<DeskError>,
}

/// A grader, and the flag that Ctrl-C sets.
pub(super) fn begin() -> anyhow::Result<(Grader, Cancel)> {
    let cancel = Cancel::new();
    process::cancel_on_signals(&cancel)?;
    Ok((Grader::new(Launcher::current()?)?, cancel))
}

/// Grades the learner's file of a lesson, once more where it is saved meanwhile, and records the verdict.
pub(super) fn grade(
    grader: &Grader,
    study: &Study,
    lesson: &Lesson,
    cancel: &Cancel,
) -> anyhow::Result<Result<Graded, NoVerdict>> {
    let desk = study.desk()?;
    let path = desk.exercise(lesson);
    for _ in 0..PATIENCE {
        let text = match grader::read(&path) {
            Ok(text) => text,
            Err(problem) => return Ok(Err(problem.into())),
        };
        let verdict = grader.grade(&study.course, lesson, &text, cancel)?;
        let recorded = record(grader, &study.course, desk, lesson, &verdict);
        // Recording syncs to the disk, which takes a while: look again.
        if !is_current(grader, lesson, &path, &verdict) {
            continue;
        }
        let unrecorded = recorded.err();
        return Ok(Ok(Graded {
            verdict,
            text,
            unrecorded,
        }));
    }
    Ok(Err(NoVerdict::NeverQuiet(path.display().to_string())))
}
