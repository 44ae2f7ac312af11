//! What was found, in words: the same ones on the command line, on the full screen and in plain mode.
//!
//! Colours, marks and line breaks are for those who draw.

mod difference;
mod ending;
mod schedules;

pub use difference::{note, note_said, visible};
pub use ending::{happened, outcome_in_short, sentence};
pub use schedules::{ended, orders, preemptions, vouched, way};

use crate::sanitize;
use crate::verdict::{Commitment, Outcome, OutcomeKind, StageName, StageState, Verdict};

/// What is wrong, in a few words.
#[must_use]
pub fn in_short(verdict: &Verdict) -> String {
    let outcome = &verdict.observed.outcome;
    match verdict.headline() {
        Some(StageName::Compile) if *outcome == Outcome::CompileError => "does not compile".into(),
        Some(StageName::Compile) if !verdict.breaches.is_empty() => {
            "compiles what must not compile".into()
        }
        Some(StageName::Compile) => match outcome {
            Outcome::TimedOut { .. } => "took too long to compile".into(),
            _ => "compiles, and should not".into(),
        },
        Some(StageName::Run) => outcome_in_short(outcome),
        Some(StageName::Output) => "wrong output".into(),
        Some(StageName::Tests) => {
            let failed = verdict.tests.iter();
            let failed = failed
                .filter(|test| test.state == StageState::Failed)
                .count();
            format!(
                "{failed} of {} failed",
                crate::text::plural(verdict.tests.len(), "test")
            )
        }
        Some(StageName::Rules) => "a rule is not kept".into(),
        Some(StageName::Schedules) => "a thread order fails".into(),
        None => "not everything could be tried".into(),
    }
}

/// `0.09 s`.
#[must_use]
pub fn seconds(millis: u64) -> String {
    let hundredths = (millis + 5) / 10;
    format!("{}.{:02} s", hundredths / 100, hundredths % 100)
}

/// An outcome as the end of "you said that …".
#[must_use]
pub fn said(said: &Commitment) -> String {
    let line = said.line.unwrap_or(0);
    match said.outcome {
        OutcomeKind::CompileError => format!("it does not compile, because of line {line}"),
        OutcomeKind::Panicked => format!("it panics on line {line}"),
        OutcomeKind::Finished => {
            let printed = said.stdout.as_deref().unwrap_or_default();
            let lines: Vec<String> = printed.lines().map(sanitize::line).collect();
            match lines.as_slice() {
                [] => "it runs to its end and prints nothing".to_owned(),
                lines => format!("it prints `{}`", lines.join("` `")),
            }
        }
        OutcomeKind::Deadlocked => "it hangs".to_owned(),
        OutcomeKind::TimedOut => "it is still busy when its time is over".to_owned(),
        OutcomeKind::Killed => "it is ended from outside".to_owned(),
    }
}
