//! How a program ended, in sentences that say what that means.

use super::super::look::{self, Look, Paint};
use crate::inert;
use crate::verdict::{
    Death, Observation, Outcome, Panic, PanicClass, Severity, StageName, StageState, TimeLimit,
    Verdict,
};

/// At most so many lines of what was printed are shown.
const AT_MOST: usize = 8;

/// The few words for the headline.
pub(in super::super) fn in_short(outcome: &Outcome) -> String {
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
            TimeLimit::StoodStill => "stood still until its time was over".into(),
            TimeLimit::Busy => "still busy when its time was over".into(),
        },
        Outcome::Killed { by } => match by {
            Death::Signal { number } => format!("killed by signal {number}"),
            Death::Memory => "ended: it wanted too much memory".into(),
            Death::StackOverflow => "ended: its stack was full".into(),
            Death::OutputFlood => "ended: it printed too much".into(),
        },
    }
}

/// What happened, as the other side of what was said.
pub(in super::super) fn happened(seen: &Observation) -> String {
    match &seen.outcome {
        Outcome::CompileError => {
            let errors = seen.diagnostics.iter();
            let mut errors = errors.filter(|d| d.severity == Severity::Error);
            let first = errors.next();
            let line = first.and_then(|error| error.line);
            let line = line.map_or(String::new(), |line| format!(", because of line {line}"));
            let code = first.and_then(|error| error.code.as_deref());
            let code = code.map_or(String::new(), |code| format!(" ({})", inert::line(code)));
            format!("it does not compile{line}{code}")
        }
        Outcome::Finished { code: 0 } => "it runs to its end".to_owned(),
        Outcome::Panicked(Panic {
            line: Some(line), ..
        }) => format!("it panics on line {line}"),
        Outcome::Panicked(_) => "it panics".to_owned(),
        Outcome::Deadlocked { .. } => "it hangs: a deadlock".to_owned(),
        other @ Outcome::TimedOut { .. } => format!("it does not end: {}", in_short(other)),
        other @ Outcome::Killed { .. } => format!("it is {}", in_short(other)),
        other @ Outcome::Finished { .. } => format!("it {}", in_short(other)),
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

/// The sentences below the headline, where the run is what failed.
pub(super) fn told(look: Look, verdict: &Verdict, text: &str) -> String {
    if verdict.stage(StageName::Run) != StageState::Failed {
        return String::new();
    }
    sentences(look, &verdict.seen.outcome, text)
}

/// What an outcome means, whoever asks.
pub(super) fn sentences(look: Look, outcome: &Outcome, text: &str) -> String {
    match outcome {
        Outcome::CompileError | Outcome::Finished { code: 0 } => String::new(),
        Outcome::Finished { .. } => {
            "A program that is content ends with 0; another code says that something went wrong.\n".into()
        }
        Outcome::Panicked(panic) => panicked(look, panic, text),
        Outcome::Deadlocked { threads: 1 } => {
            "Its only thread waits for something that nobody is left to give it.\n".into()
        }
        Outcome::Deadlocked { threads } => {
            format!("All {threads} threads wait, and none of them will ever go on.\n")
        }
        Outcome::TimedOut { limit } => match limit {
            TimeLimit::Compile => "rustc was stopped, so nothing was run.\n".into(),
            TimeLimit::Asleep => {
                "It slept or waited nearly all the time, and not for another thread of its own.\n".into()
            }
            TimeLimit::StoodStill => {
                "It did nothing any more. This system does not show what threads wait for: it may be a deadlock.\n"
                    .into()
            }
            TimeLimit::Busy => "It worked all the time: a loop without an end, most likely.\n".into(),
        },
        Outcome::Killed { by } => match by {
            Death::Signal { .. } => "It was ended from outside, and not by cellmate.\n".into(),
            Death::Memory => "Something grows without an end, most likely a list in a loop.\n".into(),
            Death::StackOverflow => "Something calls itself without an end, most likely.\n".into(),
            Death::OutputFlood => "It prints in a loop without an end, most likely.\n".into(),
        },
    }
}

/// The line of the panic as it stands in the file, and the sentence.
fn panicked(look: Look, panic: &Panic, text: &str) -> String {
    let mut said = String::new();
    let at = panic.line.and_then(|line| usize::try_from(line).ok());
    if let Some(at) = at
        && let Some(line) = at.checked_sub(1).and_then(|index| text.lines().nth(index))
    {
        let number = look.paint(Paint::Dim, &format!("{at:>4} │"));
        said += &format!("{number} {}\n", inert::text(line.as_bytes()));
    }
    let thread = if panic.thread == "main" {
        String::new()
    } else {
        format!("thread {}: ", inert::line(&panic.thread))
    };
    let message = inert::text(panic.message.trim_end().as_bytes()).replace('\n', "\n       ");
    said + &format!("       {thread}{message}\n")
}

/// What was printed, where nothing else shows it: on stderr, or before an ending of its own.
pub(super) fn printed(look: Look, verdict: &Verdict) -> String {
    let Some(run) = verdict.seen.run.as_ref().filter(|_| !verdict.passed()) else {
        return String::new();
    };
    let mut text = String::new();
    let unseen = verdict.diff.is_none() && verdict.stage(StageName::Output) != StageState::Passed;
    if unseen {
        text += &excerpt(look, "It printed", &run.stdout);
    }
    // A panic's own words have been told already.
    if run.panics.is_empty() {
        text += &excerpt(look, "It printed on stderr", &run.stderr);
    }
    text
}

/// The first lines of something printed, under a title; nothing where nothing was printed.
pub(super) fn excerpt(look: Look, title: &str, printed: &str) -> String {
    let printed = printed.trim_end_matches('\n');
    if printed.is_empty() {
        return String::new();
    }
    let mut text = format!("{title}\n");
    for line in printed.lines().take(AT_MOST) {
        // What goes far beyond the screen says no more than its beginning.
        let start: String = line.chars().take(200).collect();
        text += &format!("  {}\n", inert::text(start.as_bytes()));
    }
    let rest = printed.lines().count().saturating_sub(AT_MOST);
    if rest > 0 {
        let more = format!("  … and {} more", look::counted(rest, "line"));
        text += &format!("{}\n", look.paint(Paint::Dim, &more));
    }
    text
}
