//! Decides what a lesson asks next, and turns answers into commands, after checking them for every front end.

use super::Command;
use crate::course::{self, Kind, Lesson, Prediction, Question, prediction_text};
use crate::desk::LessonProgress;
use crate::verdict::{OutcomeKind, PredictedOutcome};
use std::collections::BTreeSet;

/// The outcomes that can be predicted, in the order in which they are offered.
pub const OUTCOMES: [OutcomeKind; 4] = [
    OutcomeKind::CompileError,
    OutcomeKind::Finished,
    OutcomeKind::Panicked,
    OutcomeKind::Deadlocked,
];

/// What a lesson asks now.
#[derive(Clone, Copy, Debug)]
pub enum Task<'a> {
    /// What will this program do?
    Predict(&'a Prediction),
    /// In which order do these lines belong?
    Order,
    /// Nothing yet: the learner changes the file first, and the lesson asks its questions after that.
    Edit,
    Ask(&'a Question),
    Done,
}

/// What was just answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The prediction with this id.
    Predicted(String),
    Answered {
        question: String,
        /// The indices of the choices.
        choices: Vec<usize>,
        right: bool,
    },
}

/// A prediction before it is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PredictionDraft {
    pub outcome: OutcomeKind,
    /// The line, as it was typed.
    pub line: String,
    /// The error code, if one was chosen.
    pub code: Option<String>,
    /// What the program prints, line by line.
    pub printed: Vec<String>,
}

/// Why an answer cannot be committed.
#[derive(Debug, PartialEq, Eq)]
pub enum FormError {
    /// The desk cannot be written, for this reason.
    ReadOnly(String),
    NoDesk,
    /// The lesson isn't asking for this now.
    NotAsked,
    /// No line is typed.
    NoLine,
    NoSuchLine {
        typed: String,
        last: usize,
    },
    /// There is no choice with this number.
    NoSuchChoice {
        last: usize,
    },
    NoChoice,
    /// Several choices, although only one is right.
    OnlyOneChoice,
    NoLines,
    Order(course::ArrangeProblem),
}

impl From<course::ArrangeProblem> for FormError {
    fn from(problem: course::ArrangeProblem) -> Self {
        Self::Order(problem)
    }
}

/// Returns what a lesson asks a learner with this progress.
#[must_use]
pub fn task<'a>(lesson: &'a Lesson, so_far: &LessonProgress) -> Task<'a> {
    if let Some(open) = open_prediction(lesson, so_far) {
        return Task::Predict(open);
    }
    match lesson.head.kind {
        Kind::Arrange if so_far.first_pass.is_none() => return Task::Order,
        Kind::Edit if so_far.first_pass.is_none() => return Task::Edit,
        Kind::Arrange | Kind::Edit | Kind::Predict | Kind::Choose => {}
    }
    match open_question(lesson, so_far) {
        Some(open) => Task::Ask(open),
        None => Task::Done,
    }
}

/// Returns the first prediction that the learner has not made.
#[must_use]
pub fn open_prediction<'a>(lesson: &'a Lesson, so_far: &LessonProgress) -> Option<&'a Prediction> {
    let mut predictions = lesson.predictions.iter();
    predictions.find(|prediction| !so_far.predictions.contains_key(&prediction.id))
}

/// Returns the first question that the learner has not answered right.
#[must_use]
pub fn open_question<'a>(lesson: &'a Lesson, so_far: &LessonProgress) -> Option<&'a Question> {
    let mut questions = lesson.questions.iter();
    questions.find(|question| {
        let answer = so_far.answers.get(&question.id);
        answer.is_none_or(|answer| !answer.right)
    })
}

