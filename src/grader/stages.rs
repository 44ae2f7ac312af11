//! Judges the evidence about an attempt: one function for each stage, and the verdict that they make together.

use super::attempt::{Attempt, allowed_use};
use super::claims::meets;
use super::evidence::Evidence;
use super::tokens::{Pattern, Tokens};
use super::{feedback, rules};
use crate::compare::{self, Diff};
use crate::course::{ClippyLevel, Course, Lesson, MustReject};
use crate::verdict::{
    BrokenRule, BrokenRuleKind, Diagnostic, Exploration, Observation, Outcome, OutcomeKind,
    StageName, StageState, Stages, TestReport, TimeLimit, Verdict, errors,
};
use std::collections::BTreeMap;

/// Judges an attempt, stage by stage. The grader adds the hash and the time.
pub(super) fn judge(course: &Course, attempt: &Attempt<'_>, evidence: Evidence<'_>) -> Verdict {
    let lesson = attempt.lesson;
    let observed = &evidence.observation;

    let (compile, accepted) = compile(attempt, &evidence);
    let run = run(lesson, observed);
    let (output, diff) = output(lesson, observed);
    let tests = tests(&evidence.tests);
    let (mut rules, mut broken) = rules(lesson, attempt.text, evidence.tokens.as_ref());
    let compiles = observed.outcome != Outcome::CompileError;
    if lesson.build.clippy == ClippyLevel::Deny && rules == StageState::NotApplicable && compiles {
        rules = StageState::Passed;
    }
    broken.extend(evidence.warnings.iter().map(warning));
    if !evidence.warnings.is_empty() {
        rules = StageState::Failed;
    }
    let schedules = schedules(lesson, evidence.exploration.as_ref(), &[run, output, tests]);

    let mut verdict = Verdict {
        stages: Stages::each(|name| match name {
            StageName::Compile => compile,
            StageName::Run => run,
            StageName::Output => output,
            StageName::Tests => tests,
            StageName::Rules => rules,
            StageName::Schedules => schedules,
        }),
        expected: lesson.expect.as_ref().map(|claim| claim.outcome),
        diff,
        tests: evidence.tests,
        broken_rules: broken.into_iter().chain(accepted).collect(),
        unsafe_line: unsafe_line(lesson, evidence.tokens.as_ref()),
        exploration: evidence.exploration,
        ..Verdict::unjudged(&lesson.id, evidence.observation)
    };
    if !verdict.passed() {
        verdict.feedback =
            feedback::feedback_on_verdict(course, attempt, &verdict, evidence.tokens.as_ref());
    }
    verdict
}

/// Returns the verdict on a text for which the compiler took too long.
pub(super) fn compile_timed_out(course: &Course, attempt: &Attempt<'_>) -> Verdict {
    let observed = Observation {
        outcome: Outcome::TimedOut {
            limit: TimeLimit::Compile,
        },
        diagnostics: Vec::new(),
        run: None,
    };
    let mut verdict = Verdict::unjudged(&attempt.lesson.id, observed);
    verdict.stages.set(StageName::Compile, StageState::Failed);
    if attempt.prediction.is_none() {
        let tokens = Tokens::parse(attempt.text).ok();
        verdict.feedback =
            feedback::feedback_on_verdict(course, attempt, &verdict, tokens.as_ref());
    }
    verdict
}

fn state(good: bool) -> StageState {
    if good {
        StageState::Passed
    } else {
        StageState::Failed
    }
}

fn expects_compile_error(lesson: &Lesson) -> bool {
    let claim = lesson.expect.as_ref();
    claim.is_some_and(|claim| claim.outcome == OutcomeKind::CompileError)
}

/// Judges whether rustc accepts the program, or rejects it as the lesson expects, and rejects what must not compile.
fn compile(attempt: &Attempt<'_>, evidence: &Evidence<'_>) -> (StageState, Vec<BrokenRule>) {
    let (lesson, observed) = (attempt.lesson, &evidence.observation);
    let refused = observed.outcome == Outcome::CompileError;
    let accepted: Vec<BrokenRule> = if refused {
        Vec::new()
    } else {
        let probes = lesson.must_reject.iter().zip(evidence.probes);
        let accepted = probes.filter_map(|(must, built)| not_rejected(must, &built.diagnostics));
        let control = evidence.control.iter();
        let rejected = control.flat_map(|built| not_allowed(attempt, &built.diagnostics));
        accepted.chain(rejected).collect()
    };
    let wanted = lesson.expect.as_ref();
    let good = match wanted.filter(|_| expects_compile_error(lesson)) {
        Some(claim) => meets(claim, observed),
        None => !refused && accepted.is_empty(),
    };
    (state(good), accepted)
}

/// Finds a use that rustc should have rejected with the error that the lesson names, but did not.
fn not_rejected(must: &MustReject, diagnostics: &[Diagnostic]) -> Option<BrokenRule> {
    let code = must.says.clone().unwrap_or_else(|| must.code.clone());
    let is_other = |error: &&Diagnostic| error.code.as_ref() != Some(&must.error);
    let kind = if errors(diagnostics).next().is_none() {
        BrokenRuleKind::Accepted { code }
    } else {
        let other = errors(diagnostics).find(is_other)?;
        BrokenRuleKind::OtherError {
            code,
            wanted: must.error.clone(),
            reported: other.code.as_ref().unwrap_or(&other.message).clone(),
            message: other.message.clone(),
        }
    };
    Some(BrokenRule {
        rule: must.id.clone(),
        line: None,
        kind,
    })
}

