//! What the words of an answer mean for this lesson.

use super::super::asked;
use super::super::complaint::Complaint;
use super::Args;
use crate::course::{self, Choice, Kind, Lesson, Prediction, Question};
use crate::desk::LessonProgress;
use crate::verdict::{Commitment, OutcomeKind};
use std::io::Read;

/// An answer, understood.
#[derive(Debug)]
pub(super) enum Answer<'a> {
    /// A prediction of what a program will do.
    Predicted(&'a Prediction, Commitment),
    /// A second prediction for a program that has run already.
    AlreadyPredicted(&'a Prediction),
    /// Choices of a question.
    Chosen(&'a Question, Vec<&'a Choice>),
    /// Lines in an order.
    Ordered(Vec<usize>),
}

pub(super) fn read<'a>(
    args: &Args,
    lesson: &'a Lesson,
    so_far: &LessonProgress,
) -> anyhow::Result<Answer<'a>> {
    let Some(first) = args.words.first() else {
        return Err(refuse(lesson, "there is no answer"));
    };
    if let Some(outcome) = outcome(first) {
        return prediction(args, lesson, so_far, outcome);
    }
    let words = args.words.iter().flat_map(|word| word.split(','));
    let numbers: Result<Vec<usize>, _> = words.map(str::parse).collect();
    // One number alone is no order of lines: it answers the question.
    if lesson.head.kind == Kind::Arrange
        && let Ok(order) = numbers
        && order.len() > 1
    {
        return Ok(Answer::Ordered(order));
    }
    if !so_far.has_predicted(lesson) {
        let why =
            "first say what the program will do: `panics`, `compile-error`, `prints` or `hangs`";
        return Err(refuse(lesson, why));
    }
    chosen(args, lesson)
}

fn outcome(word: &str) -> Option<OutcomeKind> {
    match word {
        "panics" | "panicked" | "panic" => Some(OutcomeKind::Panicked),
        "compile-error" => Some(OutcomeKind::CompileError),
        "prints" | "finishes" | "finished" => Some(OutcomeKind::Finished),
        "hangs" | "deadlocks" | "deadlocked" => Some(OutcomeKind::Deadlocked),
        _ => None,
    }
}

fn prediction<'a>(
    args: &Args,
    lesson: &'a Lesson,
    so_far: &LessonProgress,
    outcome: OutcomeKind,
) -> anyhow::Result<Answer<'a>> {
    let prediction = match &args.of {
        Some(id) => {
            let known: Vec<&str> = lesson.predictions.iter().map(|p| p.id.as_str()).collect();
            let found = lesson
                .predictions
                .iter()
                .find(|prediction| prediction.id == *id);
            let why = || format!("it has no program `{id}`; there is {}", known.join(", "));
            found.ok_or_else(|| refuse(lesson, &why()))?
        }
        None => match asked::next_open(lesson, so_far).or(lesson.predictions.last()) {
            Some(prediction) => prediction,
            None => return Err(refuse(lesson, "it asks for no prediction")),
        },
    };
    if so_far.predictions.contains_key(&prediction.id) {
        return Ok(Answer::AlreadyPredicted(prediction));
    }
    let said = commitment(args, lesson, prediction, outcome)?;
    let last = course::prediction_text(lesson, prediction).lines().count();
    if let Some(line) = said
        .line
        .filter(|&line| usize::try_from(line).is_ok_and(|l| l > last))
    {
        let why = format!("there is no line {line}: the program has {last}");
        return Err(refuse(lesson, &why));
    }
    Ok(Answer::Predicted(prediction, said))
}

