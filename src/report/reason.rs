//! Says why a file did not pass, in so few words that they fit on a line.

use super::outcome::run_end;
use super::{broken_rule, trace, verdict};
use crate::compare::DiffRow;
use crate::verdict::{
    BrokenRule, BrokenRuleKind, Exploration, Outcome, RunEnd, Severity, StageName, StageState,
    Trace, Verdict,
};

/// Returns forms of the reason why a file did not pass, with names from the program, if a reason is certain: the form
/// that says most first, the shortest last.
pub(super) fn reasons(verdict: &Verdict, trace: Option<&Trace>) -> Vec<String> {
    let Some(failure) = verdict.first_failure() else {
        return Vec::new();
    };
    // Whichever schedule is shown, the verdict is about the one that fails.
    let found = verdict.exploration.as_ref();
    let failing = found.and_then(|found| found.failing_trace.as_deref());
    let trace = failing.or(trace);
    if let (StageName::Run | StageName::Schedules, Some(trace)) = (failure, trace)
        && let Some(explanation) = trace.explanations.first()
    {
        let forms = trace::brief_reasons(trace, explanation);
        if !forms.is_empty() {
            return forms;
        }
    }
    match reason(verdict, failure) {
        Some(reason) if failure == StageName::Compile => shorter_messages(reason),
        Some(reason) => vec![reason],
        None => failed_assertion(verdict),
    }
}

/// Says what a schedule that fails got, and what it should have got: `got 3, expected 2 (hits in all)`.
fn failed_assertion(verdict: &Verdict) -> Vec<String> {
    let failing = verdict.exploration.as_ref();
    let failing = failing.and_then(Exploration::failing_result);
    let ending = failing.map(|result| &result.ending);
    let Some(RunEnd::Outcome {
        outcome: Outcome::Panicked(_),
    }) = ending
    else {
        return Vec::new();
    };
    let says = ending.map(run_end).unwrap_or_default();
    let brief = says.split_once(" (").map(|(brief, _)| brief.to_owned());
    std::iter::once(says).chain(brief).collect()
}

fn reason(verdict: &Verdict, failure: StageName) -> Option<String> {
    match failure {
        StageName::Compile => {
            let mut all = verdict.observed.diagnostics.iter();
            let error = all.find(|one| one.severity == Severity::Error)?;
            let line = error.line.map(|line| format!("line {line}: "));
            Some(line.unwrap_or_default() + &error.message)
        }
        StageName::Run | StageName::Schedules => verdict::status(verdict).detail,
        StageName::Tests => {
            let mut tests = verdict.tests.iter();
            let failed = tests.find(|test| test.state() == StageState::Failed)?;
            Some(format!("failed: {}", failed.description))
        }
        StageName::Output => {
            let mut rows = verdict.diff.as_ref()?.rows.iter();
            rows.find_map(|row| match row {
                DiffRow::Changed { actual, .. } => Some(format!("line {} differs", actual.number)),
                DiffRow::Missing { expected } => {
                    Some(format!("line {} is missing", expected.number))
                }
                DiffRow::Extra { actual } => {
                    Some(format!("line {} should not be there", actual.number))
                }
                DiffRow::Same { .. } | DiffRow::Skipped { .. } => None,
            })
        }
        StageName::Rules => {
            let broken = verdict.line_of_broken_rule();
            let said = verdict.feedback.as_ref();
            let said = || Some(first_sentence(&said?.text));
            broken
                .map(|(line, broken)| broken_rule_on_line(line, broken))
                .or_else(said)
        }
    }
}

/// Returns `` line 10 uses `Cell` ``.
fn broken_rule_on_line(line: u32, broken: &BrokenRule) -> String {
    match &broken.kind {
        BrokenRuleKind::Forbidden { used } => format!("line {line} uses `{used}`"),
        BrokenRuleKind::ForbiddenInFunction { function, used } => {
            format!("line {line} uses `{used}` in `{function}`")
        }
        BrokenRuleKind::NotUsed
        | BrokenRuleKind::ForbiddenCode { .. }
        | BrokenRuleKind::Reserved(_)
        | BrokenRuleKind::OwnMacro { .. }
        | BrokenRuleKind::OtherSignature { .. }
        | BrokenRuleKind::NoFunction
        | BrokenRuleKind::Accepted { .. }
        | BrokenRuleKind::OtherError { .. }
        | BrokenRuleKind::Rejected { .. }
        | BrokenRuleKind::Warned { .. } => format!("line {line}: {}", broken_rule(broken)),
    }
}

/// Returns a rustc message, and shorter forms that leave out where rustc looked and why: ``no method named `get` ``.
fn shorter_messages(message: String) -> Vec<String> {
    let ends = [
        " in the current scope",
        " in this scope",
        " found for ",
        " found in ",
        " because ",
        ", as it is ",
        ", which ",
    ];
    let mut ends: Vec<usize> = ends.iter().filter_map(|end| message.find(end)).collect();
    ends.sort_unstable();
    let mut forms = vec![message];
    for end in ends.into_iter().rev() {
        forms.push(forms[0][..end].to_owned());
    }
    forms
}

fn first_sentence(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let end = line.find(". ").unwrap_or(line.len());
    line[..end].trim_end_matches('.').to_owned()
}
