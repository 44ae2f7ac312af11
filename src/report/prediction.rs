//! A prediction next to what really happened.

use super::outcome::{happened, predicted_text};
use super::verdict::{ending_of, printed_by};
use super::{Block, Fact, Headline, NumberedChoice, Tone};
use crate::course::{Lesson, Prediction};
use crate::desk::LessonProgress;
use crate::engine::form::OUTCOMES;
use crate::text::capitalize;
use crate::verdict::{Outcome, OutcomeKind, PredictionResult};

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
            is_right: false,
        }
    };
    let ask = "What will the program do? You can predict it only once; then cellmate runs it.";
    vec![
        Block::Prose(ask.to_owned()),
        Block::Choices((1..).zip(OUTCOMES).map(choice).collect()),
    ]
}

/// The two sides, how the program ended, what the lesson says about it, and what the program printed.
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
    blocks.extend(ending_of(&result.observed, program));
    blocks.extend(inside_std(&result.observed.outcome));
    let feedback = result.feedback.as_ref();
    blocks.extend(feedback.map(|feedback| Block::Prose(feedback.text.clone())));
    blocks.extend(printed_by(&result.observed));
    blocks
}

/// What the program did, in a few words.
#[must_use]
pub fn what_happened(result: &PredictionResult) -> String {
    happened(&result.observed)
}

/// Which line counts if std itself panicked.
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
    };
    let mut facts = vec![
        fact("you said", predicted_text(&result.predicted)),
        fact("what happened", happened(&result.observed)),
    ];
    if let (Some(right), Some(code)) = (result.error_right, &result.predicted.error) {
        let right = if right { "right" } else { "wrong" };
        facts.push(fact("the code", format!("{code} is {right}")));
    }
    facts
}

/// What the learner predicted about each program before, in a sentence each.
#[must_use]
pub fn earlier_predictions(lesson: &Lesson, progress: &LessonProgress) -> Vec<Block> {
    let predictions = lesson.predictions.iter();
    let sentences = predictions.filter_map(|prediction| earlier(lesson, prediction, progress));
    sentences.collect()
}

/// What the learner predicted about one program before.
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
    let (tone, right) = if before.right {
        (Tone::Good, "That was right.")
    } else {
        (Tone::Bad, "That was not quite right.")
    };
    let said = predicted_text(&before.predicted);
    Some(Block::Note(
        tone,
        format!("{of} predicted that {said}. {right}"),
    ))
}

/// What distinguishes the program of a prediction from the others of its lesson: its file, or its number.
fn name_of_program(lesson: &Lesson, prediction: &Prediction) -> Option<String> {
    let of_file = |one: &&Prediction| one.file == prediction.file;
    match prediction.file.as_ref().map(|file| file.rsplit('/').next()) {
        _ if lesson.predictions.len() == 1 => None,
        Some(Some(name)) if lesson.predictions.iter().filter(of_file).count() == 1 => {
            Some(format!("`{name}`"))
        }
        Some(_) | None => which_program(lesson, prediction).map(|which| capitalize(&which)),
    }
}

/// Which program is asked about: `program 1 of 2, in Rust 2021`; `None` if there is only one.
#[must_use]
pub fn which_program(lesson: &Lesson, prediction: &Prediction) -> Option<String> {
    let count = lesson.predictions.len();
    let at = lesson
        .predictions
        .iter()
        .position(|other| other.id == prediction.id)?;
    let edition = prediction.edition.unwrap_or(lesson.build.edition).as_str();
    (count > 1).then(|| format!("program {} of {count}, in Rust {edition}", at + 1))
}
