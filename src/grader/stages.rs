//! How each stage of one attempt went, one function a stage.

use super::judge::Pieces;
use crate::compare::{self, Diff};
use crate::course::{Claim, Lesson};
use crate::verdict::{
    Diagnostic, Observation, Outcome, OutcomeKind, RuleBreach, Severity, StageState, TestReport,
};

/// Whether what happened is what a claim says.
#[must_use]
pub fn agrees(claim: &Claim, seen: &Observation) -> bool {
    if !seen.outcome.satisfies(claim.outcome) {
        return false;
    }
    match &seen.outcome {
        Outcome::CompileError => errors(seen).any(|error| {
            let fits = |wanted: &Option<String>| wanted.is_none() || *wanted == error.code;
            fits(&claim.error) && (claim.line.is_none() || claim.line == error.line)
        }),
        Outcome::Panicked(panic) => {
            (claim.line.is_none() || claim.line == panic.line)
                && claim.panic.is_none_or(|class| class == panic.class)
        }
        Outcome::Finished { code } => *code == 0,
        _ => true,
    }
}

/// Whether it printed what a claim says, if the claim says anything about that.
#[must_use]
pub fn prints_as_claimed(claim: &Claim, seen: &Observation) -> bool {
    let printed = seen.run.as_ref().map_or("", |run| run.stdout.as_str());
    let expected = claim.stdout.as_deref();
    expected.is_none_or(|text| matches!(compare::compare(claim.compare, text, printed), Ok(None)))
}

/// What rustc refused.
pub(super) fn errors(seen: &Observation) -> impl Iterator<Item = &Diagnostic> {
    let is_error = |d: &&Diagnostic| d.severity == Severity::Error;
    seen.diagnostics.iter().filter(is_error)
}

fn expects_compile_error(lesson: &Lesson) -> bool {
    let claim = lesson.expect.as_ref();
    claim.is_some_and(|claim| claim.outcome == OutcomeKind::CompileError)
}

pub(super) fn compile(lesson: &Lesson, seen: &Observation, all_rejected: bool) -> StageState {
    let refused = seen.outcome == Outcome::CompileError;
    let wanted = lesson
        .expect
        .as_ref()
        .filter(|_| expects_compile_error(lesson));
    state(match wanted {
        Some(claim) => agrees(claim, seen),
        None => !refused && all_rejected,
    })
}

pub(super) fn run_state(lesson: &Lesson, seen: &Observation) -> StageState {
    match &lesson.expect {
        None => StageState::Absent,
        Some(_) if expects_compile_error(lesson) => StageState::Absent,
        Some(_) if seen.outcome == Outcome::CompileError => StageState::Skipped,
        Some(claim) => state(agrees(claim, seen)),
    }
}

pub(super) fn output(lesson: &Lesson, seen: &Observation) -> (StageState, Option<Diff>) {
    let Some((claim, expected)) = lesson
        .expect
        .as_ref()
        .and_then(|claim| Some((claim, claim.stdout.as_ref()?)))
    else {
        return (StageState::Absent, None);
    };
    let Some(run) = seen
        .run
        .as_ref()
        .filter(|_| !matches!(seen.outcome, Outcome::Killed { .. }))
    else {
        return (StageState::Skipped, None);
    };
    match compare::compare(claim.compare, expected, &run.stdout) {
        // What was cut away can't be right, whatever is left.
        Ok(None) if !run.truncated => (StageState::Passed, None),
        Ok(diff) => (StageState::Failed, diff),
        // The pattern was tried when the course was loaded.
        Err(_) => (StageState::Failed, None),
    }
}

pub(super) fn tests_state(tests: &[TestReport]) -> StageState {
    let any = |wanted| tests.iter().any(|test| test.state == wanted);
    if tests.is_empty() {
        StageState::Absent
    } else if any(StageState::Failed) {
        StageState::Failed
    } else if any(StageState::Skipped) {
        StageState::Skipped
    } else {
        StageState::Passed
    }
}

pub(super) fn rules_state(lesson: &Lesson, readable: bool, breaches: &[RuleBreach]) -> StageState {
    let rules = &lesson.rules;
    let none = rules.signatures.is_empty() && rules.require.is_empty() && rules.forbid.is_empty();
    if !readable {
        StageState::Skipped
    } else if none && breaches.is_empty() {
        StageState::Absent
    } else {
        state(breaches.is_empty())
    }
}

/// The uses that should have been refused, with the error that the lesson names, and were not.
pub(super) fn not_rejected(
    lesson: &Lesson,
    seen: &Observation,
    pieces: &Pieces,
) -> Vec<RuleBreach> {
    if seen.outcome == Outcome::CompileError {
        return Vec::new();
    }
    lesson
        .must_reject
        .iter()
        .zip(&pieces.rejects)
        .filter_map(|(must, built)| {
            let errors: Vec<&Diagnostic> = built
                .diagnostics
                .iter()
                .filter(|d| d.severity == Severity::Error)
                .collect();
            let is_wanted = |error: &&Diagnostic| error.code.as_ref() == Some(&must.error);
            let wish = must.says.clone().unwrap_or_else(|| must.code.clone());
            let says = if errors.is_empty() {
                format!("this must not compile, and it does: {wish}")
            } else if let Some(other) = errors.iter().find(|error| !is_wanted(error)) {
                let code = other.code.as_ref().unwrap_or(&other.message);
                format!(
                    "this must be refused with {}, and rustc says {code}: {wish}",
                    must.error
                )
            } else {
                return None;
            };
            Some(RuleBreach {
                rule: must.id.clone(),
                line: None,
                says,
            })
        })
        .collect()
}

fn state(good: bool) -> StageState {
    if good {
        StageState::Passed
    } else {
        StageState::Failed
    }
}
