//! Describes verdicts, claims and what a program did, in words and line by line.

use super::Difference;
use crate::compare::{self, Diff, DiffLine, DiffRow};
use crate::course::Claim;
use crate::report;
use crate::text::plural;
use crate::verdict::{
    BrokenRule, BrokenRuleKind, Diagnostic, KillReason, Observation, Outcome, OutcomeKind,
    StageName, StageState, TestBuildError, TestResult, TimeLimit, Trace, Verdict,
};

const MAX_ERRORS: usize = 3;

const MAX_DETAILS: usize = 12;

/// Shows why a verdict refuses a program: the diff of its output, the whole message of a test, or rustc's first error.
pub(super) fn verdict_details(verdict: &Verdict) -> Vec<String> {
    let lines = |text: &str| {
        let all = text.trim_end().lines().map(str::to_owned);
        all.take(MAX_DETAILS).collect::<Vec<_>>()
    };
    match verdict.first_failure() {
        Some(StageName::Output) => verdict.diff.as_ref().map_or(Vec::new(), diff_lines),
        Some(StageName::Tests) => {
            let mut tests = verdict.tests.iter();
            let failed = tests.find(|test| test.state() == StageState::Failed);
            let message = failed.and_then(report::test_failure).unwrap_or_default();
            // The finding itself has the first line.
            let message = message.trim().split_once('\n');
            // This message tells learners what to keep, so authors don't need it.
            let is_for_learners = not_built(verdict).is_some();
            let message = message.filter(|_| !is_for_learners);
            message.map_or(Vec::new(), |(_, rest)| lines(rest))
        }
        Some(StageName::Compile) => {
            let error = verdict.observed.errors().next();
            error.map_or(Vec::new(), |error| rustc_lines(&error.rendered))
        }
        Some(StageName::Schedules) => {
            let found = verdict.exploration.as_ref();
            let trace = found.and_then(|found| found.failing_trace.as_deref());
            trace.and_then(explanation).into_iter().collect()
        }
        Some(StageName::Run | StageName::Rules) | None => Vec::new(),
    }
}

/// Whether a rustc message advises adding a crate, which a course cannot do.
pub(super) fn asks_for_crate(rendered: &str) -> bool {
    rendered.contains("`cargo add ")
}

fn rustc_lines(rendered: &str) -> Vec<String> {
    let lines = rendered.lines().filter(|line| !asks_for_crate(line));
    let mut lines: Vec<String> = lines.map(str::to_owned).take(MAX_DETAILS).collect();
    while lines
        .last()
        .is_some_and(|line| ["", "|"].contains(&line.trim()))
    {
        lines.pop();
    }
    lines
}

/// Explains what a trace shows, and names the lines.
pub(in crate::author) fn explanation(trace: &Trace) -> Option<String> {
    let first = trace.explanations.first()?;
    let text = report::trace::explanation_text(trace, first);
    Some(text.trim().to_owned())
}

pub(super) fn difference_details(difference: &Difference<'_>) -> Vec<String> {
    let Difference {
        claim, observed, ..
    } = difference;
    let expected = claim.stdout.as_ref().filter(|_| difference.in_output);
    let printed = observed.run.as_ref().map_or("", |run| &run.stdout);
    if let Some(error) = observed.errors().next() {
        return rustc_lines(&error.rendered);
    }
    let diff = expected.and_then(|text| compare::compare(claim.compare, text, printed).ok()?);
    diff.as_ref().map_or(Vec::new(), diff_lines)
}

