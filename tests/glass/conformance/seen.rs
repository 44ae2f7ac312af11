//! What a program did, as far as it has to be the same with std and under glass.

use cellmate::glass::Looked;
use cellmate::verdict::{Diagnostic, Ending, Outcome, OutcomeKind, Severity, TimeLimit, Trace};
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

/// What a program did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// rustc refuses it: the errors with their codes and lines.
    Refused(BTreeSet<(Option<String>, Option<u32>)>),
    /// It ran.
    Ran { outcome: Outcome, stdout: String },
    /// Under glass it could not be followed.
    Lost(Ending),
}

impl Seen {
    pub(crate) fn refused(diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
        Self::Refused(errors.map(|d| (d.code.clone(), d.line)).collect())
    }

    pub(crate) fn ran(outcome: Outcome, stdout: String) -> Self {
        // How many threads wait is the system's to say, and not every system does.
        let outcome = if outcome.satisfies(OutcomeKind::Deadlocked) {
            Outcome::Deadlocked { threads: 0 }
        } else {
            outcome
        };
        Self::Ran { outcome, stdout }
    }

    pub(crate) fn of_glass(looked: Looked<Trace>) -> Self {
        match looked {
            Looked::Refused(diagnostics) => Self::refused(&diagnostics),
            Looked::TooSlow => Self::Ran {
                outcome: Outcome::TimedOut {
                    limit: TimeLimit::Compile,
                },
                stdout: String::new(),
            },
            Looked::Seen(Trace {
                ending: lost @ (Ending::Diverged | Ending::NotFollowed),
                ..
            }) => Self::Lost(lost),
            Looked::Seen(trace) => Self::ran(trace.ending.outcome(), trace.stdout),
        }
    }

    /// Whether both are the same, as far as both came: what has no end is cut off anywhere.
    pub(crate) fn agrees_with(&self, glass: &Self) -> bool {
        match (self, glass) {
            (
                Self::Ran {
                    outcome: one,
                    stdout: a,
                },
                Self::Ran {
                    outcome: other,
                    stdout: b,
                },
            ) if one == other && one.kind() == OutcomeKind::TimedOut => {
                a.starts_with(b.as_str()) || b.starts_with(a.as_str())
            }
            _ => self == glass,
        }
    }
}

/// What the report of a test needs: there are programs that print without end.
impl Display for Seen {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let whole = format!("{self:?}");
        let start: String = whole.chars().take(300).collect();
        let more = if start.len() < whole.len() {
            " …"
        } else {
            ""
        };
        write!(f, "{start}{more}")
    }
}
