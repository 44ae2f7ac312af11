//! Runs the hidden tests, each in a process of its own.

mod instrument;

pub(super) use instrument::files;

use super::attempt::limits;
use crate::course::{Lesson, Test};
use crate::run::{Error, Program, Runner};
use crate::verdict::{Diagnostic, Outcome, Panic, Severity, StageState, TestReport};
use std::path::Path;
use tracing::info_span;

/// Returns the arguments that make a harness run one test alone.
pub(super) fn arguments(test: &str) -> [String; 3] {
    [
        "--exact".to_owned(),
        format!("__hidden::{test}"),
        "--test-threads=1".to_owned(),
    ]
}

/// Whether a harness reports that exactly one test ran and passed.
pub(super) fn passed(outcome: &Outcome, stdout: &str) -> bool {
    let reported = |line: &str| line.starts_with("test result: ok. 1 passed; 0 failed;");
    *outcome == (Outcome::Finished { code: 0 }) && stdout.lines().any(reported)
}

/// Runs the tests in the lesson's order. After one that had to be ended by force, the others are skipped. `on_test` is
/// told how many have ended.
pub(super) fn run(
    runner: &Runner<'_>,
    lesson: &Lesson,
    harness: &Path,
    file: &str,
    on_test: &dyn Fn(usize),
) -> Result<Vec<TestReport>, Error> {
    let mut reports = Vec::new();
    let mut stuck = false;
    for (done, test) in lesson.tests.iter().enumerate() {
        if stuck {
            reports.push(report(test, StageState::Skipped, None, None));
            continue;
        }
        on_test(done);
        let _span = info_span!("test", name = test.name).entered();
        let arguments = arguments(&test.name);
        let arguments = arguments.each_ref().map(String::as_str);
        let (outcome, run, returned) = runner.run_with_secret(Program {
            binary: harness,
            arguments: &arguments,
            file,
            limits: limits(lesson),
            environment: Vec::new(),
        })?;
        stuck = !matches!(outcome, Outcome::Finished { .. } | Outcome::Panicked(_));
        reports.push(if returned && passed(&outcome, &run.stdout) {
            report(test, StageState::Passed, Some(outcome), None)
        } else {
            let detail = explain(&outcome, run.millis);
            report(test, StageState::Failed, Some(outcome), Some(detail))
        });
    }
    Ok(reports)
}

/// Reports every test as skipped.
pub(super) fn skipped(lesson: &Lesson) -> Vec<TestReport> {
    let skip = |test| report(test, StageState::Skipped, None, None);
    lesson.tests.iter().map(skip).collect()
}

/// Reports every test as failed because they do not compile with a program that does by itself: it lacks something that
/// they use.
pub(super) fn not_built(lesson: &Lesson, diagnostics: &[Diagnostic]) -> Vec<TestReport> {
    let first = diagnostics.iter().find(|d| d.severity == Severity::Error);
    let message = first.map_or("", |diagnostic| diagnostic.message.as_str());
    let needed = lesson.rules.signatures.iter().find(|signature| {
        let name = signature
            .split("fn ")
            .nth(1)
            .and_then(|rest| rest.split(['(', '<']).next());
        name.is_some_and(|name| message.contains(&format!("`{name}`")))
    });
    let own_line = first.and_then(|diagnostic| diagnostic.line);
    let detail = match (own_line, needed) {
        // The program compiles by itself, so the error is in a test of the learner's own.
        (Some(line), _) => format!("on line {line}, in a test of your own: {message}"),
        (None, Some(signature)) => format!(
            "the hidden tests don't compile with this file: {message}\nhelp: keep `{signature}` as it was in the starter"
        ),
        (None, None) => format!("the hidden tests don't compile with this file: {message}"),
    };
    let fail = |test| report(test, StageState::Failed, None, Some(detail.clone()));
    lesson.tests.iter().map(fail).collect()
}

fn report(
    test: &Test,
    state: StageState,
    outcome: Option<Outcome>,
    detail: Option<String>,
) -> TestReport {
    TestReport {
        name: test.name.clone(),
        says: test.says.clone(),
        state,
        outcome,
        detail,
    }
}

fn explain(outcome: &Outcome, millis: u64) -> String {
    match outcome {
        Outcome::Panicked(Panic {
            line: Some(line),
            message,
            ..
        }) => format!("panicked on line {line} of your file: {message}"),
        Outcome::Panicked(panic) => panic.message.clone(),
        Outcome::Finished { code } => {
            format!("the process exited with code {code} before the test finished")
        }
        Outcome::Deadlocked { .. } => {
            "all its threads are waiting, and none of them can continue".to_owned()
        }
        Outcome::TimedOut { limit } => limit.status(Some(millis)),
        Outcome::Killed { by } => by.status(),
        Outcome::CompileError => "does not compile".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{KillReason, TimeLimit};

    #[test]
    fn a_test_that_exceeded_a_limit_is_reported_with_the_limit() {
        let busy = TimeLimit::Busy;
        let killed = |by| explain(&Outcome::Killed { by }, 90);
        let memory = KillReason::Memory {
            limit: Some(256 << 20),
        };
        let output = KillReason::OutputFlood {
            limit: Some(1 << 20),
        };
        assert_eq!(
            explain(&Outcome::TimedOut { limit: busy }, 5_012),
            "still running after 5 s"
        );
        assert_eq!(
            killed(memory),
            "stopped: needed more than 256 MiB of memory"
        );
        assert_eq!(killed(output), "stopped: printed more than 1 MiB");
        let signal = KillReason::Signal { number: 9 };
        assert_eq!(killed(signal), "killed by SIGKILL");
    }
}