/// Writes a diff as lines: `-` for what was expected, `+` for what was printed.
fn diff_lines(diff: &Diff) -> Vec<String> {
    let text = |line: &DiffLine| -> String {
        let pieces = line.pieces.iter();
        pieces.map(|piece| piece.text.as_str()).collect()
    };
    let mut lines = vec!["- expected   + printed".to_owned()];
    for row in &diff.rows {
        match row {
            DiffRow::Same { text, .. } => lines.push(format!("  {text}")),
            DiffRow::Changed { expected, actual } => {
                lines.push(format!("- {}", text(expected)));
                lines.push(format!("+ {}", text(actual)));
            }
            DiffRow::Missing { expected } => lines.push(format!("- {}", text(expected))),
            DiffRow::Extra { actual } => lines.push(format!("+ {}", text(actual))),
            DiffRow::Skipped { rows } => lines.push(format!("  … {}", plural(*rows, "line"))),
        }
    }
    lines.extend(diff.notes.iter().map(report::note));
    lines
}

/// Describes what should happen and what happened: "finish, but deadlocks".
pub(super) fn describe_difference(difference: &Difference<'_>) -> String {
    let Difference {
        claim, observed, ..
    } = difference;
    if difference.in_output {
        let printed = observed.run.as_ref().map_or("", |run| &run.stdout);
        return format!("print what `stdout` says, but prints {printed:?}");
    }
    let claimed = describe_claim(claim);
    let seen = describe_observation(observed);
    if difference.in_schedule {
        return format!("{claimed}, but fails in at least one schedule, where it {seen}");
    }
    format!("{claimed}, but {seen}")
}

/// Describes a verdict in the third person: "panics on line 7 (already borrowed) and gets the feedback `overlap`".
pub(super) fn describe_verdict(verdict: &Verdict) -> String {
    let observed = describe_observation(&verdict.decisive());
    let observed = if is_about_schedule(verdict) {
        format!("fails in at least one schedule, where it {observed}")
    } else {
        observed
    };
    if verdict.passed() {
        return format!("{observed} and passes");
    }
    let feedback = verdict.feedback.as_ref();
    let feedback = feedback.map_or("gets no feedback".to_owned(), |feedback| {
        format!("gets the feedback `{}`", feedback.id)
    });
    match describe_failure(verdict) {
        Some(failure) => format!("{observed}, {failure}, and {feedback}"),
        None => format!("{observed} and {feedback}"),
    }
}

pub(super) fn is_about_schedule(verdict: &Verdict) -> bool {
    verdict.stage(StageName::Schedules) == StageState::Failed
}

/// Describes the failed stage, if the outcome alone does not show it.
fn describe_failure(verdict: &Verdict) -> Option<String> {
    if is_about_schedule(verdict) {
        return None;
    }
    if verdict.first_failure().is_none()
        && verdict.stage(StageName::Schedules) == StageState::Ungraded
    {
        let found = verdict.exploration.as_ref();
        let why = found.map_or(String::new(), |found| {
            format!(" ({})", report::shortfall(found))
        });
        return Some(format!("its schedules could not be graded{why}"));
    }
    let broken = || {
        let broken = verdict.broken_rules.first()?;
        Some(describe_broken_rule(broken))
    };
    match verdict.first_failure()? {
        StageName::Compile | StageName::Rules => broken(),
        StageName::Output => Some("prints something other than `[expect]`".to_owned()),
        StageName::Tests if not_built(verdict).is_some() && !verdict.broken_rules.is_empty() => {
            broken()
        }
        StageName::Tests
            if let Some(error) = not_built(verdict).filter(|error| error.own_line.is_none()) =>
        {
            Some(format!(
                "the hidden tests don't compile with it ({})",
                error.message
            ))
        }
        StageName::Tests => {
            let mut tests = verdict.tests.iter();
            let failed = tests.find(|test| test.state() == StageState::Failed)?;
            let detail = report::test_failure(failed);
            let detail = detail.map_or(String::new(), |text| format!(" ({})", first_line(&text)));
            Some(format!("fails the test `{}`{detail}", failed.name))
        }
        StageName::Run | StageName::Schedules => None,
    }
}

/// Whether a function of the file has a different signature from the one that the lesson asks for, or is missing.
pub(in crate::author) fn breaks_signature(verdict: &Verdict) -> bool {
    verdict.broken_rules.iter().any(|broken| {
        matches!(
            broken.kind,
            BrokenRuleKind::OtherSignature { .. } | BrokenRuleKind::NoFunction
        )
    })
}

