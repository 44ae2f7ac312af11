//! What a program did: as a status, as one side of a comparison with a prediction, and what it means.

use super::{Headline, Tone};
use crate::sanitize;
use crate::text;
use crate::verdict::{
    KillReason, Observation, Outcome, OutcomeKind, Panic, PanicKind, PredictedOutcome, RunEnd,
    TimeLimit,
};

/// The maximum number of columns that a failed comparison shows of a value.
const MAX_VALUE: usize = 80;

/// Returns the status of a run that finished, but was expected to end differently.
pub(super) fn finished_instead(expected: Option<OutcomeKind>) -> String {
    let expected = match expected {
        Some(OutcomeKind::CompileError) => "have failed to compile",
        Some(OutcomeKind::Panicked) => "have panicked",
        Some(OutcomeKind::Deadlocked) => "have deadlocked",
        Some(OutcomeKind::TimedOut) => "have reached its time limit",
        Some(OutcomeKind::Killed) => "have been killed",
        Some(OutcomeKind::Finished) | None => "not have",
    };
    format!("finished, but should {expected}")
}

/// Returns the status of a run: how it ended.
#[must_use]
pub fn status_of(seen: &Observation) -> Headline {
    let ran = seen.run.as_ref().map(|run| run.millis);
    headline(&seen.outcome, ran)
}

/// Returns the status of an outcome alone; `ran` is how long the program ran, in milliseconds.
pub(super) fn headline(outcome: &Outcome, ran: Option<u64>) -> Headline {
    let detail = match outcome {
        Outcome::Panicked(panic) => panic_detail(panic),
        Outcome::CompileError
        | Outcome::Finished { .. }
        | Outcome::Deadlocked { .. }
        | Outcome::TimedOut { .. }
        | Outcome::Killed { .. } => None,
    };
    Headline {
        tone: Tone::Bad,
        status: status(outcome, ran),
        detail: detail.map(str::to_owned),
        millis: None,
    }
}

fn status(outcome: &Outcome, ran: Option<u64>) -> String {
    match outcome {
        Outcome::CompileError => "does not compile".to_owned(),
        Outcome::Finished { code: 0 } => finished_instead(None),
        Outcome::Finished { code } => format!("exited with code {code}"),
        Outcome::Panicked(panic) => {
            let line = panic.line.map(|line| format!(" on line {line}"));
            format!("panicked{}", line.unwrap_or_default())
        }
        Outcome::Deadlocked { .. } => "deadlocked".to_owned(),
        Outcome::TimedOut { limit } => timed_out(*limit, ran),
        Outcome::Killed { by } => killed(*by),
    }
}

/// Says how a program ended that reached a time limit after this many milliseconds: `still running after 5 s`.
pub(super) fn timed_out(limit: TimeLimit, ran: Option<u64>) -> String {
    let after = ran.map_or(" at the time limit".to_owned(), |ran| {
        format!(" after {}", whole_seconds(ran))
    });
    match limit {
        TimeLimit::Compile => "took too long to compile".to_owned(),
        TimeLimit::Idle => format!("still sleeping or waiting{after}"),
        TimeLimit::WallClock => format!("not finished{after}"),
        TimeLimit::Cpu => format!("still running{after}"),
    }
}

/// Returns `5 s`, or `0.25 s` for less than a second.
fn whole_seconds(millis: u64) -> String {
    match (millis + 5) / 10 {
        hundredths @ 0..100 => format!("0.{hundredths:02} s"),
        _ => format!("{} s", (millis + 500) / 1000),
    }
}

/// Says what happened to a program that was killed: `stopped: needed more than 256 MiB of memory`.
pub(super) fn killed(by: KillReason) -> String {
    match by {
        KillReason::Signal { number } => format!("killed by {}", signal_name(number)),
        KillReason::Memory { limit } => format!("stopped: needed {}", too_much_memory(limit)),
        KillReason::StackOverflow => "stack overflow".to_owned(),
        KillReason::OutputFlood { limit: None } => "stopped: wrote too much to a file".to_owned(),
        KillReason::OutputFlood { limit } => format!("stopped: printed {}", too_much_output(limit)),
    }
}

/// Returns `more than 256 MiB of memory`.
#[must_use]
pub fn too_much_memory(limit: Option<u64>) -> String {
    limit.map_or("too much memory".to_owned(), |bytes| {
        format!("more than {} of memory", size_in_words(bytes))
    })
}