fn commitment(
    args: &Args,
    lesson: &Lesson,
    prediction: &Prediction,
    outcome: OutcomeKind,
) -> anyhow::Result<Commitment> {
    // Where std panics by itself, there is no line of the learner's to name.
    let has_line =
        prediction.expect.outcome != OutcomeKind::Panicked || prediction.expect.line.is_some();
    let rest = &args.words[1..];
    let mut said = Commitment {
        outcome,
        line: None,
        error: None,
        stdout: None,
    };
    if args.stdin && outcome != OutcomeKind::Finished {
        return Err(refuse(lesson, "`--stdin` goes with `prints` alone"));
    }
    match (outcome, rest) {
        (OutcomeKind::Finished, lines) => said.stdout = Some(printed(args, lesson, lines)?),
        (OutcomeKind::Deadlocked, []) => {}
        (OutcomeKind::Panicked | OutcomeKind::CompileError, [line]) => {
            said.line = Some(number(lesson, line)?);
        }
        (OutcomeKind::CompileError, [line, code]) => {
            said.line = Some(number(lesson, line)?);
            said.error = Some(code.to_uppercase());
        }
        (OutcomeKind::Panicked, []) if !has_line => {}
        (OutcomeKind::Panicked, []) => {
            return Err(refuse(
                lesson,
                "on which line does it panic? Say `panics LINE`",
            ));
        }
        (OutcomeKind::CompileError, []) => {
            let why = "because of which line? Say `compile-error LINE`, and the code if you like";
            return Err(refuse(lesson, why));
        }
        (_, [.., last]) => return Err(refuse(lesson, &format!("`{last}` is too much"))),
        _ => return Err(refuse(lesson, "the answer is not complete")),
    }
    Ok(said)
}

fn printed(args: &Args, lesson: &Lesson, lines: &[String]) -> anyhow::Result<String> {
    if args.stdin && !lines.is_empty() {
        return Err(refuse(
            lesson,
            "give the lines as arguments or with `--stdin`, not both",
        ));
    }
    if args.stdin {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(1 << 20)
            .read_to_end(&mut bytes)?;
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    // A prediction can be made once, so half a sentence is not taken for one.
    if lines.is_empty() {
        let why = "what does it print? Say `prints 'LINE' 'LINE' …`, or `prints ''` for nothing";
        return Err(refuse(lesson, why));
    }
    let ended = |line: &String| [line.as_str(), "\n"].concat();
    Ok(lines.iter().map(ended).collect())
}

fn number(lesson: &Lesson, word: &str) -> anyhow::Result<u32> {
    let number = word.parse().ok().filter(|&number| number > 0);
    number.ok_or_else(|| refuse(lesson, &format!("`{word}` is not the number of a line")))
}

fn chosen<'a>(args: &Args, lesson: &'a Lesson) -> anyhow::Result<Answer<'a>> {
    let (question, words) = question(&args.words, lesson)?;
    let mut choices: Vec<&Choice> = Vec::new();
    for word in words.iter().flat_map(|word| word.split(',')) {
        let Some(choice) = choice(question, word) else {
            let (id, last) = (&question.id, question.choices.len());
            let why = format!("{id} has no choice `{word}`; they are numbered from 1 to {last}");
            return Err(refuse(lesson, &why));
        };
        if !choices.iter().any(|other| other.id == choice.id) {
            choices.push(choice);
        }
    }
    if choices.is_empty() {
        return Err(refuse(lesson, &format!("which choice of {}?", question.id)));
    }
    Ok(Answer::Chosen(question, choices))
}

/// Which question is meant, by its id, by its number, or because there is only one; and the words behind that.
fn question<'a, 'w>(
    words: &'w [String],
    lesson: &'a Lesson,
) -> anyhow::Result<(&'a Question, &'w [String])> {
    let (first, rest) = words.split_first().expect("there is a first word");
    let questions = &lesson.questions;
    if let Some(named) = questions.iter().find(|question| question.id == *first) {
        return Ok((named, rest));
    }
    let number = first.parse::<usize>().ok();
    let numbered = number.and_then(|number| questions.get(number.checked_sub(1)?));
    match (questions.as_slice(), numbered) {
        ([], _) => Err(refuse(lesson, "it asks no questions")),
        ([only], _) => Ok((only, words)),
        (_, Some(question)) if !rest.is_empty() => Ok((question, rest)),
        _ => {
            let ids = questions.iter().map(|question| question.id.as_str());
            let ids: Vec<&str> = ids.collect();
            let why = format!("which question is meant? There is {}", ids.join(", "));
            Err(refuse(lesson, &why))
        }
    }
}

fn choice<'a>(question: &'a Question, word: &str) -> Option<&'a Choice> {
    let by_id = question.choices.iter().find(|choice| choice.id == word);
    let by_number = || {
        question
            .choices
            .get(word.parse::<usize>().ok()?.checked_sub(1)?)
    };
    by_id.or_else(by_number)
}

fn refuse(lesson: &Lesson, why: &str) -> anyhow::Error {
    let id = &lesson.id;
    Complaint::NotHere(format!(
        "{id}: {why}; `cellmate show {id}` says what can be answered"
    ))
    .into()
}
