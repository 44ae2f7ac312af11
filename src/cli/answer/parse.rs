//! Parses the words of an answer, by the kind of the lesson.

use super::super::asked;
use super::super::error::Error;
use super::Args;
use crate::course::{self, Choice, Kind, Lesson, Prediction, Question};
use crate::desk::LessonProgress;
use crate::verdict::{Commitment, OutcomeKind};
use std::io::Read;

/// A parsed answer.
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
    progress: &LessonProgress,
) -> anyhow::Result<Answer<'a>> {
    let Some(first) = args.words.first() else {
        return Err(invalid(lesson, "the answer is missing"));
    };
    if let Some(outcome) = outcome(first) {
        return prediction(args, lesson, progress, outcome);
    }
    let words = args.words.iter().flat_map(|word| word.split(','));
    let numbers: Result<Vec<usize>, _> = words.map(str::parse).collect();
    // A single number answers the question: it is not an order of lines.
    if lesson.head.kind == Kind::Arrange
        && let Ok(order) = numbers
        && order.len() > 1
    {
        return Ok(Answer::Ordered(order));
    }
    if !progress.has_predicted(lesson) {
        let why = "the program has no prediction yet\nhelp: first predict what it does: `panics`, `compile-error`, `prints` or `hangs`";
        return Err(invalid(lesson, why));
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
    progress: &LessonProgress,
    outcome: OutcomeKind,
) -> anyhow::Result<Answer<'a>> {
    let prediction = match &args.of {
        Some(id) => {
            let known: Vec<&str> = lesson.predictions.iter().map(|p| p.id.as_str()).collect();
            let found = lesson
                .predictions
                .iter()
                .find(|prediction| prediction.id == *id);
            let why = || format!("it has no program `{id}`, only {}", known.join(", "));
            found.ok_or_else(|| invalid(lesson, &why()))?
        }
        None => match asked::next_open(lesson, progress).or(lesson.predictions.last()) {
            Some(prediction) => prediction,
            None => return Err(invalid(lesson, "it asks for no prediction")),
        },
    };
    if progress.predictions.contains_key(&prediction.id) {
        return Ok(Answer::AlreadyPredicted(prediction));
    }
    let commitment = commitment(args, lesson, prediction, outcome)?;
    let last = course::prediction_text(lesson, prediction).lines().count();
    if let Some(line) = commitment
        .line
        .filter(|&line| usize::try_from(line).is_ok_and(|l| l > last))
    {
        let why = format!("there is no line {line}, because the program has {last} lines");
        return Err(invalid(lesson, &why));
    }
    Ok(Answer::Predicted(prediction, commitment))
}

fn commitment(
    args: &Args,
    lesson: &Lesson,
    prediction: &Prediction,
    outcome: OutcomeKind,
) -> anyhow::Result<Commitment> {
    // If std panics by itself, the panic has no line in the program.
    let has_line =
        prediction.expect.outcome != OutcomeKind::Panicked || prediction.expect.line.is_some();
    let rest = &args.words[1..];
    let mut commitment = Commitment {
        outcome,
        line: None,
        error: None,
        stdout: None,
    };
    if args.stdin && outcome != OutcomeKind::Finished {
        return Err(invalid(lesson, "`--stdin` works only with `prints`"));
    }
    match (outcome, rest) {
        (OutcomeKind::Finished, lines) => commitment.stdout = Some(printed(args, lesson, lines)?),
        (OutcomeKind::Deadlocked, []) => {}
        (OutcomeKind::Panicked | OutcomeKind::CompileError, [line]) => {
            commitment.line = Some(number(lesson, line)?);
        }
        (OutcomeKind::CompileError, [line, code]) => {
            commitment.line = Some(number(lesson, line)?);
            commitment.error = Some(code.to_uppercase());
        }
        (OutcomeKind::Panicked, []) if !has_line => {}
        (OutcomeKind::Panicked, []) => {
            return Err(invalid(
                lesson,
                "the line of the panic is missing\nhelp: type `panics LINE`",
            ));
        }
        (OutcomeKind::CompileError, []) => {
            let why = "the line of the error is missing\nhelp: type `compile-error LINE [CODE]`";
            return Err(invalid(lesson, why));
        }
        (_, [.., last]) => return Err(invalid(lesson, &format!("unexpected `{last}` at the end"))),
        _ => return Err(invalid(lesson, "the answer is incomplete")),
    }
    Ok(commitment)
}

fn printed(args: &Args, lesson: &Lesson, lines: &[String]) -> anyhow::Result<String> {
    if args.stdin && !lines.is_empty() {
        return Err(invalid(
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
    // A program can be predicted only once, so an incomplete prediction is an error.
    if lines.is_empty() {
        let why = "the output is missing\nhelp: type `prints 'LINE' 'LINE' …`, or `prints ''` for no output";
        return Err(invalid(lesson, why));
    }
    let ended = |line: &String| [line.as_str(), "\n"].concat();
    Ok(lines.iter().map(ended).collect())
}

fn number(lesson: &Lesson, word: &str) -> anyhow::Result<u32> {
    let number = word.parse().ok().filter(|&number| number > 0);
    number.ok_or_else(|| invalid(lesson, &format!("`{word}` is not a line number")))
}

fn chosen<'a>(args: &Args, lesson: &'a Lesson) -> anyhow::Result<Answer<'a>> {
    let (question, words) = question(&args.words, lesson)?;
    let mut choices: Vec<&Choice> = Vec::new();
    for word in words.iter().flat_map(|word| word.split(',')) {
        let Some(choice) = choice(question, word) else {
            let (id, last) = (&question.id, question.choices.len());
            let why = format!("{id} has no choice `{word}`, only 1 to {last}");
            return Err(invalid(lesson, &why));
        };
        if !choices.iter().any(|other| other.id == choice.id) {
            choices.push(choice);
        }
    }
    if choices.is_empty() {
        return Err(invalid(
            lesson,
            &format!("the number of a choice of {} is missing", question.id),
        ));
    }
    Ok(Answer::Chosen(question, choices))
}

/// Finds the question by its id or number, or as the only one. Returns it with the remaining words.
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
        ([], _) => Err(invalid(lesson, "it has no questions")),
        ([only], _) => Ok((only, words)),
        (_, Some(question)) if !rest.is_empty() => Ok((question, rest)),
        _ => {
            let ids = questions.iter().map(|question| question.id.as_str());
            let ids: Vec<&str> = ids.collect();
            let why = format!(
                "the name of the question is missing\nhelp: type one of {}, and the numbers of the choices",
                ids.join(", ")
            );
            Err(invalid(lesson, &why))
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

/// Returns the error for an invalid answer, with a general help line unless `why` has its own.
fn invalid(lesson: &Lesson, why: &str) -> anyhow::Error {
    let id = &lesson.id;
    let help = if why.contains("\nhelp: ") {
        String::new()
    } else {
        format!("\nhelp: `cellmate show {id}` shows what you can answer")
    };
    Error::Other(format!("{id}: {why}{help}")).into()
}
