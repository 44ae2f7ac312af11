//! The verdict in sentences: the headline, what failed and why, what the lesson says; the takeaway once it has passed.

use super::{borrows, difference, form, lesson, program, rustc};
use crate::app::{Graded, State};
use crate::plain::voice::Voice;
use crate::report;
use crate::sanitize;
use crate::verdict::{Outcome, RunReport, StageName, StageState, TestReport, Verdict};

/// More of what was printed is rarely wanted at once.
const AT_MOST: usize = 40;

/// The headline as a sentence.
pub(in crate::plain) fn headline(verdict: &Verdict) -> String {
    if verdict.passed() {
        return "Passed.".to_owned();
    }
    format!("Not yet: {}.", in_a_row(&report::in_short(verdict)))
}

/// Words that stand apart on a screen stand behind a comma here.
fn in_a_row(words: &str) -> String {
    let parts: Vec<&str> = words.split("   ").map(str::trim).collect();
    parts.join(", ")
}

/// All that was found.
pub(in crate::plain) fn whole(voice: &mut Voice, state: &State) {
    let Some(graded) = judged(voice, state) else {
        return;
    };
    voice.say(&headline(&graded.verdict));
    if graded.verdict.passed() {
        voice.gap();
        lesson::takeaway(voice, state);
        return;
    }
    failed(voice, state, graded);
}

/// The verdict that there is, or why there is none.
fn judged<'a>(voice: &mut Voice, state: &'a State) -> Option<&'a Graded> {
    let shown = state.shown().filter(|(g, _)| !g.verdict.stages.is_empty());
    if let Some(why) = state.ungraded.get(&state.lesson)
        && state.verdict().is_none()
    {
        voice.say(&format!("Your file could not be graded: {why}"));
        return None;
    }
    let Some((graded, current)) = shown else {
        match state.file_shown() {
            Some(_) => voice.say("Nothing was graded yet: `check` does it."),
            None => form::told_before(voice, state),
        }
        return None;
    };
    if !current {
        voice.say("This is about an older text of your file; `check` grades it as it is now.");
    }
    Some(graded)
}

fn failed(voice: &mut Voice, state: &State, graded: &Graded) {
    let verdict = &graded.verdict;
    rustc::errors(voice, &verdict.observed.diagnostics, &graded.text);
    if verdict.stage(StageName::Run) == StageState::Failed {
        voice.gap();
        ended(voice, &verdict.observed.outcome, &graded.text);
    }
    printed(voice, verdict);
    rustc::warnings(voice, &verdict.observed.diagnostics);
    if verdict
        .tests
        .iter()
        .any(|test| test.state == StageState::Failed)
    {
        voice.gap();
        tests(voice, verdict);
    }
    breaches(voice, verdict);
    let schedules = verdict.stage(StageName::Schedules);
    if matches!(schedules, StageState::Passed | StageState::Failed) {
        voice.gap();
        borrows::schedules(voice, state);
    }
    if let Some(said) = &verdict.feedback {
        voice.gap();
        voice.prose(&said.text);
    }
    voice.gap();
    borrows::explained(voice, state);
    if graded.looking.is_some() {
        voice.gap();
        voice
            .say("Its borrows are looked at now; if they explain something, Enter alone tells it.");
    }
}

/// What was printed, beside what was expected where that differs.
fn printed(voice: &mut Voice, verdict: &Verdict) {
    let unseen = verdict.diff.is_none() && verdict.stage(StageName::Output) != StageState::Passed;
    if let Some(diff) = &verdict.diff {
        voice.gap();
        voice.say("What was expected, and what your program printed:");
        difference::tell(voice, diff, "expected");
    }
    if let Some(run) = &verdict.observed.run {
        if unseen {
            excerpt(voice, "It printed", &run.stdout);
        }
        aside(voice, run);
    }
}

/// A panic's own words have been told already.
fn aside(voice: &mut Voice, run: &RunReport) {
    if run.panics.is_empty() {
        excerpt(voice, "It printed on standard error", &run.stderr);
    }
}

