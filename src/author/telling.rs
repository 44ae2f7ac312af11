//! What a program did, in a sentence for its author.

use crate::course::Claim;
use crate::verdict::{
    Diagnostic, KillReason, Observation, Outcome, Severity, StageName, StageState, TimeLimit,
    Verdict,
};

/// What a verdict says, as in "it panics in line 7 (already borrowed), and `overlap` is said".
pub(super) fn verdict(verdict: &Verdict) -> String {
    let mut told = observed(&verdict.decisive());
    if verdict.passed() {
        return format!("{told} and passes");
    }
    if let Some(why) = failure(verdict) {
        told = format!("{told}; {why}");
    }
    let said = verdict.feedback.as_ref();
    let said = said.map_or("nothing is said".to_owned(), |said| {
        format!("`{}` is said", said.id)
    });
    format!("{told}, and {said}")
}

/// Which stage failed, where the outcome alone does not tell.
fn failure(verdict: &Verdict) -> Option<String> {
    if verdict.stage(StageName::Schedules) == StageState::Failed {
        let failing = verdict.exploration.as_ref().and_then(|found| {
            let trace = found.failing.as_ref()?;
            trace.explanations.first().map(|one| one.says.as_str())
        });
        let why = failing.map_or(String::new(), |says| format!(" ({})", says.trim()));
        return Some(format!("so one order of its threads ends{why}"));
    }
    let breach = || verdict.breaches.first().map(|breach| breach.says.clone());
    match verdict.headline()? {
        StageName::Compile | StageName::Rules => breach(),
        StageName::Output => Some("what it prints is not what the lesson expects".to_owned()),
        StageName::Tests => {
            let failed = verdict
                .tests
                .iter()
                .find(|test| test.state == StageState::Failed)?;
            let detail = failed
                .detail
                .as_deref()
                .map_or(String::new(), |detail| format!(" ({})", first_line(detail)));
            Some(format!("the test `{}` fails{detail}", failed.name))
        }
        StageName::Run | StageName::Schedules => None,
    }
}

/// What a program did.
pub(super) fn observed(seen: &Observation) -> String {
    match &seen.outcome {
        Outcome::CompileError => format!("rustc refuses it ({})", errors(&seen.diagnostics)),
        Outcome::Finished { code: 0 } => "it runs to its end".to_owned(),
        Outcome::Finished { code } => format!("it ends with exit code {code}"),
        Outcome::Panicked(panic) => {
            let line = panic
                .line
                .map_or("inside std".to_owned(), |line| format!("in line {line}"));
            format!("it panics {line} ({})", first_line(&panic.message))
        }
        Outcome::Deadlocked { .. } => "it deadlocks".to_owned(),
        Outcome::TimedOut { limit } => match limit {
            TimeLimit::Compile => "compiling it takes too long".to_owned(),
            TimeLimit::Asleep => "it sleeps or waits longer than it may".to_owned(),
            TimeLimit::StoodStill => "it does not end in its time".to_owned(),
            TimeLimit::Busy => "it is busy until its time is over".to_owned(),
        },
        Outcome::Killed { by } => match by {
            KillReason::Signal { number } => format!("signal {number} ends it"),
            KillReason::Memory => "it wants more memory than it may have".to_owned(),
            KillReason::StackOverflow => "its stack overflows".to_owned(),
            KillReason::OutputFlood => "it prints more than it may".to_owned(),
        },
    }
}

/// A claim, as in "`panicked` in line 7".
pub(super) fn claim(claim: &Claim) -> String {
    let details = [
        Some(format!("`{}`", claim.outcome.as_str())),
        claim.error.as_ref().map(|error| format!("with {error}")),
        claim.line.map(|line| format!("in line {line}")),
        claim.panic.map(|class| format!("({})", class.as_str())),
    ];
    let details: Vec<String> = details.into_iter().flatten().collect();
    details.join(" ")
}

fn errors(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error);
    let told: Vec<String> = errors
        .take(3)
        .map(|error| {
            let what = error.code.as_deref().unwrap_or(first_line(&error.message));
            error
                .line
                .map_or(what.to_owned(), |line| format!("{what} in line {line}"))
        })
        .collect();
    told.join(", ")
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}
