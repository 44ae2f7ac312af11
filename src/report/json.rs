//! A verdict as JSON: its data, and the sentences of the report.

use super::{failures, trace};
use crate::compare::Diff;
use crate::verdict::{
    Feedback, Observation, Outcome, OutcomeKind, RuleBreach, StageName, StageState, TestReport,
    Trace, Verdict,
};
use serde::Serialize;
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
    stages: Vec<(StageName, StageState)>,
    diff: &'a Option<Diff>,
    tests: Vec<JsonTest<'a>>,
    breaches: Vec<JsonBreach<'a>>,
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
    says: &'a str,
    state: StageState,
    outcome: Option<&'a Outcome>,
    detail: Option<String>,
}

#[derive(Serialize)]
struct JsonBreach<'a> {
    rule: &'a str,
    line: Option<u32>,
    says: String,
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
            stages: verdict.stages.iter().collect(),
            diff: &verdict.diff,
            tests: verdict.tests.iter().map(JsonTest::new).collect(),
            breaches: verdict.breaches.iter().map(JsonBreach::new).collect(),
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
            says: &test.says,
            state: test.state(),
            outcome: test.outcome(),
            detail: failures::test_failure(test),
        }
    }
}

impl<'a> JsonBreach<'a> {
    fn new(breach: &'a RuleBreach) -> Self {
        Self {
            rule: &breach.rule,
            line: breach.line,
            says: failures::rule_breach(breach),
        }
    }
}
