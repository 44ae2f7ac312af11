//! A prediction next to what really happened.

use super::outcome::{happened, predicted_outcome, predicted_text, printed_lines};
use super::verdict::{ending_of, printed_by};
use super::{Block, CodeLine, Fact, Headline, Mark, NumberedChoice, Tone};
use crate::course::{Lesson, Prediction};
use crate::desk::LessonProgress;
use crate::engine::form::OUTCOMES;
use crate::text::capitalize;
use crate::verdict::{Outcome, OutcomeKind, PredictionResult};
use std::collections::BTreeSet;

/// Asks what a program will do; the choices are those of [`OUTCOMES`].
#[must_use]
pub fn outcomes() -> Vec<Block> {
    let choice = |(number, outcome): (usize, OutcomeKind)| {
        let text = match outcome {
            OutcomeKind::CompileError => "it does not compile",
            OutcomeKind::Finished => "it finishes",
            OutcomeKind::Panicked => "it panics",
            OutcomeKind::Deadlocked | OutcomeKind::TimedOut | OutcomeKind::Killed => "it hangs",
        };
        NumberedChoice {
            number,
            text: text.to_owned(),
            right: None,
        }
    };
    let ask = "What will the program do? You can predict it only once; then cellmate runs it.";
    vec![
        Block::Prose(ask.to_owned()),
        Block::Choices((1..).zip(OUTCOMES).map(choice).collect()),
    ]
}

/// Returns the two sides, how the program ended, what the lesson says about it, and what the program printed.
#[must_use]
pub fn prediction(result: &PredictionResult, program: &str) -> Vec<Block> {
    let (tone, status) = if result.right {
        (Tone::Good, "right")
    } else {
        (Tone::Bad, "not quite")
    };
    let mut blocks = vec![
        Block::Headline(Headline {
            tone,
            status: status.to_owned(),
            detail: None,
            millis: None,
        }),
        Block::Facts(both_sides(result)),
    ];
    let mut ending = ending_of(&result.observed, program);
    add_predicted_line(&mut ending, result, program);
    blocks.extend(ending);
    blocks.extend(inside_std(&result.observed.outcome));
    let feedback = result.feedback.as_ref();
    blocks.extend(feedback.map(|feedback| Block::Prose(feedback.text.clone())));
    blocks.extend(printed_by(&result.observed));
    blocks
}

/// Adds the line that the learner predicted to the code with the line on which it happened, if they differ.
fn add_predicted_line(ending: &mut [Block], result: &PredictionResult, program: &str) {
    let shown = ending.iter_mut().find_map(|block| {
        if let Block::Code(lines) = block {
            Some(lines)
        } else {
            None
        }
    });
    let (Some(lines), Some(number)) = (shown, result.predicted.line) else {
        return;
    };
    let at = usize::try_from(number).unwrap_or(0);
    let text = at.checked_sub(1).and_then(|at| program.lines().nth(at));
    if let Some(text) = text.filter(|_| lines.iter().all(|line| line.number != number)) {
        lines.push(CodeLine {
            number,
            text: text.to_owned(),
            mark: Some(Mark {
                tone: Tone::Quiet,
                says: "you said".to_owned(),
            }),
        });
        lines.sort_by_key(|line| line.number);
    }
}

/// Says what the program did, in a few words.
#[must_use]
pub fn what_happened(result: &PredictionResult) -> String {
    happened(&result.observed)
}

/// Says which line counts if std itself panicked.
fn inside_std(outcome: &Outcome) -> Option<Block> {
    let Outcome::Panicked(panic) = outcome else {
        return None;
    };
    let line = panic.line.filter(|_| panic.inside_std)?;
    let says = format!(
        "The panic itself is inside std. What counts is the line of this program that called into std: line {line}."
    );
    Some(Block::Note(Tone::Neutral, says))
}

