//! How a program ended, with the line of its panic and the first lines of what it printed.

use super::super::look::{Look, Paint};
use crate::report;
use crate::sanitize;
use crate::verdict::{Outcome, Panic, StageName, StageState, Verdict};

/// At most so many lines of what was printed are shown.
const AT_MOST: usize = 8;

/// The sentences below the headline, where the run is what failed.
pub(super) fn told(look: Look, verdict: &Verdict, text: &str) -> String {
    if verdict.stage(StageName::Run) != StageState::Failed {
        return String::new();
    }
    sentences(look, &verdict.observed.outcome, text)
}

/// What an outcome means, whoever asks.
pub(super) fn sentences(look: Look, outcome: &Outcome, text: &str) -> String {
    match outcome {
        Outcome::Panicked(panic) => panicked(look, panic, text),
        other => report::sentence(other).map_or(String::new(), |said| said + "\n"),
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
        said += &format!("{number} {}\n", sanitize::text(line));
    }
    let thread = if panic.thread == "main" {
        String::new()
    } else {
        format!("thread {}: ", sanitize::line(&panic.thread))
    };
    let message = sanitize::text(panic.message.trim_end()).replace('\n', "\n       ");
    said + &format!("       {thread}{message}\n")
}

/// What was printed, where nothing else shows it: on stderr, or before an ending of its own.
pub(super) fn printed(look: Look, verdict: &Verdict) -> String {
    let Some(run) = verdict.observed.run.as_ref().filter(|_| !verdict.passed()) else {
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
        text += &format!("  {}\n", sanitize::text(&start));
    }
    let rest = printed.lines().count().saturating_sub(AT_MOST);
    if rest > 0 {
        let more = format!("  … and {} more", crate::text::plural(rest, "line"));
        text += &format!("{}\n", look.paint(Paint::Dim, &more));
    }
    text
}