/// Returns `more than 1 MiB`.
#[must_use]
pub fn too_much_output(limit: Option<u64>) -> String {
    limit.map_or("too much".to_owned(), |bytes| {
        format!("more than {}", size_in_words(bytes))
    })
}

fn size_in_words(bytes: u64) -> String {
    if bytes.is_multiple_of(1 << 20) {
        format!("{} MiB", bytes >> 20)
    } else {
        format!("{} KiB", bytes >> 10)
    }
}

/// Returns the name of a signal, if it has the same number on all systems.
#[must_use]
pub fn signal_name(number: i32) -> String {
    let name = match number {
        4 => "SIGILL",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        _ => return format!("signal {number}"),
    };
    name.to_owned()
}

fn panic_detail(panic: &Panic) -> Option<&'static str> {
    match panic.panic_kind {
        PanicKind::AlreadyBorrowed => Some("`RefCell` already borrowed"),
        PanicKind::AlreadyMutablyBorrowed => Some("`RefCell` already mutably borrowed"),
        PanicKind::Poisoned => Some("poisoned lock"),
        PanicKind::Unwrap => Some("`unwrap` on `None` or `Err`"),
        PanicKind::Index => Some("index out of bounds"),
        PanicKind::Overflow if panic.message.contains("zero") => Some("division by zero"),
        PanicKind::Overflow => Some("arithmetic overflow"),
        PanicKind::Assertion => Some("assertion failed"),
        PanicKind::Explicit | PanicKind::Other => None,
    }
}

/// Returns a prediction as the end of "you said that …".
#[must_use]
pub fn predicted_text(said: &PredictedOutcome) -> String {
    let outcome = predicted_outcome(said);
    match printed_lines(said).as_slice() {
        [] => outcome,
        lines => format!("{outcome} `{}`", lines.join(" / ")),
    }
}

/// Like [`predicted_text`], without the lines that the program would print.
pub(super) fn predicted_outcome(said: &PredictedOutcome) -> String {
    match said.outcome {
        OutcomeKind::CompileError => match said.line {
            Some(line) => format!("it does not compile, because of line {line}"),
            None => "it does not compile".to_owned(),
        },
        OutcomeKind::Panicked => match said.line {
            Some(line) => format!("it panics on line {line}"),
            None => "it panics".to_owned(),
        },
        OutcomeKind::Finished if printed_lines(said).is_empty() => {
            "it finishes and prints nothing".to_owned()
        }
        OutcomeKind::Finished => "it prints".to_owned(),
        OutcomeKind::Deadlocked => "it hangs".to_owned(),
        OutcomeKind::TimedOut => "it is still running at the time limit".to_owned(),
        OutcomeKind::Killed => "it is killed".to_owned(),
    }
}

/// Returns the lines that a program would print according to a prediction.
pub(super) fn printed_lines(said: &PredictedOutcome) -> Vec<String> {
    let is_finished = said.outcome == OutcomeKind::Finished;
    let printed = said.stdout.as_deref().filter(|_| is_finished);
    printed
        .unwrap_or_default()
        .lines()
        .map(sanitize::line)
        .collect()
}

/// Says what happened, as the other side of [`predicted_text`].
pub(super) fn happened(seen: &Observation) -> String {
    match &seen.outcome {
        Outcome::CompileError => {
            let first = seen.errors().next();
            let line = first.and_then(|error| error.line);
            let line = line.map_or(String::new(), |line| format!(", because of line {line}"));
            let code = first.and_then(|error| error.code.as_deref());
            let code = code.map_or(String::new(), |code| format!(" ({})", sanitize::line(code)));
            format!("it does not compile{line}{code}")
        }
        Outcome::Finished { code: 0 } => "it finishes".to_owned(),
        Outcome::Finished { code } => format!("it exits with code {code}"),
        Outcome::Panicked(Panic {
            line: Some(line), ..
        }) => format!("it panics on line {line}"),
        Outcome::Panicked(_) => "it panics".to_owned(),
        Outcome::Deadlocked { .. } => "it hangs: a deadlock".to_owned(),
        Outcome::TimedOut { limit } => {
            let status = status_of(seen).status;
            match limit {
                TimeLimit::Compile => format!("it {status}"),
                TimeLimit::WallClock => format!("it has {status}"),
                TimeLimit::Idle | TimeLimit::Cpu => format!("it does not finish: {status}"),
            }
        }
        Outcome::Killed { by } => match by {
            KillReason::Signal { .. } => format!("it is {}", status_of(seen).status),
            KillReason::Memory { limit } => format!("it needs {}", too_much_memory(*limit)),
            KillReason::StackOverflow => "its stack overflows".to_owned(),
            KillReason::OutputFlood { limit: None } => "it writes too much to a file".to_owned(),
            KillReason::OutputFlood { limit } => format!("it prints {}", too_much_output(*limit)),
        },
    }
}

