//! What glass has to say about a verdict, after it: which program to look at, if any.

use super::Grader;
use super::schedules::subject;
use crate::course::Lesson;
use crate::glass::Analysis;
use crate::process::Cancel;
use crate::run::Error;
use crate::verdict::{Outcome, StageName, StageState, TimeLimit, Trace, Verdict};

impl Grader {
    /// Looks at the borrows and locks of a text that has its verdict: of the program, or of the first hidden test that
    /// failed. None where there is nothing to see.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn trace(
        &self,
        lesson: &Lesson,
        text: &str,
        verdict: &Verdict,
        cancel: &Cancel,
    ) -> Result<Option<Trace>, Error> {
        if verdict.observed.outcome == Outcome::CompileError {
            return Ok(None);
        }
        if let Some(failing) = verdict
            .exploration
            .as_ref()
            .and_then(|found| found.failing.as_ref())
        {
            return Ok(Some((**failing).clone()));
        }
        let Some(subject) = subject(lesson, text, of_interest(verdict)) else {
            return Ok(None);
        };
        Ok(match self.glass.trace(&subject, &[], cancel)? {
            Analysis::Done(trace) => Some(trace),
            Analysis::CompileError(_) | Analysis::BuildTimedOut => None,
        })
    }

    /// Builds what looking at a program of this lesson needs, before it is needed.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn warm(&self, lesson: &Lesson, cancel: &Cancel) -> Result<(), Error> {
        let build = &lesson.build;
        self.glass
            .warm(build.edition.as_str(), build.optimize, cancel)
    }
}

/// Whether a verdict calls for an explanation by itself: after a panic, a hang, or wrong output of several threads.
#[must_use]
pub fn calls_for_a_trace(verdict: &Verdict, text: &str) -> bool {
    let stuck = |outcome: &Outcome| {
        matches!(
            outcome,
            Outcome::Panicked(_)
                | Outcome::Deadlocked { .. }
                | Outcome::TimedOut {
                    limit: TimeLimit::Asleep | TimeLimit::StoodStill | TimeLimit::Busy
                }
        )
    };
    let mut tests = verdict.tests.iter();
    let threads = text.contains("thread::");
    !verdict.passed()
        && verdict.observed.outcome != Outcome::CompileError
        && (stuck(&verdict.observed.outcome)
            || tests.any(|test| test.outcome.as_ref().is_some_and(stuck))
            || (threads && verdict.stage(StageName::Output) == StageState::Failed)
            || verdict.stage(StageName::Schedules) == StageState::Failed)
}

/// `main`, unless only a hidden test fails.
fn of_interest(verdict: &Verdict) -> &str {
    let program_fails = [StageName::Run, StageName::Output]
        .iter()
        .any(|stage| verdict.stage(*stage) == StageState::Failed);
    let test = verdict
        .tests
        .iter()
        .find(|test| test.state == StageState::Failed && test.outcome.is_some());
    match test {
        Some(test) if !program_fails => &test.name,
        _ => "main",
    }
}
