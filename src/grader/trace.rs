//! Traces a graded text: decides whether its verdict calls for a trace, and of which program.

use super::schedules::traced_program;
use crate::course::Lesson;
use crate::glass::{Analysis, Glass, ProgramSpec};
use crate::process::Cancel;
use crate::run::Error;
use crate::verdict::{Outcome, StageName, StageState, TimeLimit, Trace, Verdict};

/// Traces the program of a graded text, or the first hidden test that failed.
pub(super) fn trace_of_verdict(
    glass: &Glass,
    lesson: &Lesson,
    text: &str,
    verdict: &Verdict,
    cancel: &Cancel,
) -> Result<Option<Trace>, Error> {
    if verdict.observed.outcome == Outcome::CompileError {
        return Ok(None);
    }
    if let Some(failing) = failing_schedule(verdict) {
        return Ok(Some(failing.clone()));
    }
    match traced_program(lesson, text, program_to_trace(verdict)) {
        Some(program) => record(glass, &program, &[], cancel),
        None => Ok(None),
    }
}

/// Traces a program under one schedule.
pub(super) fn record(
    glass: &Glass,
    program: &ProgramSpec,
    choices: &[u32],
    cancel: &Cancel,
) -> Result<Option<Trace>, Error> {
    Ok(match glass.trace(program, choices, cancel)? {
        Analysis::Done(trace) => Some(trace),
        Analysis::CompileError(_) | Analysis::BuildTimedOut => None,
    })
}

/// Parts of the names that a polling thread uses.
const POLLING: [&str; 5] = ["Atomic", "try_", "is_finished", "spin_loop", "yield_now"];

/// Whether a file seems to use threads: it names std's module.
#[must_use]
pub fn uses_threads(text: &str) -> bool {
    text.contains("thread::")
}

/// Whether to trace a verdict's program although no one asked for it: after a panic, a hang, or wrong output of several
/// threads. An endless loop shows nothing unless threads poll for each other, and tracing it takes as long as the
/// limits allow.
#[must_use]
pub fn calls_for_a_trace(verdict: &Verdict, text: &str) -> bool {
    let threads = uses_threads(text);
    let stuck = |outcome: &Outcome| match outcome {
        Outcome::Panicked(_) | Outcome::Deadlocked { .. } => true,
        Outcome::TimedOut { limit } => match limit {
            TimeLimit::Idle | TimeLimit::WallClock => true,
            TimeLimit::Cpu => threads && POLLING.iter().any(|name| text.contains(name)),
            TimeLimit::Compile => false,
        },
        Outcome::CompileError | Outcome::Finished { .. } | Outcome::Killed { .. } => false,
    };
    let mut tests = verdict.tests.iter();
    !verdict.passed()
        && verdict.observed.outcome != Outcome::CompileError
        && (stuck(&verdict.observed.outcome)
            || tests.any(|test| test.outcome().is_some_and(stuck))
            || (threads && verdict.stage(StageName::Output) == StageState::Failed)
            || verdict.stage(StageName::Schedules) == StageState::Failed)
}

/// Returns the trace of the first schedule that failed. It is shown instead of another run.
#[must_use]
pub fn failing_schedule(verdict: &Verdict) -> Option<&Trace> {
    let exploration = verdict.exploration.as_ref();
    exploration.and_then(|found| found.failing_trace.as_deref())
}

/// Returns `main`, or the name of a hidden test if only tests fail.
#[must_use]
pub fn program_to_trace(verdict: &Verdict) -> &str {
    let program_fails = [StageName::Run, StageName::Output]
        .iter()
        .any(|stage| verdict.stage(*stage) == StageState::Failed);
    let test = verdict.tests.iter().find(|test| test.ran_and_failed());
    match test {
        Some(test) if !program_fails => &test.name,
        _ => "main",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Observation;

    #[test]
    fn an_endless_loop_calls_for_a_trace_only_if_threads_poll() {
        let course = crate::course::Course::embedded().unwrap();
        let observed = Observation {
            outcome: Outcome::TimedOut {
                limit: TimeLimit::Cpu,
            },
            diagnostics: Vec::new(),
            run: None,
        };
        let mut verdict = Verdict::unjudged(&course.lessons[0].id, observed);
        verdict.stages.set(StageName::Run, StageState::Failed);
        assert!(!calls_for_a_trace(&verdict, "fn main() { loop {} }"));
        assert!(!calls_for_a_trace(
            &verdict,
            "std::thread::spawn(|| loop {})"
        ));
        assert!(calls_for_a_trace(
            &verdict,
            "std::thread::spawn(|| while lock.try_lock().is_err() {})"
        ));
        verdict.observed.outcome = Outcome::Deadlocked { threads: 1 };
        assert!(calls_for_a_trace(&verdict, "fn main() {}"));
    }
}