/// Returns the uses that rustc rejects although nothing is wrong with them: what must not compile may be rejected for the
/// same reason.
fn not_allowed(attempt: &Attempt<'_>, diagnostics: &[Diagnostic]) -> Vec<BrokenRule> {
    let uses = &attempt.lesson.must_reject;
    let mut rejected: BTreeMap<usize, &str> = BTreeMap::new();
    for error in errors(diagnostics) {
        let at = error.line.and_then(|line| allowed_use(attempt.text, line));
        rejected.entry(at.unwrap_or(0)).or_insert(&error.message);
    }
    let rejected = rejected.into_iter();
    let broken = |(at, message): (usize, &str)| {
        let must = uses.get(at)?;
        Some(BrokenRule {
            rule: must.id.clone(),
            line: None,
            kind: BrokenRuleKind::Rejected {
                code: must.allowed.clone().unwrap_or_default(),
                message: message.to_owned(),
            },
        })
    };
    rejected.filter_map(broken).collect()
}

fn run(lesson: &Lesson, observed: &Observation) -> StageState {
    match &lesson.expect {
        None => StageState::NotApplicable,
        Some(_) if expects_compile_error(lesson) => StageState::NotApplicable,
        Some(_) if observed.outcome == Outcome::CompileError => StageState::Skipped,
        Some(claim) => state(meets(claim, observed)),
    }
}

fn output(lesson: &Lesson, observed: &Observation) -> (StageState, Option<Diff>) {
    let claim = lesson.expect.as_ref();
    let Some((claim, expected)) = claim.and_then(|claim| Some((claim, claim.stdout.as_ref()?)))
    else {
        return (StageState::NotApplicable, None);
    };
    let killed = matches!(observed.outcome, Outcome::Killed { .. });
    let Some(run) = observed.run.as_ref().filter(|_| !killed) else {
        return (StageState::Skipped, None);
    };
    match compare::compare(claim.compare, expected, &run.stdout) {
        // Output that was cut off cannot be right, whatever is left of it.
        Ok(None) if !run.truncated => (StageState::Passed, None),
        Ok(diff) => (StageState::Failed, diff),
        // The pattern was tried when the course was loaded.
        Err(_) => (StageState::Failed, None),
    }
}

fn tests(tests: &[TestReport]) -> StageState {
    let any = |wanted| tests.iter().any(|test| test.state() == wanted);
    if tests.is_empty() {
        StageState::NotApplicable
    } else if any(StageState::Failed) {
        StageState::Failed
    } else if any(StageState::Skipped) {
        StageState::Skipped
    } else {
        StageState::Passed
    }
}

fn rules(lesson: &Lesson, text: &str, tokens: Option<&Tokens>) -> (StageState, Vec<BrokenRule>) {
    let Some(tokens) = tokens else {
        return (StageState::Skipped, Vec::new());
    };
    let rules = &lesson.rules;
    let none = rules.signatures.is_empty() && rules.require.is_empty() && rules.forbid.is_empty();
    let broken = rules::broken_rules(lesson, text, tokens);
    if none && broken.is_empty() {
        (StageState::NotApplicable, broken)
    } else {
        (state(broken.is_empty()), broken)
    }
}

fn warning(found: &Diagnostic) -> BrokenRule {
    BrokenRule {
        rule: found.code.clone().unwrap_or_else(|| "rustc".to_owned()),
        line: found.line,
        kind: BrokenRuleKind::Warned {
            message: found.message.clone(),
        },
    }
}

/// Returns the first line with `unsafe` in a file that is tested.
fn unsafe_line(lesson: &Lesson, tokens: Option<&Tokens>) -> Option<u32> {
    let tested = lesson.has_hidden_tests() || lesson.schedules.is_some();
    let tokens = tokens.filter(|_| tested)?;
    tokens.find(&Pattern::parse("unsafe")?)
}

/// Judges whether every schedule that the lesson asks for is right; if not all could be tried, the stage is ungraded.
/// `earlier` are the stages that judge what the program and its tests did by themselves.
fn schedules(
    lesson: &Lesson,
    exploration: Option<&Exploration>,
    earlier: &[StageState],
) -> StageState {
    if lesson.schedules.is_none() {
        return StageState::NotApplicable;
    }
    let Some(exploration) = exploration else {
        return StageState::Skipped;
    };
    // If it fails whatever order its threads run in, the stages that have failed already say so.
    let fails_anyway = earlier.contains(&StageState::Failed) && fails_unpreempted(exploration);
    if exploration.fails() {
        if fails_anyway {
            StageState::Skipped
        } else {
            StageState::Failed
        }
    } else if exploration.is_complete() {
        StageState::Passed
    } else {
        StageState::Ungraded
    }
}

/// Whether the default schedule, in which no thread is preempted, fails.
fn fails_unpreempted(exploration: &Exploration) -> bool {
    let mut results = exploration.results.iter();
    results.any(|result| result.right == Some(false) && result.schedule.is_empty())
}
