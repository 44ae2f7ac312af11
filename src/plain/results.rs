//! Prints what cellmate found in the learner's file, and programs with line numbers.

use super::lessons;
use super::writer::{self, Writer};
use crate::engine::{Graded, Model, Refusal};
use crate::report::{self, Block};
use crate::text::plural;
use crate::verdict::{Observation, Outcome, Severity, Verdict};
use std::collections::BTreeMap;

pub(super) fn headline(verdict: &Verdict) -> String {
    writer::headline(&report::status(verdict))
}

/// Prints everything that was found.
pub(super) fn verdict(out: &mut Writer, model: &Model) {
    let Some(graded) = graded(out, model) else {
        return;
    };
    out.blocks(&report::verdict(&graded.verdict, &graded.text));
    out.gap();
    if graded.verdict.passed() {
        lessons::takeaway(out, model);
        return;
    }
    explanations(out, model, None);
    if model.is_tracing() {
        out.gap();
        out.say("Tracing the run. Press Enter to see whether the borrows explain what happened.");
    }
}

/// Returns the last verdict; says why if there is none.
fn graded<'a>(out: &mut Writer, model: &'a Model) -> Option<&'a Graded> {
    if let Some(why) = model.ungraded(model.lesson_id())
        && model.verdict().is_none()
    {
        out.blocks(&report::not_graded(&why.to_string()));
        return None;
    }
    let Some((graded, current)) = model.latest_verdict() else {
        match model.file_shown() {
            Some(_) => out.blocks(&report::ungraded()),
            None => earlier_answers(out, model),
        }
        return None;
    };
    if !current {
        out.blocks(&report::outdated());
    }
    Some(graded)
}

/// Prints what the run means, if only one cell is shown for that one.
pub(super) fn explanations(out: &mut Writer, model: &Model, cell: Option<u32>) {
    out.blocks(&explained(model, cell));
}

/// Prints what the run means, below a heading that says which program ran; nothing if there is nothing to explain.
pub(super) fn announced_explanations(out: &mut Writer, model: &Model) {
    let explained = explained(model, None);
    if explained.is_empty() {
        return;
    }
    let which = match (model.verdict(), model.predicted_run(), model.current()) {
        (None, Some(run), Some(lesson)) => {
            let mut predictions = lesson.predictions.iter();
            let ran = predictions.find(|prediction| prediction.id == run.prediction);
            let which = ran.and_then(|ran| report::which_program(lesson, ran));
            which.unwrap_or_else(|| "the program".to_owned())
        }
        _ => "your last run".to_owned(),
    };
    out.say(&format!("What the trace of {which} shows:"));
    out.blocks(&explained);
}

fn explained(model: &Model, cell: Option<u32>) -> Vec<Block> {
    let Some(trace) = model.trace() else {
        return Vec::new();
    };
    let verdict = model.verdict().map(|graded| &graded.verdict);
    report::trace::explanations_beside(trace, verdict, cell)
}

/// Prints what the program printed, and how it ended.
pub(super) fn output(out: &mut Writer, model: &Model) {
    if let Some(graded) = graded(out, model) {
        out.say(&headline(&graded.verdict));
        out.gap();
        out.blocks(&report::output(&graded.verdict, &graded.text));
    }
}

/// Prints the hidden tests and the rules.
pub(super) fn tests_and_rules(out: &mut Writer, model: &Model) {
    if let Some(graded) = graded(out, model) {
        out.blocks(&report::tests_and_rules(&graded.verdict));
    }
}

/// Prints rustc's messages in sentences.
pub(super) fn diagnostics(out: &mut Writer, model: &Model) {
    let Some(seen) = observed(model) else {
        return out.blocks(&report::not_compiled());
    };
    let graded = model.latest_verdict().map(|(graded, _)| &graded.verdict);
    let feedback = graded.and_then(|verdict| verdict.feedback.as_ref());
    let about = model.error_of_feedback();
    out.blocks(&report::compiler(&seen.diagnostics, feedback, about));
}

