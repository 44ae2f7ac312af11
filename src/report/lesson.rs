//! A lesson: its questions with the replies, its hints, its sample solution, and what to do next about it.

use super::{Block, CodeLine, Comparison, Headline, NextStep, NumberedChoice, Tone};
use crate::compare::{self, CompareMode};
use crate::course::{Choice, Hint, Kind, Lesson, Question};
use crate::desk::LessonProgress;

/// What to do after a verdict that is not passed.
#[must_use]
pub fn after_failure(lesson: &Lesson, progress: &LessonProgress) -> Vec<Block> {
    let mut blocks = Vec::new();
    if progress.hints.len() < lesson.hints.len() {
        blocks.push(Block::next_step(NextStep::Hint, "shows the next hint"));
    }
    blocks.push(match lesson.head.kind {
        Kind::Arrange => Block::next_step(NextStep::Answer, "takes another order of the lines"),
        Kind::Edit | Kind::Predict | Kind::Choose => {
            Block::next_step(NextStep::Check, "grades your file again")
        }
    });
    blocks
}

/// What a question asks; its choices are not part of it.
#[must_use]
pub fn question(question: &Question) -> Vec<Block> {
    let mut blocks = vec![Block::Prose(question.ask.clone())];
    if question.has_several_right() {
        let says = "More than one choice is right: choose all of them.";
        blocks.push(Block::Note(Tone::Quiet, says.to_owned()));
    }
    blocks
}

/// The choices of a question; those that are right are marked once it `is_answered`.
#[must_use]
pub fn choices(question: &Question, is_answered: bool) -> Block {
    let numbered = |(number, choice): (usize, &Choice)| NumberedChoice {
        number,
        text: choice.text.clone(),
        is_right: is_answered && choice.right,
    };
    Block::Choices((1..).zip(&question.choices).map(numbered).collect())
}

/// The reply to the choices that were made.
#[must_use]
pub fn reply(question: &Question, chosen: &[&Choice]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for choice in chosen {
        let (tone, status) = if choice.right {
            (Tone::Good, "right")
        } else {
            (Tone::Bad, "not quite")
        };
        blocks.push(Block::Headline(Headline {
            tone,
            status: status.to_owned(),
            detail: None,
            millis: None,
        }));
        let mut all = question.choices.iter();
        let number = all.position(|other| other.id == choice.id);
        blocks.push(Block::Choices(vec![NumberedChoice {
            number: number.map_or(0, |at| at + 1),
            text: choice.text.clone(),
            is_right: false,
        }]));
        blocks.push(Block::Prose(choice.say.clone()));
    }
    if chosen.iter().all(|choice| choice.right) && !question.is_answered_by(chosen) {
        let says = "That is right, but it isn't all: another choice is right, too.";
        blocks.push(Block::Note(Tone::Notice, says.to_owned()));
    }
    blocks
}

/// The questions that were answered right, with their choices.
#[must_use]
pub fn answers(lesson: &Lesson, progress: &LessonProgress) -> Vec<Block> {
    let is_answered = |question: &&Question| {
        let answer = progress.answers.get(&question.id);
        answer.is_some_and(|answer| answer.right)
    };
    let answered = lesson.questions.iter().filter(is_answered);
    answered
        .flat_map(|question| [Block::Prose(question.ask.clone()), choices(question, true)])
        .collect()
}

/// The hints that were asked for, and whether there is another. How many are left is not said.
#[must_use]
pub fn hints(lesson: &Lesson, progress: &LessonProgress) -> Vec<Block> {
    let shown = progress.hints.iter().enumerate();
    let shown = shown.filter_map(|(at, id)| {
        let hint = lesson.hints.iter().find(|hint| hint.id == *id)?;
        Some(self::hint(hint, at + 1))
    });
    let mut blocks: Vec<Block> = shown.flatten().collect();
    let is_shown = |hint: &Hint| progress.hints.contains(&hint.id);
    blocks.push(if lesson.hints.iter().all(is_shown) {
        no_more_hints(lesson)
    } else if blocks.is_empty() {
        Block::next_step(NextStep::Hint, "shows a hint")
    } else {
        Block::next_step(NextStep::Hint, "shows another hint")
    });
    blocks
}

/// One hint; `number` counts those that were asked for, from 1.
#[must_use]
pub fn hint(hint: &Hint, number: usize) -> Vec<Block> {
    vec![
        Block::Heading(format!("Hint {number}")),
        Block::Prose(hint.text.clone()),
    ]
}

/// There is no other hint.
#[must_use]
pub fn no_more_hints(lesson: &Lesson) -> Block {
    let says = if lesson.hints.is_empty() {
        "This lesson has no hints."
    } else {
        "There are no more hints."
    };
    Block::Note(Tone::Quiet, says.to_owned())
}

/// The sample solution beside the learner's file.
#[must_use]
pub fn solution(solution: &str, yours: &str) -> Vec<Block> {
    if let Ok(Some(diff)) = compare::compare(CompareMode::Exact, solution, yours) {
        let says = "A sample solution and your file. Yours may look different.";
        let comparison = Comparison {
            expected: "sample solution".to_owned(),
            actual: "your file".to_owned(),
            diff,
        };
        return vec![
            Block::Note(Tone::Quiet, says.to_owned()),
            Block::Diff(comparison),
        ];
    }
    let says = "Your file is the same as the sample solution.";
    let line = |(number, text): (u32, &str)| CodeLine {
        number,
        text: text.to_owned(),
        mark: None,
    };
    vec![
        Block::Note(Tone::Good, says.to_owned()),
        Block::Code((1..).zip(solution.lines()).map(line).collect()),
    ]
}
