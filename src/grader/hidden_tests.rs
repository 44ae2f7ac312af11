//! Runs the hidden tests, each in a process of its own.

mod instrument;

pub(super) use instrument::{files, with_own_tests};

use super::attempt::limits;
use crate::build::Executable;
use crate::course::{self, Lesson, Test};
use crate::parallel;
use crate::process::SeriesInput;
use crate::run::{Error, Program, Runner, SeriesRun};
use crate::verdict::{Diagnostic, Outcome, Severity, TestBuildError, TestReport, TestResult};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use tracing::info_span;

/// Returns the path of a test of a lesson, hidden or `own`, in a learner's file with its hidden tests.
pub(super) fn path(own: bool, test: &str) -> String {
    let hidden = if own { "" } else { "__hidden::" };
    format!("{hidden}{test}")
}

/// Returns the arguments that make a harness run one test alone.
pub(super) fn arguments(test: String) -> [String; 3] {
    ["--exact".to_owned(), test, "--test-threads=1".to_owned()]
}

/// Whether a harness reports that exactly one test ran and passed.
pub(super) fn passed(outcome: &Outcome, stdout: &str) -> bool {
    let reported = |line: &str| line.starts_with("test result: ok. 1 passed; 0 failed;");
    *outcome == (Outcome::Finished { code: 0 }) && stdout.lines().any(reported)
}

/// The built hidden tests of an attempt.
#[derive(Clone, Copy)]
pub(super) struct HiddenHarness<'a> {
    pub(super) executable: &'a Executable,
    /// The path of its source in the workspace.
    pub(super) file: &'a str,
}

impl HiddenHarness<'_> {
    /// Returns the program that runs what the arguments choose.
    fn program<'p>(&'p self, lesson: &Lesson, arguments: &'p [&'p str]) -> Program<'p> {
        Program {
            binary: &self.executable.path,
            arguments,
            file: self.file,
            limits: limits(lesson),
            environment: Vec::new(),
            folder: None,
            writes: None,
        }
    }

    /// Returns the arguments that make it run a test of a lesson alone.
    fn arguments(&self, test: &Test) -> [String; 3] {
        arguments(self.executable.test_name(&path(test.own, &test.name)))
    }
}

/// Runs all tests in one series, `times` times, for [`run`]. Each list has one run of each test, in the order of the
/// tests.
pub(super) fn run_ahead(
    runner: &Runner<'_>,
    lesson: &Lesson,
    harness: HiddenHarness<'_>,
    times: usize,
) -> Result<Vec<Vec<Option<SeriesRun>>>, Error> {
    let input = |test: &Test| SeriesInput {
        args: harness.arguments(test).into(),
        with_secret: true,
        ..SeriesInput::default()
    };
    let tests = &lesson.tests;
    let inputs: Vec<SeriesInput> = (0..times).flat_map(|_| tests.iter().map(input)).collect();
    if inputs.len() < 2 {
        return Ok(Vec::new());
    }
    let runs = runner.run_series(harness.program(lesson, &[]), &inputs)?;
    Ok(runs.chunks(tests.len()).map(<[_]>::to_vec).collect())
}

/// Runs the tests of a text, up to `at_a_time` of them side by side. Those after one that had to be killed are skipped.
/// `ahead` are runs that were made in advance. `on_test` gets the number of tests that began before this one.
pub(super) fn run(
    runner: &Runner<'_>,
    (lesson, source): (&Lesson, &str),
    harness: HiddenHarness<'_>,
    at_a_time: usize,
    ahead: &[Option<SeriesRun>],
    on_test: &(dyn Fn(usize) + Sync),
) -> Result<Vec<TestReport>, Error> {
    let tests = &lesson.tests;
    let own = if tests.iter().any(|test| test.own) {
        course::tests_in(source)
    } else {
        Vec::new()
    };
    let (begun, first_stuck) = (Mutex::new(0), AtomicUsize::new(tests.len()));
    let skip = |test| report(test, TestResult::Skipped);
    let mut reports = parallel::try_map(at_a_time, tests.len(), |at| {
        let test = &tests[at];
        if at > first_stuck.load(Ordering::Relaxed) {
            return Ok::<_, Error>(skip(test));
        }
        let in_file = own.iter().find(|own| test.own && own.path == test.name);
        if test.own && in_file.is_none() {
            return Ok(report(test, TestResult::Missing));
        }
        {
            // The lock is held during the call, so that the numbers come in order.
            let mut begun = begun.lock().unwrap_or_else(PoisonError::into_inner);
            on_test(*begun);
            *begun += 1;
        }
        let _span = info_span!("test", name = test.name).entered();
        let (mut outcome, run, returned) = if let Some(Some(run)) = ahead.get(at) {
            let (outcome, report) = (run.outcome.clone(), run.report.clone());
            (outcome, report, run.printed_secret)
        } else {
            let arguments = harness.arguments(test);
            let arguments = arguments.each_ref().map(String::as_str);
            runner.run_with_secret(harness.program(lesson, &arguments))?
        };
        harness.executable.leave_out_module(&mut outcome);
        if !matches!(outcome, Outcome::Finished { .. } | Outcome::Panicked(_)) {
            first_stuck.fetch_min(at, Ordering::Relaxed);
        }
        // A test that should panic, for example, cannot show that it returned.
        let returned = returned || in_file.is_some_and(|own| !own.can_show_return());
        Ok(if returned && passed(&outcome, &run.stdout) {
            report(test, TestResult::Passed)
        } else {
            let millis = run.millis;
            report(test, TestResult::Failed { outcome, millis })
        })
    })?;
    // Some of these may have run at the same time. Whether they did must not matter.
    let first_stuck = first_stuck.into_inner();
    for (at, test) in tests.iter().enumerate().skip(first_stuck + 1) {
        reports[at] = skip(test);
    }
    Ok(reports)
}

/// Reports every test as skipped.
pub(super) fn skipped(lesson: &Lesson) -> Vec<TestReport> {
    let skip = |test| report(test, TestResult::Skipped);
    lesson.tests.iter().map(skip).collect()
}

/// Reports every test as failed, because the tests do not compile with a program that compiles by itself: it lacks
/// something that they use.
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
    let error = TestBuildError {
        message: message.to_owned(),
        own_line: first.and_then(|diagnostic| diagnostic.line),
        hidden_line: first.and_then(|diagnostic| hidden_line(lesson, &diagnostic.rendered)),
        signature: needed.cloned(),
    };
    let fail = |test| report(test, TestResult::NotBuilt(error.clone()));
    lesson.tests.iter().map(fail).collect()
}

/// Returns the line of the hidden tests that a rustc message points to.
fn hidden_line(lesson: &Lesson, message: &str) -> Option<u32> {
    let path = format!("hidden/{}.rs:", lesson.id);
    let (_, place) = message.split_once(&path)?;
    place.split(':').next()?.parse().ok()
}

fn report(test: &Test, result: TestResult) -> TestReport {
    TestReport {
        name: test.name.clone(),
        description: test.says.clone(),
        result,
    }
}
