//! Parses the words of an answer, by the kind of the lesson; `engine::form` checks what they say.

use super::super::error::Error;
use super::Args;
use crate::course::{Kind, Lesson, Prediction, Question};
use crate::desk::LessonProgress;
use crate::engine::form::{self, FormError, PredictionDraft};
use crate::verdict::OutcomeKind;
use std::collections::BTreeSet;
use std::io::Read;

#[derive(Debug)]
pub(super) enum Answer<'a> {
    /// A prediction of what a program will do.
    Predicted(&'a Prediction, PredictionDraft),
    /// A second prediction for a program that has run already.
    AlreadyPredicted(&'a Prediction),
    /// The indices of the chosen choices.
    Chosen(&'a Question, BTreeSet<usize>),
    /// The indices of the lines, in their new order.
    Ordered(Vec<usize>),
}

pub(super) fn parse<'a>(
    args: &Args,
    lesson: &'a Lesson,
    so_far: &LessonProgress,
) -> anyhow::Result<Answer<'a>> {
    let Some(first) = args.words.first() else {
        return Err(invalid(lesson, "the answer is missing"));
    };
    if let Some(outcome) = outcome(first) {
        let prediction = prediction(args, lesson, so_far)?;
        if so_far.predictions.contains_key(&prediction.id) {
            return Ok(Answer::AlreadyPredicted(prediction));
        }
        return Ok(Answer::Predicted(prediction, draft(args, lesson, outcome)?));
    }
    let words = args.words.iter().flat_map(|word| word.split(','));
    let numbers: Result<Vec<usize>, _> = words.map(str::parse).collect();
    // A single number answers the question, because it is not an order of lines.
    if lesson.head.kind == Kind::Arrange
        && let Ok(numbers) = numbers
        && numbers.len() > 1
    {
        let places = numbers.iter().map(|number| number.checked_sub(1));
        let places: Option<Vec<usize>> = places.collect();
        let no_zero = || invalid(lesson, "the lines are numbered from 1");
        return Ok(Answer::Ordered(places.ok_or_else(no_zero)?));
    }
    if !so_far.has_predicted(lesson) {
        let help = "type `panics LINE`, `compile-error LINE`, `prints 'LINE' …` or `hangs`";
        return Err(refused(lesson, "predict the program first", help));
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

/// Finds the prediction that `--of` names, or else the first one that has not been made.
fn prediction<'a>(
    args: &Args,
    lesson: &'a Lesson,
    so_far: &LessonProgress,
) -> anyhow::Result<&'a Prediction> {
    let predictions = &lesson.predictions;
    let Some(id) = &args.of else {
        let open = form::open_prediction(lesson, so_far).or(predictions.last());
        return open.ok_or_else(|| invalid(lesson, "this lesson has no predictions"));
    };
    let named = predictions.iter().find(|prediction| prediction.id == *id);
    named.ok_or_else(|| {
        let ids: Vec<&str> = predictions.iter().map(|p| p.id.as_str()).collect();
        let why = format!("there is no prediction `{id}`, only {}", ids.join(", "));
        invalid(lesson, &why)
    })
}

fn draft(args: &Args, lesson: &Lesson, outcome: OutcomeKind) -> anyhow::Result<PredictionDraft> {
    if args.stdin && outcome != OutcomeKind::Finished {
        return Err(invalid(lesson, "`--stdin` works only with `prints`"));
    }
    let mut draft = PredictionDraft {
        outcome,
        line: String::new(),
        code: None,
        printed: Vec::new(),
    };
    let rest = &args.words[1..];
    let extra = match (outcome, rest) {
        (OutcomeKind::Finished, lines) => {
            draft.printed = printed(args, lesson, lines)?;
            None
        }
        (OutcomeKind::CompileError, [at, code, extra @ ..]) => {
            draft.line = line(lesson, at)?;
            draft.code = Some(code.to_uppercase());
            extra.last()
        }
        (OutcomeKind::CompileError | OutcomeKind::Panicked, [at, extra @ ..]) => {
            draft.line = line(lesson, at)?;
            extra.last()
        }
        (
            OutcomeKind::CompileError
            | OutcomeKind::Panicked
            | OutcomeKind::Deadlocked
            | OutcomeKind::TimedOut
            | OutcomeKind::Killed,
            extra,
        ) => extra.last(),
    };
    match extra {
        Some(word) => Err(invalid(lesson, &format!("unexpected `{word}` at the end"))),
        None => Ok(draft),
    }
}

