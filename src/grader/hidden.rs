//! The hidden tests: each in a process of its own, passed only where exactly that one test says so.

use super::Error;
use super::limits::limits;
use crate::course::{Lesson, Test};
use crate::run::{Program, Runner};
use crate::verdict::{Diagnostic, Outcome, Panic, Severity, StageState, TestReport};
use std::path::Path;

/// How a harness says that exactly the one test that was asked for has passed.
pub(super) const ALL_PASSED: &str = "test result: ok. 1 passed; 0 failed;";

/// What makes a harness run one test alone.
pub(super) fn arguments(test: &str) -> [String; 3] {
    [
        "--exact".to_owned(),
        format!("__hidden::{test}"),
        "--test-threads=1".to_owned(),
    ]
}

/// Appended to the learner's text, on a line of its own, as the text may end in a comment.
pub(super) fn harness(text: &str, path_of_tests: &str) -> String {
    format!("{text}\n#[cfg(test)] #[path = \"{path_of_tests}\"] mod __hidden;")
}

/// Runs them in the lesson's order. After a hang or a kill nothing more is run.
pub(super) fn run(
    runner: &Runner<'_>,
    lesson: &Lesson,
    harness: &Path,
    file: &str,
) -> Result<Vec<TestReport>, Error> {
    let mut reports = Vec::new();
    let mut hung = false;
    for test in &lesson.tests {
        if hung {
            reports.push(report(test, StageState::Skipped, None, None));
            continue;
        }
        let arguments = arguments(&test.name);
        let arguments = arguments.each_ref().map(String::as_str);
        let (outcome, seen) = runner.run(Program {
            binary: harness,
            arguments: &arguments,
            file,
            limits: limits(lesson),
            environment: Vec::new(),
        })?;
        hung = !matches!(outcome, Outcome::Finished { .. } | Outcome::Panicked(_));
        let reported = seen.stdout.lines().any(|line| line.starts_with(ALL_PASSED));
        let passed = outcome == (Outcome::Finished { code: 0 }) && reported;
        let state = if passed {
            StageState::Passed
        } else {
            StageState::Failed
        };
        let detail = (!passed).then(|| explain(&outcome));
        reports.push(report(test, state, Some(outcome), detail));
    }
    Ok(reports)
}

/// What to say where nothing of the tests could be run.
pub(super) fn skipped(lesson: &Lesson) -> Vec<TestReport> {
    let skip = |test| report(test, StageState::Skipped, None, None);
    lesson.tests.iter().map(skip).collect()
}

/// The program compiles and the tests with it do not: the file lacks something that they use.
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
        // The file compiles without its tests, so it is in tests of the learner's own.
        (Some(line), _) => format!("line {line}, in a test of your own: {message}"),
        (None, Some(signature)) => format!("the tests need `{signature}`"),
        (None, None) => format!(
            "the tests use a name or a type that this file does not offer as the starter did: {message}"
        ),
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

fn explain(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Panicked(Panic {
            line: Some(line),
            message,
            ..
        }) => format!("panicked in line {line} of your file: {message}"),
        Outcome::Panicked(panic) => panic.message.clone(),
        Outcome::Finished { code } => {
            format!("the program ended itself with exit code {code} before the test had finished")
        }
        Outcome::Deadlocked { .. } => {
            "every thread waits, and nobody is left to wake them".to_owned()
        }
        Outcome::TimedOut { .. } => "it did not end in time".to_owned(),
        Outcome::Killed { .. } => {
            "it was ended, because it went over a limit or by a signal".to_owned()
        }
        Outcome::CompileError => "it does not compile".to_owned(),
    }
}
