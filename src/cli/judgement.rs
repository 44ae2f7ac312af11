//! A verdict in words: the headline, what each failed stage says, and what the lesson says about it.
//!
//! Everything that comes from a program, a compiler or a lesson is sanitized here. What to do next is added by
//! the commands.

mod difference;
mod ending;
mod rustc;

pub(super) use rustc::{advice, diagnostics};

use super::look::{Look, Paint};
use super::{drawing, prose};
use crate::report;
use crate::sanitize;
use crate::verdict::{Observation, Outcome, StageName, StageState, Verdict};
use std::fmt::Write as _;

/// The whole verdict on `text`, the learner's file.
pub(super) fn whole(look: Look, verdict: &Verdict, text: &str) -> String {
    let mut said = headline(look, verdict) + "\n";
    let parts = [
        rustc::errors(look, &verdict.observed),
        ending::told(look, verdict, text),
        difference::drawn(look, verdict),
        rustc::warnings(look, verdict),
        ending::printed(look, verdict),
        tests(look, verdict),
        breaches(look, verdict),
        schedules(look, verdict),
        feedback(look, verdict),
    ];
    for part in parts.iter().filter(|part| !part.is_empty()) {
        said += "\n";
        said += part;
    }
    said
}

/// What a program did that was only looked at: rustc's words, the panic, what it printed.
pub(super) fn seen(look: Look, seen: &Observation, program: &str) -> String {
    let printed = seen.run.as_ref().map_or("", |run| run.stdout.as_str());
    // What a panic writes there is told in sentences.
    let finished = matches!(seen.outcome, Outcome::Finished { .. });
    let run = seen.run.as_ref().filter(|_| finished);
    let aside = run.map_or("", |run| run.stderr.as_str());
    let parts = [
        rustc::errors(look, seen),
        ending::sentences(look, &seen.outcome, program),
        ending::excerpt(look, "It printed", printed),
        ending::excerpt(look, "On standard error", aside),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// `✗ wrong output   0.09 s`
pub(super) fn headline(look: Look, verdict: &Verdict) -> String {
    let time = look.paint(Paint::Dim, &report::seconds(verdict.millis));
    let (paint, said) = if verdict.passed() {
        (Paint::Good, "✓ passed".to_owned())
    } else {
        (Paint::Bad, format!("✗ {}", report::in_short(verdict)))
    };
    format!("{}   {time}", look.paint(paint, &said))
}

fn tests(look: Look, verdict: &Verdict) -> String {
    if !verdict
        .tests
        .iter()
        .any(|test| test.state == StageState::Failed)
    {
        return String::new();
    }
    let mut text = "Tests\n".to_owned();
    for test in &verdict.tests {
        let (paint, mark) = match test.state {
            StageState::Passed => (Paint::Good, "✓ passed "),
            StageState::Failed => (Paint::Bad, "✗ failed "),
            StageState::Skipped | StageState::Absent => (Paint::Dim, "– not run"),
        };
        let mark = look.paint(paint, mark);
        let says = prose::indented(look, &test.says, "              ");
        let _ = write!(text, "  {mark}   {}", says.trim_start());
        if test.state == StageState::Failed
            && let Some(detail) = &test.detail
        {
            for line in detail.lines() {
                let _ = writeln!(text, "              {}", sanitize::line(line));
            }
        }
    }
    text
}

fn breaches(look: Look, verdict: &Verdict) -> String {
    let mut text = String::new();
    for breach in &verdict.breaches {
        let line = breach
            .line
            .map_or(String::new(), |line| format!("line {line}: "));
        let says = prose::indented(look, &format!("{line}{}", breach.says), "    ");
        let mark = look.paint(Paint::Bad, "✗");
        let _ = write!(text, "  {mark} {}", says.trim_start());
    }
    if text.is_empty() {
        return text;
    }
    format!("Rules\n{text}")
}

/// How many orders of the threads were tried, where the lesson asks for that.
fn schedules(look: Look, verdict: &Verdict) -> String {
    match (&verdict.exploration, verdict.stage(StageName::Schedules)) {
        (Some(found), StageState::Passed | StageState::Failed) => drawing::exploration(look, found),
        _ => String::new(),
    }
}

fn feedback(look: Look, verdict: &Verdict) -> String {
    let said = verdict.feedback.as_ref();
    said.map_or(String::new(), |said| prose::text(look, &said.text))
}
