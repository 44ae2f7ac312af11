//! The tests in a learner's file.

use super::test_fns::{TestFn, tests_in};
use super::{Files, Test};
use serde::Deserialize;

/// Which tests are graded in addition to the hidden ones.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TestOptions {
    /// Whether the `#[test]`s in the solution must also be in the learner's file, and pass there.
    #[serde(default)]
    pub own: bool,
}

/// Returns the tests that a learner's file must have: those of the solution, or of the starter if the course comes
/// without solutions.
pub(super) fn of_solution(files: &Files) -> Vec<Test> {
    let file = files.solution.as_ref().or(files.starter.as_ref());
    let tests = tests_in(file.map_or("", String::as_str));
    let test = |own: TestFn| Test {
        says: format!("passes `{}`, a test in the file", own.path),
        name: own.path,
        held_back: false,
        own: true,
        line: 0,
    };
    tests.into_iter().map(test).collect()
}