/// Returns the command that commits a prediction.
///
/// # Errors
/// If the line is missing, or not one of the program's.
pub fn predict(
    lesson: &Lesson,
    prediction: &Prediction,
    draft: &PredictionDraft,
) -> Result<Command, FormError> {
    let line = || check_line(lesson, prediction, &draft.line);
    let mut predicted = PredictedOutcome {
        outcome: draft.outcome,
        line: None,
        error: None,
        stdout: None,
    };
    match draft.outcome {
        OutcomeKind::CompileError => {
            predicted.line = Some(line()?);
            predicted.error.clone_from(&draft.code);
        }
        OutcomeKind::Panicked => predicted.line = Some(line()?),
        OutcomeKind::Finished => predicted.stdout = Some(printed(&draft.printed)),
        OutcomeKind::Deadlocked | OutcomeKind::TimedOut | OutcomeKind::Killed => {}
    }
    Ok(Command::Predict {
        lesson: lesson.id.clone(),
        prediction: prediction.id.clone(),
        predicted,
    })
}

/// Returns the command that answers a question with the choices at these indices, and the reply.
///
/// # Errors
/// If there is no such choice, or only one can be right and there are several.
pub fn answer(
    lesson: &Lesson,
    question: &Question,
    chosen: &BTreeSet<usize>,
) -> Result<(Command, Reply), FormError> {
    let last = question.choices.len();
    let choices: Vec<usize> = chosen.iter().copied().collect();
    let picked = choices.iter().map(|at| question.choices.get(*at));
    let picked: Option<Vec<_>> = picked.collect();
    let picked = picked.ok_or(FormError::NoSuchChoice { last })?;
    if picked.is_empty() {
        return Err(FormError::NoChoice);
    }
    if picked.len() > 1 && !question.has_several_right() {
        return Err(FormError::OnlyOneChoice);
    }
    let right = question.is_answered_by(&picked);
    let command = Command::RecordAnswer {
        lesson: lesson.id.clone(),
        question: question.id.clone(),
        choices: picked.iter().map(|choice| choice.id.clone()).collect(),
        right,
    };
    let reply = Reply::Answered {
        question: question.id.clone(),
        choices,
        right,
    };
    Ok((command, reply))
}

/// Returns the command that writes the file with these of the lines shown, in this order.
///
/// # Errors
/// If the order is empty or invalid.
pub fn arrange(
    lesson: &Lesson,
    so_far: &LessonProgress,
    order: &[usize],
) -> Result<Command, FormError> {
    if order.is_empty() {
        return Err(FormError::NoLines);
    }
    let text = course::compose(lesson, order)?;
    let before = arranged(lesson, so_far);
    let shown = course::shown(lesson);
    let lines = order.iter().filter_map(|&index| shown.get(index));
    Ok(Command::Arrange {
        lesson: lesson.id.clone(),
        text,
        before: before.and_then(|before| course::compose(lesson, &before).ok()),
        lines: lines.map(|line| (*line).to_owned()).collect(),
    })
}

/// Returns the order that was committed last, as indices among the lines shown.
#[must_use]
pub fn arranged(lesson: &Lesson, so_far: &LessonProgress) -> Option<Vec<usize>> {
    let shown = course::shown(lesson);
    let place = |line: &String| shown.iter().position(|other| other == line);
    let lines = so_far.arranged.as_ref()?;
    Some(lines.iter().filter_map(place).collect())
}

/// Joins the lines, without the empty ones at the end: an empty line commits the output.
fn printed(lines: &[String]) -> String {
    let mut typed = lines;
    while let [before @ .., last] = typed
        && last.is_empty()
    {
        typed = before;
    }
    typed.iter().map(|line| line.clone() + "\n").collect()
}

/// Returns the line of a prediction's program that was typed.
///
/// # Errors
/// If it is missing, or not one of the program's.
pub fn check_line(lesson: &Lesson, prediction: &Prediction, typed: &str) -> Result<u32, FormError> {
    if typed.is_empty() {
        return Err(FormError::NoLine);
    }
    let last = prediction_text(lesson, prediction).lines().count();
    let number: usize = typed.parse().unwrap_or(0);
    match u32::try_from(number) {
        Ok(line) if number > 0 && number <= last => Ok(line),
        Ok(_) | Err(_) => Err(FormError::NoSuchLine {
            typed: typed.to_owned(),
            last,
        }),
    }
}
