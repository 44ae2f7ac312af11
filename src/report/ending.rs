//! How a program ended: in a few words, as the other side of what was said, and in a sentence.

use crate::sanitize;
use crate::verdict::{KillReason, Observation, Outcome, Panic, PanicClass, Severity, TimeLimit};

/// The few words for the headline.
#[must_use]
pub fn outcome_in_short(outcome: &Outcome) -> String {
    match outcome {
        Outcome::CompileError => "does not compile".into(),
        Outcome::Finished { code: 0 } => "ran to its end, and should not".into(),
        Outcome::Finished { code } => format!("ended with exit code {code}"),
        Outcome::Panicked(panic) => {
            let at = panic
                .line
                .map_or(String::new(), |line| format!(" at line {line}"));
            format!("panicked{at}{}", class(panic.class))
        }
        Outcome::Deadlocked { .. } => "deadlocked".into(),
        Outcome::TimedOut { limit } => match limit {
            TimeLimit::Compile => "took too long to compile".into(),
            TimeLimit::Asleep => "still asleep when its time was over".into(),
            TimeLimit::StoodStill => "did not end in its time".into(),
            TimeLimit::Busy => "still busy when its time was over".into(),
        },
        Outcome::Killed { by } => match by {
            KillReason::Signal { number } => format!("killed by signal {number}"),
            KillReason::Memory => "ended: it wanted too much memory".into(),
            KillReason::StackOverflow => "ended: its stack was full".into(),
            KillReason::OutputFlood => "ended: it printed too much".into(),
        },
    }
}

/// What happened, as the other side of what was said.
#[must_use]
pub fn happened(seen: &Observation) -> String {
    match &seen.outcome {
        Outcome::CompileError => {
            let errors = seen.diagnostics.iter();
            let mut errors = errors.filter(|d| d.severity == Severity::Error);
            let first = errors.next();
            let line = first.and_then(|error| error.line);
            let line = line.map_or(String::new(), |line| format!(", because of line {line}"));
            let code = first.and_then(|error| error.code.as_deref());
            let code = code.map_or(String::new(), |code| format!(" ({})", sanitize::line(code)));
            format!("it does not compile{line}{code}")
        }
        Outcome::Finished { code: 0 } => "it runs to its end".to_owned(),
        Outcome::Panicked(Panic {
            line: Some(line), ..
        }) => format!("it panics on line {line}"),
        Outcome::Panicked(_) => "it panics".to_owned(),
        Outcome::Deadlocked { .. } => "it hangs: a deadlock".to_owned(),
        other @ Outcome::TimedOut { .. } => format!("it does not end: {}", outcome_in_short(other)),
        other @ Outcome::Killed { .. } => format!("it is {}", outcome_in_short(other)),
        other @ Outcome::Finished { .. } => format!("it {}", outcome_in_short(other)),
    }
}

fn class(class: PanicClass) -> &'static str {
    match class {
        PanicClass::AlreadyBorrowed => "   RefCell already borrowed",
        PanicClass::AlreadyMutablyBorrowed => "   RefCell already mutably borrowed",
        PanicClass::Poisoned => "   poisoned lock",
        PanicClass::Unwrap => "   unwrap of nothing",
        PanicClass::Index => "   index out of bounds",
        PanicClass::Overflow => "   arithmetic overflow",
        PanicClass::Assertion => "   assertion failed",
        PanicClass::Explicit | PanicClass::Other => "",
    }
}

/// What an ending means, in a sentence; none where the ending speaks for itself, or has words of its own.
#[must_use]
pub fn sentence(outcome: &Outcome) -> Option<String> {
    let said = match outcome {
        Outcome::CompileError | Outcome::Finished { code: 0 } | Outcome::Panicked(_) => {
            return None;
        }
        Outcome::Finished { .. } => {
            "A program that is content ends with 0; another code says that something went wrong."
        }
        Outcome::Deadlocked { threads: 1 } => {
            "Its only thread waits for something that nobody is left to give it."
        }
        Outcome::Deadlocked { threads } => {
            return Some(format!(
                "All {threads} threads wait, and none of them will ever go on."
            ));
        }
        Outcome::TimedOut { limit } => match limit {
            TimeLimit::Compile => "rustc was stopped, so nothing was run.",
            TimeLimit::Asleep => {
                "It slept or waited nearly all the time, and not for another thread of its own."
            }
            TimeLimit::StoodStill => {
                "This system does not show what its threads did: they may wait for each other, or one works without an end."
            }
            TimeLimit::Busy => "It worked all the time: a loop without an end, most likely.",
        },
        Outcome::Killed { by } => match by {
            KillReason::Signal { .. } => "It was ended from outside, and not by cellmate.",
            KillReason::Memory => "Something grows without an end, most likely a list in a loop.",
            KillReason::StackOverflow => "Something calls itself without an end, most likely.",
            KillReason::OutputFlood => "It prints in a loop without an end, most likely.",
        },
    };
    Some(said.to_owned())
}