/// Prints rustc's messages as rustc formats them.
pub(super) fn rendered_diagnostics(out: &mut Writer, model: &Model) {
    let Some(seen) = observed(model).filter(|seen| !seen.diagnostics.is_empty()) else {
        return diagnostics(out, model);
    };
    for diagnostic in &seen.diagnostics {
        out.gap();
        out.verbatim(diagnostic.rendered.trim_end());
    }
}

/// Returns the last run of the learner's file, or else of a predicted program.
fn observed(model: &Model) -> Option<&Observation> {
    let graded = model
        .latest_verdict()
        .map(|(graded, _)| &graded.verdict.observed);
    graded.or_else(|| Some(&model.predicted_run()?.observed))
}

/// Prints the earlier predictions and answers, and whether something is left.
pub(super) fn earlier_answers(out: &mut Writer, model: &Model) {
    let Some(lesson) = model.current() else {
        return;
    };
    out.blocks(&report::earlier_predictions(
        lesson,
        model.lesson_progress(),
    ));
    out.gap();
    out.blocks(&report::answers(lesson, model.lesson_progress()));
    out.gap();
    if model.is_done() {
        lessons::takeaway(out, model);
    } else {
        out.say("There is something left to answer: `answer` prints it.");
    }
}

/// Prints the learner's file, or some of its lines, with what rustc or a panic says about them.
pub(super) fn code(out: &mut Writer, model: &Model, range: &str) {
    if let Some(Err(why)) = model.file_text() {
        return out.say(&format!("cellmate cannot read your file: {why}"));
    }
    let Some(source) = model.program() else {
        return out.say(&Refusal::NoProgram.sentence());
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
    let lines = plural(lines, "line");
    out.say(&match model.file_shown() {
        Some(file) => format!("Your file, {file}, has {lines}."),
        None => format!("The program has {lines}."),
    });
    lines_with_remarks(out, source, (from, to), &remarks(model));
}

pub(super) fn numbered(out: &mut Writer, source: &str) {
    lines_with_remarks(out, source, (1, usize::MAX), &BTreeMap::new());
}

fn lines_with_remarks(
    out: &mut Writer,
    source: &str,
    (from, to): (usize, usize),
    remarks: &BTreeMap<usize, Vec<String>>,
) {
    for (number, line) in (1..).zip(source.lines()) {
        if number < from || number > to {
            continue;
        }
        out.code(number, line);
        for says in remarks.get(&number).into_iter().flatten() {
            out.say(&format!("On line {number}: {says}"));
        }
    }
}

/// Prints one line of a program, if it has that line.
pub(super) fn line(out: &mut Writer, source: &str, number: Option<u32>) {
    let number = number.and_then(|number| usize::try_from(number).ok());
    let text = number.and_then(|number| source.lines().nth(number.checked_sub(1)?));
    if let (Some(number), Some(text)) = (number, text) {
        out.code(number, text.trim_start());
    }
}

/// Returns what rustc or a panic says about lines of the learner's file.
fn remarks(model: &Model) -> BTreeMap<usize, Vec<String>> {
    let mut remarks = BTreeMap::<_, Vec<String>>::new();
    let Some(graded) = model.verdict() else {
        return remarks;
    };
    let mut remark = |line: Option<u32>, says: String| {
        if let Some(line) = line.and_then(|line| usize::try_from(line).ok()) {
            remarks.entry(line).or_default().push(says);
        }
    };
    let seen = &graded.verdict.observed;
    if let Outcome::Panicked(panic) = &seen.outcome {
        let says = panic.message.lines().next().unwrap_or_default();
        remark(panic.line, format!("panic: {says}"));
    }
    for found in &seen.diagnostics {
        let severity = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        remark(found.line, format!("{severity}: {}", found.message));
    }
    remarks
}

/// Prints the sample solution beside the learner's file.
pub(super) fn solution(out: &mut Writer, model: &Model) {
    let lesson = model.current();
    let solution = lesson.and_then(|lesson| lesson.files.solution.as_deref());
    let (Some(solution), Some(yours)) = (solution, model.program()) else {
        out.say(&Refusal::NoSolution.sentence());
        return;
    };
    out.gap();
    out.blocks(&report::solution(solution, yours));
    if solution != yours {
        out.gap();
        out.say("The sample solution by itself:");
        numbered(out, solution);
    }
}