fn printed(args: &Args, lesson: &Lesson, lines: &[String]) -> anyhow::Result<Vec<String>> {
    if args.stdin && !lines.is_empty() {
        return Err(invalid(
            lesson,
            "cannot take lines both as arguments and with `--stdin`",
        ));
    }
    if args.stdin {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(1 << 20)
            .read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        return Ok(text.lines().map(str::to_owned).collect());
    }
    // A program can be predicted only once, so an incomplete prediction is an error.
    if lines.is_empty() {
        let help = "type `prints 'LINE' 'LINE' …`, or `prints ''` for no output";
        return Err(refused(lesson, "the output is missing", help));
    }
    Ok(lines.to_vec())
}

fn line(lesson: &Lesson, word: &str) -> anyhow::Result<String> {
    match word.parse::<u32>() {
        Ok(1..) => Ok(word.to_owned()),
        Ok(0) | Err(_) => Err(invalid(lesson, &format!("`{word}` is not a line number"))),
    }
}

fn chosen<'a>(args: &Args, lesson: &'a Lesson) -> anyhow::Result<Answer<'a>> {
    let (question, words) = question(&args.words, lesson)?;
    let choices = &question.choices;
    let mut chosen = BTreeSet::new();
    for word in words.iter().flat_map(|word| word.split(',')) {
        let by_id = choices.iter().position(|choice| choice.id == word);
        let by_number = || word.parse::<usize>().ok()?.checked_sub(1);
        let Some(at) = by_id.or_else(by_number) else {
            let (id, last) = (&question.id, choices.len());
            let why = format!("{id} has no choice `{word}`, only 1 to {last}");
            return Err(invalid(lesson, &why));
        };
        chosen.insert(at);
    }
    if chosen.is_empty() {
        let why = format!("the number of your choice for `{}` is missing", question.id);
        return Err(invalid(lesson, &why));
    }
    Ok(Answer::Chosen(question, chosen))
}

/// Finds the question by its id or number; the only question needs neither. Returns it with the remaining words.
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
        ([], _) => Err(invalid(lesson, "this lesson has no questions")),
        ([only], _) => Ok((only, words)),
        (_, Some(question)) if !rest.is_empty() => Ok((question, rest)),
        _ => {
            let ids = questions.iter().map(|question| question.id.as_str());
            let ids: Vec<&str> = ids.collect();
            let ids = ids.join(", ");
            let help = format!("type the name ({ids}), then the numbers of your choices");
            Err(refused(lesson, "the question's name is missing", &help))
        }
    }
}

/// Returns the error for an invalid answer, with general help.
fn invalid(lesson: &Lesson, why: &str) -> anyhow::Error {
    let help = format!("`cellmate show {}` shows what you can answer", lesson.id);
    refused(lesson, why, &help)
}

fn refused(lesson: &Lesson, why: &str, help: &str) -> anyhow::Error {
    Error::refused(format!("{}: {why}", lesson.id), help).into()
}

/// Returns the error for an answer that cannot be committed, with the help of this command.
pub(super) fn not_committed(lesson: &Lesson, error: FormError) -> anyhow::Error {
    match error {
        FormError::NoLine => {
            let help = "type `panics LINE` or `compile-error LINE [CODE]`";
            refused(lesson, "the line number is missing", help)
        }
        FormError::NoSuchLine { typed, last } => {
            let why = format!("there is no line {typed}, because the program has {last} lines");
            invalid(lesson, &why)
        }
        FormError::Order(problem) => invalid(lesson, &problem.to_string()),
        FormError::NoDesk => Error::NoDesk.into(),
        FormError::ReadOnly(why) => anyhow::Error::msg(why),
        FormError::NotAsked => invalid(lesson, "this lesson does not ask for that now"),
        FormError::NoSuchChoice { last } => invalid(
            lesson,
            &format!("there is no such choice (the choices are numbered from 1 to {last})"),
        ),
        FormError::NoChoice => invalid(lesson, "give the number of a choice"),
        FormError::OnlyOneChoice => invalid(lesson, "only one choice is right, so give one number"),
        FormError::NoLines => invalid(lesson, "the line numbers are missing"),
    }
}
