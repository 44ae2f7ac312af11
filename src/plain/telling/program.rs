//! Programs line by line, with what rustc or a panic says about a line, and your file beside a good solution.

use crate::app::State;
use crate::plain::sentences::tell;
use crate::plain::voice::Voice;
use crate::report;
use crate::verdict::{Outcome, Severity};
use std::collections::BTreeMap;

/// What is said about lines.
type Marks = BTreeMap<usize, Vec<String>>;

/// The learner's file, or these lines of it.
pub(in crate::plain) fn own(voice: &mut Voice, state: &State, range: &str) {
    if let Some(Err(why)) = state.model.files.get(&state.model.lesson) {
        voice.say(&format!("Your file cannot be read: {why}"));
        return;
    }
    let Some(source) = state.source() else {
        voice.say("This lesson has no program.");
        return;
    };
    let lines = source.lines().count();
    let numbers: Vec<usize> = range
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect();
    let (from, to) = match numbers.as_slice() {
        [] => (1, lines),
        [only] => (*only, *only),
        [from, to, ..] => (*from, *to),
    };
    let lines = crate::text::plural(lines, "line");
    voice.say(&match state.model.file_shown() {
        Some(file) => format!("Your file, {file}, has {lines}."),
        None => format!("The program has {lines}."),
    });
    told(voice, source, (from, to), &marks(state));
}

/// A whole program.
pub(in crate::plain) fn numbered(voice: &mut Voice, source: &str) {
    told(voice, source, (1, usize::MAX), &Marks::new());
}

fn told(voice: &mut Voice, source: &str, (from, to): (usize, usize), marks: &Marks) {
    for (number, line) in (1..).zip(source.lines()) {
        if number < from || number > to {
            continue;
        }
        voice.code(number, line);
        for said in marks.get(&number).into_iter().flatten() {
            voice.say(&format!("About line {number}: {said}"));
        }
    }
}

/// One line by itself, where there is one.
pub(super) fn line(voice: &mut Voice, source: &str, number: Option<u32>) {
    let number = number.and_then(|number| usize::try_from(number).ok());
    let text = number.and_then(|number| source.lines().nth(number.checked_sub(1)?));
    if let (Some(number), Some(text)) = (number, text) {
        voice.code(number, text.trim_start());
    }
}

fn marks(state: &State) -> Marks {
    let mut marks = Marks::new();
    let Some(graded) = state.model.verdict() else {
        return marks;
    };
    let mut mark = |line: Option<u32>, said: String| {
        if let Some(line) = line.and_then(|line| usize::try_from(line).ok()) {
            marks.entry(line).or_default().push(said);
        }
    };
    let seen = &graded.verdict.observed;
    if let Outcome::Panicked(panic) = &seen.outcome {
        let said = panic.message.lines().next().unwrap_or_default();
        mark(panic.line, format!("panic: {said}"));
    }
    for found in &seen.diagnostics {
        let grave = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        mark(found.line, format!("{grave}: {}", found.message));
    }
    marks
}

/// The solution beside the learner's file.
pub(in crate::plain) fn solution(voice: &mut Voice, state: &State) {
    let solution = state
        .model
        .current()
        .and_then(|lesson| lesson.files.solution.as_deref());
    let (Some(solution), Some(yours)) = (solution, state.source()) else {
        voice.say("There is no solution to show.");
        return;
    };
    voice.gap();
    tell(voice, &report::solution(solution, yours));
    if solution != yours {
        voice.gap();
        voice.say("The sample solution by itself:");
        numbered(voice, solution);
    }
}