/// Says what an outcome means, in a sentence or two; `None` if the status says it all.
pub(super) fn meaning(outcome: &Outcome) -> Option<String> {
    let says = match outcome {
        Outcome::CompileError | Outcome::Finished { code: 0 } | Outcome::Panicked(_) => {
            return None;
        }
        Outcome::Finished { .. } => "Exit code 0 means success; any other code means failure.",
        Outcome::Deadlocked { threads: 0 } => {
            "All threads are waiting, and none of them can continue."
        }
        Outcome::Deadlocked { threads: 1 } => {
            "It is waiting, and no other thread is left that can wake it."
        }
        Outcome::Deadlocked { threads } => {
            return Some(format!(
                "All {threads} threads are waiting, and none of them can continue."
            ));
        }
        Outcome::TimedOut { limit } => time_limit(*limit),
        Outcome::Killed { by } => return Some(kill_meaning(*by)),
    };
    Some(says.to_owned())
}

fn time_limit(limit: TimeLimit) -> &'static str {
    match limit {
        TimeLimit::Compile => "cellmate stopped rustc, so nothing was run.",
        TimeLimit::Idle => {
            "It slept or waited nearly all the time, but not all of its threads were waiting for each other."
        }
        TimeLimit::WallClock => {
            "On this system, cellmate cannot see what the program's threads did: they may be waiting for each other, or one may be running forever."
        }
        TimeLimit::Cpu => "It was busy all the time. The usual cause is an endless loop.",
    }
}

fn kill_meaning(by: KillReason) -> String {
    let says = match by {
        KillReason::Signal { number } => {
            let name = signal_name(number);
            return match number {
                6 => format!(
                    "The program aborted ({name}). The usual causes are `abort()` and memory corrupted by `unsafe` code, such as by a double free."
                ),
                7 | 11 => format!(
                    "The program accessed memory that isn't its own ({name}). The usual cause is `unsafe` code."
                ),
                9 => format!(
                    "It was killed by {name}. cellmate didn't send that signal. The system sends it when memory runs out."
                ),
                _ => format!("It was killed by {name}. cellmate didn't send that signal."),
            };
        }
        KillReason::Memory { .. } => {
            "The usual cause is a collection that keeps growing in a loop."
        }
        KillReason::StackOverflow => "The usual cause is unbounded recursion.",
        KillReason::OutputFlood { limit: None } => "The usual cause is a write in an endless loop.",
        KillReason::OutputFlood { .. } => "The usual cause is a print in an endless loop.",
    };
    says.to_owned()
}

/// Returns what `assert_eq!(actual, expected, "what it is")` says, in a test's own words: `got 1, expected 2 (what it
/// is)`. Long values are truncated.
pub(super) fn got_expected(message: &str) -> Option<String> {
    let rest = message.trim_end().strip_prefix("assertion `left ")?;
    let (operator, rest) = rest.split_once(" right` failed")?;
    let (label, values) = rest.split_once("\n  left: ")?;
    let (got, expected) = values.split_once("\n right: ")?;
    let [got, expected] = [got, expected].map(|value| text::truncate(value, MAX_VALUE));
    let label = label.strip_prefix(": ").unwrap_or_default();
    let label = if label.is_empty() {
        String::new()
    } else {
        format!(" ({label})")
    };
    Some(match operator {
        "==" => format!("got {got}, expected {expected}{label}"),
        _ => format!("got {got}, expected anything else{label}"),
    })
}

/// Says how a run ended, in a few words.
pub(in crate::report) fn run_end(ending: &RunEnd) -> String {
    match ending {
        RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        } => "other output".to_owned(),
        RunEnd::Outcome {
            outcome: Outcome::Panicked(panic),
        } => panicked(panic),
        RunEnd::Outcome { outcome } => headline(outcome, None).status,
        RunEnd::Deadlock => "deadlock".to_owned(),
        // A thread that computes without changing anything may have run on.
        RunEnd::StepLimit { idle_steps: idle } if ending.spins() => {
            format!("stopped: {} steps changed nothing", with_commas(*idle))
        }
        RunEnd::StepLimit { .. } => "too many steps".to_owned(),
        RunEnd::Diverged => "could not be repeated".to_owned(),
        RunEnd::NotFollowed { .. } => "could not be traced".to_owned(),
    }
}

