//! Traces a graded text: decides whether its verdict calls for a trace, and of which program.

use super::Grader;
use super::schedules::subject;
use crate::course::Lesson;
use crate::glass::Analysis;
use crate::process::Cancel;
use crate::run::Error;
use crate::verdict::{Outcome, StageName, StageState, TimeLimit, Trace, Verdict};

impl Grader {
    /// Traces the program of a graded text, or the first hidden test that failed. Returns none if there is nothing to
    /// trace.
    ///
    /// # Errors
    /// If it was cancelled, or the machine is at fault.
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
        let Some(subject) = subject(lesson, text, program_to_trace(verdict)) else {
            return Ok(None);
        };
        Ok(match self.glass.trace(&subject, &[], cancel)? {
            Analysis::Done(trace) => Some(trace),
            Analysis::CompileError(_) | Analysis::BuildTimedOut => None,
        })
    }

    /// Builds in advance what tracing a program of this lesson needs.
    ///
    /// # Errors
    /// If it was cancelled, or the machine is at fault.
    pub fn warm(&self, lesson: &Lesson, cancel: &Cancel) -> Result<(), Error> {
        let build = &lesson.build;
        self.glass
            .warm(build.edition.as_str(), build.optimize, cancel)
    }
}

/// Whether a verdict calls for a trace without being asked: after a panic, a hang, or wrong output of several threads.
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

/// Returns `main`, or the name of a hidden test if only tests fail.
fn program_to_trace(verdict: &Verdict) -> &str {
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
