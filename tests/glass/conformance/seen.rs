//! What a program did, as far as it has to be the same with std and under glass.

use cellmate::glass::Analysis;
use cellmate::verdict::{Diagnostic, Outcome, OutcomeKind, RunEnd, Severity, TimeLimit, Trace};
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
    Lost(RunEnd),
}

impl Seen {
    pub(crate) fn refused(diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
        Self::Refused(errors.map(|d| (d.code.clone(), d.line)).collect())
    }

    pub(crate) fn ran(outcome: Outcome, stdout: String) -> Self {
        // Only some systems say how many threads wait.
        let outcome = if outcome.satisfies(OutcomeKind::Deadlocked) {
            Outcome::Deadlocked { threads: 0 }
        } else {
            outcome
        };
        Self::Ran { outcome, stdout }
    }

    pub(crate) fn of_glass(looked: Analysis<Trace>) -> Self {
        match looked {
            Analysis::CompileError(diagnostics) => Self::refused(&diagnostics),
            Analysis::BuildTimedOut => Self::Ran {
                outcome: Outcome::TimedOut {
                    limit: TimeLimit::Compile,
                },
                stdout: String::new(),
            },
            Analysis::Done(Trace {
                ending: lost @ (RunEnd::Diverged | RunEnd::NotFollowed { .. }),
                ..
            }) => Self::Lost(lost),
            Analysis::Done(trace) => Self::ran(trace.ending.outcome(), trace.stdout),
        }
    }

    /// Whether both are the same up to where the shorter one was cut off: an endless program is cut off at an arbitrary
    /// point. With threads, the system may decide in which order lines are printed.
    pub(crate) fn agrees_with(&self, glass: &Self, threads: bool) -> bool {
        let (
            Self::Ran { outcome, stdout },
            Self::Ran {
                outcome: o,
                stdout: s,
            },
        ) = (self, glass)
        else {
            return self == glass;
        };
        let endless = outcome.kind() == OutcomeKind::TimedOut;
        let cut = endless && (stdout.starts_with(s.as_str()) || s.starts_with(stdout.as_str()));
        let printed = stdout == s || (threads && sorted(stdout) == sorted(s));
        without_unknown_line(outcome, o) == *o && (printed || cut)
    }
}

/// If only the record has the line of a panic inside std, copies that line, so that the outcomes can be compared.
fn without_unknown_line(outcome: &Outcome, glass: &Outcome) -> Outcome {
    let mut outcome = outcome.clone();
    if let (Outcome::Panicked(panic), Outcome::Panicked(recorded)) = (&mut outcome, glass)
        && panic.line.is_none()
    {
        panic.line = recorded.line;
        panic.inside_std = recorded.inside_std;
    }
    outcome
}

fn sorted(stdout: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = stdout.lines().collect();
    lines.sort_unstable();
    lines
}

/// A form for the report of a test, because there are programs that print without end.
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