/// What the tab of the output shows.
pub(in crate::plain) fn output(voice: &mut Voice, state: &State) {
    let Some(graded) = judged(voice, state) else {
        return;
    };
    let verdict = &graded.verdict;
    voice.say(&headline(verdict));
    if verdict.observed.outcome == Outcome::CompileError {
        voice.say("It does not compile, so nothing was run. `compiler` tells what rustc says.");
        return;
    }
    ended(voice, &verdict.observed.outcome, &graded.text);
    if let Some(diff) = &verdict.diff {
        voice.gap();
        difference::tell(voice, diff, "expected");
    } else if let Some(run) = &verdict.observed.run {
        if run.stdout.is_empty() {
            voice.say("It printed nothing.");
        }
        excerpt(voice, "It printed", &run.stdout);
    }
    if let Some(run) = &verdict.observed.run {
        aside(voice, run);
    }
}

/// How it ended: the line of the panic and its sentence, or what the ending means.
pub(super) fn ended(voice: &mut Voice, outcome: &Outcome, text: &str) {
    let Outcome::Panicked(panic) = outcome else {
        if let Some(said) = report::sentence(outcome) {
            voice.say(&said);
        }
        return;
    };
    program::line(voice, text, panic.line);
    let thread = if panic.thread == "main" {
        String::new()
    } else {
        format!("In thread {}: ", sanitize::line(&panic.thread))
    };
    voice.verbatim(&format!("{thread}panic: {}", panic.message.trim_end()));
}

/// Something printed, under a title; nothing where nothing was.
pub(super) fn excerpt(voice: &mut Voice, title: &str, printed: &str) {
    let printed = printed.trim_end_matches('\n');
    if printed.is_empty() {
        return;
    }
    let lines = printed.lines().count();
    voice.gap();
    voice.say(&format!("{title} {}:", crate::text::plural(lines, "line")));
    for line in printed.lines().take(AT_MOST) {
        if line.trim().is_empty() {
            voice.say("a blank line");
        }
        voice.verbatim(&sanitize::line(line));
    }
    if let Some(more @ 1..) = lines.checked_sub(AT_MOST) {
        voice.say(&format!("And {more} more."));
    }
}

/// What the tab of the tests shows.
pub(in crate::plain) fn tests_and_rules(voice: &mut Voice, state: &State) {
    let Some(graded) = judged(voice, state) else {
        return;
    };
    let verdict = &graded.verdict;
    let rules = verdict.stage(StageName::Rules);
    if verdict.tests.is_empty() && verdict.breaches.is_empty() {
        voice.say("This lesson has no tests: its output decides.");
    } else {
        tests(voice, verdict);
    }
    breaches(voice, verdict);
    if rules == StageState::Passed {
        voice.say("The rules of the lesson are kept.");
    }
    let theirs = matches!(
        verdict.headline(),
        Some(StageName::Tests | StageName::Rules)
    );
    if let Some(said) = verdict.feedback.as_ref().filter(|_| theirs) {
        voice.gap();
        voice.prose(&said.text);
    }
}

fn tests(voice: &mut Voice, verdict: &Verdict) {
    let all = verdict.tests.len();
    let passed = verdict
        .tests
        .iter()
        .filter(|test| test.state == StageState::Passed);
    if all > 0 {
        voice.say(&format!("Tests: {} of {all} passed.", passed.count()));
    }
    for (at, test) in verdict.tests.iter().enumerate() {
        one(voice, at + 1, test);
    }
}

fn one(voice: &mut Voice, number: usize, test: &TestReport) {
    let state = match test.state {
        StageState::Passed => "passed",
        StageState::Failed => "failed",
        StageState::Skipped | StageState::Absent => "not run",
    };
    voice.item(number, &format!("{state}: {}", test.says));
    if test.state == StageState::Failed {
        for line in test.detail.iter().flat_map(|detail| detail.lines()) {
            voice.verbatim(line);
        }
    }
}

fn breaches(voice: &mut Voice, verdict: &Verdict) {
    if verdict.breaches.is_empty() {
        return;
    }
    voice.gap();
    voice.say("A rule of the lesson is not kept.");
    for breach in &verdict.breaches {
        let line = breach
            .line
            .map_or(String::new(), |line| format!("Line {line}: "));
        voice.prose(&format!("{line}{}", breach.says));
    }
}