pub(in crate::author) fn not_built(verdict: &Verdict) -> Option<&TestBuildError> {
    verdict.tests.iter().find_map(|test| match &test.result {
        TestResult::NotBuilt(error) => Some(error),
        TestResult::Passed
        | TestResult::Failed { .. }
        | TestResult::Missing
        | TestResult::Skipped => None,
    })
}

fn describe_broken_rule(broken: &BrokenRule) -> String {
    let id = &broken.rule;
    match &broken.kind {
        BrokenRuleKind::Accepted { .. } => format!("compiles with `{id}`, which must not compile"),
        BrokenRuleKind::Rejected { message, .. } => {
            format!("does not compile with the `allowed` code of `{id}` ({message})")
        }
        BrokenRuleKind::OtherError {
            wanted,
            reported,
            message,
            ..
        } => {
            let says = if message == reported {
                String::new()
            } else {
                format!(" ({message})")
            };
            format!("fails with {reported}{says} instead of {wanted} with `{id}`")
        }
        _ => format!("breaks a rule ({})", report::broken_rule(broken)),
    }
}

/// Describes what a program did, in the third person: "panics on line 7 (already borrowed)".
fn describe_observation(seen: &Observation) -> String {
    match &seen.outcome {
        Outcome::CompileError => format!("fails with {}", describe_errors(seen)),
        Outcome::Finished { code: 0 } => "finishes".to_owned(),
        Outcome::Finished { code } => format!("exits with code {code}"),
        Outcome::Panicked(panic) => {
            let line = panic.line;
            let line = line.map_or(String::new(), |line| format!(" on line {line}"));
            format!("panics{line} ({})", first_line(&panic.message))
        }
        Outcome::Deadlocked { .. } => "deadlocks".to_owned(),
        Outcome::TimedOut { limit } => match limit {
            TimeLimit::Compile => "takes too long to compile".to_owned(),
            TimeLimit::WallClock => "does not finish".to_owned(),
            TimeLimit::Idle | TimeLimit::Cpu => format!("is {}", report::status_of(seen).status),
        },
        Outcome::Killed { by } => match by {
            KillReason::Signal { number } => {
                format!("is killed by {}", report::signal_name(*number))
            }
            KillReason::Memory { limit } => format!("needs {}", report::too_much_memory(*limit)),
            KillReason::StackOverflow => "overflows its stack".to_owned(),
            KillReason::OutputFlood { limit } => {
                format!("prints {}", report::too_much_output(*limit))
            }
        },
    }
}

/// Describes a claim as an infinitive: "panic on line 7 (already-borrowed)".
fn describe_claim(claim: &Claim) -> String {
    let fails = match &claim.error {
        Some(error) => format!("fail with {error}"),
        None => describe_kind(claim.outcome).to_owned(),
    };
    let line = claim.line.map(|line| format!("on line {line}"));
    let panic = claim.panic.map(|kind| format!("({})", kind.as_str()));
    let parts = [Some(fails), line, panic];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

pub(super) fn describe_kind(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::CompileError => "fail to compile",
        OutcomeKind::Finished => "finish",
        OutcomeKind::Panicked => "panic",
        OutcomeKind::Deadlocked => "deadlock",
        OutcomeKind::TimedOut => "time out",
        OutcomeKind::Killed => "be killed",
    }
}

fn describe_errors(seen: &Observation) -> String {
    let described = seen.errors().take(MAX_ERRORS).map(describe_error);
    described.collect::<Vec<_>>().join(", ")
}

/// Names a rustc error with its line.
pub(super) fn describe_error(error: &Diagnostic) -> String {
    let what = error.code.as_deref().unwrap_or(first_line(&error.message));
    // An error about the whole file has no line.
    let line = error.line.filter(|line| *line > 0);
    line.map_or(what.to_owned(), |line| format!("{what} on line {line}"))
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}
