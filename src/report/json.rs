//! A verdict as JSON: its data, and the sentences of the report.

use super::{failures, trace};
use crate::compare::Diff;
use crate::verdict::{
    BrokenRule, Feedback, Observation, Outcome, OutcomeKind, StageState, Stages, TestReport, Trace,
    Verdict,
};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A verdict in JSON.
#[derive(Serialize)]
pub struct JsonVerdict<'a> {
    passed: bool,
    lesson: &'a str,
    hash: &'a str,
    #[serde(flatten)]
    observed: &'a Observation,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<OutcomeKind>,
    #[serde(serialize_with = "by_name")]
    stages: Stages,
    diff: &'a Option<Diff>,
    tests: Vec<JsonTest<'a>>,
    broken_rules: Vec<JsonBrokenRule<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsafe_line: Option<u32>,
    feedback: &'a Option<Feedback>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exploration: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<Value>,
    millis: u64,
}

#[derive(Serialize)]
struct JsonTest<'a> {
    name: &'a str,
    description: &'a str,
    state: StageState,
    outcome: Option<&'a Outcome>,
    detail: Option<String>,
}

#[derive(Serialize)]
struct JsonBrokenRule<'a> {
    rule: &'a str,
    line: Option<u32>,
    message: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn by_name<S: Serializer>(stages: &Stages, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(stages.iter())
}

impl<'a> JsonVerdict<'a> {
    #[must_use]
    pub fn new(verdict: &'a Verdict) -> Self {
        let exploration = verdict.exploration.as_ref();
        Self {
            passed: verdict.passed(),
            lesson: &verdict.lesson,
            hash: &verdict.hash,
            observed: &verdict.observed,
            expected: verdict.expected,
            stages: verdict.stages,
            diff: &verdict.diff,
            tests: verdict.tests.iter().map(JsonTest::new).collect(),
            broken_rules: verdict
                .broken_rules
                .iter()
                .map(JsonBrokenRule::new)
                .collect(),
            unsafe_line: verdict.unsafe_line,
            feedback: &verdict.feedback,
            exploration: exploration.map(trace::exploration_json),
            trace: None,
            millis: verdict.millis,
        }
    }

    /// Adds the borrows and locks of the run.
    #[must_use]
    pub fn with_trace(self, found: Option<&Trace>) -> Self {
        let trace = found.map(trace::json);
        Self { trace, ..self }
    }
}

impl<'a> JsonTest<'a> {
    fn new(test: &'a TestReport) -> Self {
        Self {
            name: &test.name,
            description: &test.description,
            state: test.state(),
            outcome: test.outcome(),
            detail: failures::test_failure(test),
        }
    }
}

impl<'a> JsonBrokenRule<'a> {
    fn new(broken: &'a BrokenRule) -> Self {
        Self {
            rule: &broken.rule,
            line: broken.line,
            message: failures::broken_rule(broken),
        }
    }
}
