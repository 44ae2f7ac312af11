//! A verdict in a line: what happened, and why.

use super::reason::reasons;
use super::verdict::{failing_schedules, status};
use crate::text::capitalize;
use crate::verdict::{StageName, Trace, Verdict};

/// What the band says about a verdict: the same on the full screen and on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    pub passed: bool,
    /// `Panicked on line 21`.
    pub happened: String,
    /// The same without the number of schedules, to leave room for the reason.
    pub briefly: String,
    /// The forms of the reason: the one that says most first, the shortest last.
    pub reasons: Vec<String>,
    /// Whether the reason is a message from rustc.
    pub is_message: bool,
    pub millis: u64,
}

impl Band {
    /// Returns what a verdict's line says; the reason has names from the program if the run was traced.
    #[must_use]
    pub fn new(verdict: &Verdict, trace: Option<&Trace>) -> Self {
        let reasons = reasons(verdict, trace).into_iter();
        // The line does not show what a pronoun refers to.
        let reasons = reasons.filter(|says| !says.starts_with("it "));
        let happened = status(verdict).status;
        let briefly = failing_schedules(verdict).map_or(happened.as_str(), |(_, does)| does);
        Self {
            passed: verdict.passed(),
            briefly: capitalize(briefly),
            happened: capitalize(&happened),
            reasons: reasons.map(|says| capitalize(&says)).collect(),
            is_message: verdict.first_failure() == Some(StageName::Compile),
            millis: verdict.millis,
        }
    }

    /// Returns `✓` or `✗`.
    #[must_use]
    pub fn sign(&self) -> char {
        if self.passed { '✓' } else { '✗' }
    }

    /// Returns the first form of the reason for which there is room. `None` if there is room for none of them.
    #[must_use]
    pub fn reason(&self, fits: impl Fn(&str) -> bool) -> Option<&str> {
        let mut reasons = self.reasons.iter();
        reasons.find(|reason| fits(reason)).map(String::as_str)
    }

    /// Returns the shortest form of the reason.
    #[must_use]
    pub fn shortest_reason(&self) -> Option<&str> {
        self.reasons.last().map(String::as_str)
    }
}