/// Returns `2,000,000`.
fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Says where the run panicked, and with which message. If the thread only joined another one that panicked, the text
/// is about that one.
fn panicked(panic: &Panic) -> String {
    let first = panic.source_panic.as_deref().unwrap_or(panic);
    if let Some(says) = got_expected(&first.message) {
        return says;
    }
    let said = headline(&Outcome::Panicked(first.clone()), None);
    let message = first.message.lines().next().unwrap_or_default();
    let what = said.detail.unwrap_or_else(|| sanitize::line(message));
    let who = match (&panic.source_panic, first.thread.as_str()) {
        (None, _) => String::new(),
        (Some(_), "<unnamed>") => "a thread ".to_owned(),
        (Some(_), name) => format!("thread `{}` ", sanitize::line(name)),
    };
    match what.as_str() {
        "" => who + &said.status,
        what => format!("{who}{}: {what}", said.status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prediction_without_a_line_names_none() {
        let panics = |line| PredictedOutcome {
            outcome: OutcomeKind::Panicked,
            line,
            error: None,
            stdout: None,
        };
        assert_eq!(predicted_text(&panics(None)), "it panics");
        assert_eq!(predicted_text(&panics(Some(7))), "it panics on line 7");
    }

    #[test]
    fn a_status_names_limits_signals_and_what_was_expected() {
        let busy = Outcome::TimedOut {
            limit: TimeLimit::Cpu,
        };
        assert_eq!(status(&busy, Some(5_012)), "still running after 5 s");
        assert_eq!(status(&busy, Some(300)), "still running after 0.30 s");
        assert_eq!(status(&busy, Some(999)), "still running after 1 s");
        let expected = Some(OutcomeKind::Panicked);
        assert_eq!(
            finished_instead(expected),
            "finished, but should have panicked"
        );
        let memory = Outcome::Killed {
            by: KillReason::Memory {
                limit: Some(256 << 20),
            },
        };
        let says = "stopped: needed more than 256 MiB of memory";
        assert_eq!(status(&memory, None), says);
        let killed = |number| Outcome::Killed {
            by: KillReason::Signal { number },
        };
        assert_eq!(status(&killed(9), None), "killed by SIGKILL");
        assert_eq!(status(&killed(40), None), "killed by signal 40");
    }

    #[test]
    fn a_run_that_spins_says_how_many_steps_changed_nothing() {
        let says = |idle| run_end(&RunEnd::StepLimit { idle_steps: idle });
        assert_eq!(says(2_000_000), "stopped: 2,000,000 steps changed nothing");
        assert_eq!(
            says(12_345_678),
            "stopped: 12,345,678 steps changed nothing"
        );
        assert_eq!(says(1_001), "too many steps");
        assert_eq!(
            [7, 42, 100, 1_001].map(with_commas),
            ["7", "42", "100", "1,001"]
        );
    }

    #[test]
    fn a_failed_comparison_shows_the_actual_and_the_expected_value() {
        let failed = |operator, got: &str, expected: &str| {
            let message = format!(
                "assertion `left {operator} right` failed: the sum\n  left: {got}\n right: {expected}"
            );
            got_expected(&message).unwrap()
        };
        assert_eq!(failed("==", "1", "2"), "got 1, expected 2 (the sum)");
        assert_eq!(
            failed("!=", "1", "1"),
            "got 1, expected anything else (the sum)"
        );
        let long = failed("==", &"x".repeat(500), "2");
        assert!(
            long.len() < 120 && long.ends_with("…, expected 2 (the sum)"),
            "{long}"
        );
        assert_eq!(got_expected("assertion failed: is_free()"), None);
    }

    #[test]
    fn a_signal_that_the_program_caused_itself_is_not_blamed_on_others() {
        let says = |number| kill_meaning(KillReason::Signal { number });
        assert!(says(6).contains("SIGABRT") && says(6).contains("double free"));
        assert!(says(11).contains("SIGSEGV"));
        for number in [6, 11] {
            assert!(!says(number).contains("cellmate didn't send"));
        }
        assert!(says(15).contains("cellmate didn't send"));
    }
}