fn both_sides(result: &PredictionResult) -> Vec<Fact> {
    let fact = |name: &str, says: String| Fact {
        name: name.to_owned(),
        says,
        printed: Vec::new(),
    };
    let mut facts = vec![
        Fact {
            printed: printed_lines(&result.predicted),
            ..fact("you said", predicted_outcome(&result.predicted))
        },
        fact("what happened", happened(&result.observed)),
    ];
    if let (Some(right), Some(code)) = (result.error_right, &result.predicted.error) {
        let right = if right { "right" } else { "wrong" };
        facts.push(fact("the code", format!("{code} is {right}")));
    }
    facts
}

/// Says what the learner predicted about each program before, in a sentence each.
#[must_use]
pub fn earlier_predictions(lesson: &Lesson, progress: &LessonProgress) -> Vec<Block> {
    let predictions = lesson.predictions.iter();
    let sentences = predictions.filter_map(|prediction| earlier(lesson, prediction, progress));
    sentences.collect()
}

/// Says what the learner predicted about one program before.
#[must_use]
pub fn earlier(
    lesson: &Lesson,
    prediction: &Prediction,
    progress: &LessonProgress,
) -> Option<Block> {
    let before = progress.predictions.get(&prediction.id)?;
    let of = match name_of_program(lesson, prediction) {
        Some(name) => format!("{name}: you"),
        None => "You".to_owned(),
    };
    let right = if before.right {
        "That was right."
    } else {
        "That was not quite right."
    };
    let said = predicted_text(&before.predicted);
    Some(Block::Note(
        Tone::Quiet,
        format!("{of} predicted that {said}. {right}"),
    ))
}

/// Returns what distinguishes the program of a prediction from the others of its lesson: its file, or its number.
fn name_of_program(lesson: &Lesson, prediction: &Prediction) -> Option<String> {
    match file_of_program(lesson, prediction) {
        _ if lesson.predictions.len() == 1 => None,
        Some(file) => Some(file),
        None => which_program(lesson, prediction).map(|which| capitalize(&which)),
    }
}

/// Returns the name of the program's file, if that distinguishes the programs of the lesson, and no edition does.
fn file_of_program(lesson: &Lesson, prediction: &Prediction) -> Option<String> {
    let file = |one: &Prediction| match &one.file {
        Some(file) => file.rsplit('/').next().unwrap_or(file).to_owned(),
        None => format!("{}.rs", lesson.id),
    };
    let files: BTreeSet<String> = lesson.predictions.iter().map(file).collect();
    let editions: BTreeSet<_> = lesson
        .predictions
        .iter()
        .map(|one| one.edition.unwrap_or(lesson.build.edition).as_str())
        .collect();
    let is_enough = files.len() == lesson.predictions.len() && editions.len() == 1;
    is_enough.then(|| format!("`{}`", file(prediction)))
}

/// Says which program is asked about: `program 1 of 2, in Rust 2021`, or with its file; `None` if there is only one.
#[must_use]
pub fn which_program(lesson: &Lesson, prediction: &Prediction) -> Option<String> {
    let count = lesson.predictions.len();
    let at = lesson
        .predictions
        .iter()
        .position(|other| other.id == prediction.id)?;
    let which = file_of_program(lesson, prediction).unwrap_or_else(|| {
        let edition = prediction.edition.unwrap_or(lesson.build.edition);
        format!("in Rust {}", edition.as_str())
    });
    (count > 1).then(|| format!("program {} of {count}, {which}", at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Course;

    #[test]
    fn programs_are_called_by_their_files_or_else_told_apart_by_their_editions() {
        let course = Course::embedded().unwrap();
        let which = |id: &str, at: usize| {
            let lesson = course.lesson(id).unwrap();
            which_program(lesson, &lesson.predictions[at]).unwrap()
        };
        assert_eq!(
            which("once_reentry", 0),
            "program 1 of 2, `once_reentry.rs`"
        );
        assert_eq!(
            which("once_reentry", 1),
            "program 2 of 2, `once_reentry_lock.rs`"
        );
        assert_eq!(which("if_let_editions", 1), "program 2 of 2, in Rust 2024");
    }
}
