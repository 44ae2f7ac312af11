//! A lesson: its head, what to do about it, its questions with the replies, its hints, and its sample solution.

use super::notices::lesson_status;
use super::{Block, CodeLine, Comparison, Headline, NextStep, NumberedChoice, Tone};
use crate::compare;
use crate::course::{self, Choice, Course, Hint, Kind, Lesson, Level, Question};
use crate::desk::LessonProgress;
use crate::engine::form::{Task, task};
use crate::engine::{LessonStatus, Refusal};
use crate::text;

/// Says which lesson this is: its title, its place in the course, what it asks for, and its status.
#[must_use]
pub fn lesson_head(course: &Course, lesson: &Lesson, status: LessonStatus) -> Vec<Block> {
    let place = course.lessons.iter().position(|one| one.id == lesson.id);
    let number = place.map_or(0, |place| place + 1);
    let mut chapters = course.chapters.iter();
    let chapter = chapters.find(|chapter| chapter.id == lesson.chapter);
    let chapter = chapter.map_or("", |chapter| chapter.title.as_str());
    let count = course.lessons.len();
    let mut facts = vec![format!(
        "{}, lesson {number} of {count}, in {chapter}",
        lesson.id
    )];
    facts.extend(lesson_facts(lesson).into_iter().map(str::to_owned));
    facts.push(lesson_status(status).to_owned());
    vec![
        Block::Heading(lesson.head.title.clone()),
        Block::Note(Tone::Quiet, facts.join(", ")),
    ]
}

/// Returns what a lesson asks for and how hard it is, in a word each.
#[must_use]
pub fn lesson_facts(lesson: &Lesson) -> Vec<&'static str> {
    let kind = match lesson.head.kind {
        Kind::Edit => "edit",
        Kind::Predict => "predict",
        Kind::Choose => "choose",
        Kind::Arrange => "arrange",
    };
    let level = match lesson.head.level {
        Level::Easy => "easy",
        Level::Medium => "medium",
        Level::Hard => "hard",
    };
    let core = lesson.head.core.then_some("core");
    let optional = lesson.head.optional.then_some("optional");
    [Some(kind), Some(level), core, optional]
        .into_iter()
        .flatten()
        .collect()
}

/// Returns a line of a diagram without the words beside its code, which can also be below it.
#[must_use]
pub fn without_note(line: &str) -> &str {
    text::split_note(line)
        .map_or(line, |(code, _)| code)
        .trim_end()
}

/// Says what the learner can answer now, if there is anything.
#[must_use]
pub fn to_answer(lesson: &Lesson, progress: &LessonProgress) -> Option<Block> {
    let does = match task(lesson, progress) {
        Task::Predict(_) => "takes your prediction, then runs the program",
        Task::Order => "takes the lines in your order",
        Task::Ask(_) => "takes your answer to the question",
        Task::Edit | Task::Done => return None,
    };
    Some(Block::next_step(NextStep::Answer, does))
}

/// Says how to have the file graded.
#[must_use]
pub fn to_check() -> Block {
    Block::next_step(
        NextStep::Check,
        "grades your file after you have changed it",
    )
}

/// Says that the file comes next, and then the lesson's questions.
#[must_use]
pub fn to_edit(lesson: &Lesson) -> Block {
    let then = match lesson.questions.len() {
        0 => "",
        1 => " The question comes after that.",
        _ => " The questions come after that.",
    };
    Block::Prose(format!("Next, change your file until it passes.{then}"))
}

/// Says what to do after a verdict that is not passed. If the file is watched, each save grades it.
#[must_use]
pub fn after_failure(lesson: &Lesson, progress: &LessonProgress, is_watched: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    if progress.hints.len() < lesson.hints.len() {
        blocks.push(Block::next_step(NextStep::Hint, "shows the next hint"));
    }
    blocks.push(match lesson.head.kind {
        Kind::Arrange => Block::next_step(NextStep::Answer, "takes another order of the lines"),
        Kind::Edit if is_watched => Block::Note(
            Tone::Quiet,
            "cellmate grades your file again when you save it.".to_owned(),
        ),
        Kind::Edit | Kind::Predict | Kind::Choose => {
            Block::next_step(NextStep::Check, "grades your file again")
        }
    });
    blocks
}

/// Returns what a question asks, without its choices.
#[must_use]
pub fn question(question: &Question) -> Vec<Block> {
    let mut blocks = vec![Block::Prose(question.ask.clone())];
    if question.has_several_right() {
        let says = "More than one choice is right. Choose every right one.";
        blocks.push(Block::Note(Tone::Quiet, says.to_owned()));
    }
    blocks
}

/// Returns the choices of a question; once it `is_answered`, the right ones are marked.
#[must_use]
pub fn choices(question: &Question, is_answered: bool) -> Block {
    let numbered = |(number, choice): (usize, &Choice)| NumberedChoice {
        number,
        text: choice.text.clone(),
        right: (is_answered && choice.right).then_some(true),
    };
    Block::Choices((1..).zip(&question.choices).map(numbered).collect())
}

/// Returns the lines to put into order, with the numbers that an answer refers to.
#[must_use]
pub fn lines_to_order(lesson: &Lesson) -> Vec<Block> {
    let title = "The lines, shuffled; some may not belong in your file";
    vec![
        Block::Heading(title.to_owned()),
        numbered(course::shown(lesson)),
    ]
}

/// Returns the reply to the learner's choices.
#[must_use]
pub fn reply(question: &Question, chosen: &[&Choice]) -> Vec<Block> {
    let headline = |(tone, status): (Tone, &str)| {
        Block::Headline(Headline {
            tone,
            status: status.to_owned(),
            detail: None,
            millis: None,
        })
    };
    let is_incomplete =
        chosen.iter().all(|choice| choice.right) && !question.is_answered_by(chosen);
    let mut blocks = Vec::new();
    if is_incomplete {
        blocks.push(headline((Tone::Notice, "not complete yet")));
    }
    for choice in chosen {
        if !is_incomplete {
            blocks.push(headline(if choice.right {
                (Tone::Good, "right")
            } else {
                (Tone::Bad, "not quite")
            }));
        }
        let mut all = question.choices.iter();
        let number = all.position(|other| other.id == choice.id);
        blocks.push(Block::Choices(vec![NumberedChoice {
            number: number.map_or(0, |at| at + 1),
            text: choice.text.clone(),
            right: (!choice.right).then_some(false),
        }]));
        blocks.push(Block::Prose(choice.say.clone()));
    }
    if is_incomplete {
        let says = "What you chose is right, but at least one other choice is right, too.";
        blocks.push(Block::Note(Tone::Notice, says.to_owned()));
    }
    blocks
}

/// Returns the questions that were answered right, with their choices.
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

/// Returns the hints that the learner asked for, and whether there is another. Does not say how many are left.
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

/// Returns one hint; `number` counts those that the learner asked for, from 1.
#[must_use]
pub fn hint(hint: &Hint, number: usize) -> Vec<Block> {
    vec![
        Block::Heading(format!("Hint {number}")),
        Block::Prose(hint.text.clone()),
    ]
}

/// Says that there is no other hint.
#[must_use]
pub fn no_more_hints(lesson: &Lesson) -> Block {
    let says = if lesson.hints.is_empty() {
        Refusal::NoHints.sentence()
    } else {
        "There are no more hints.".to_owned()
    };
    Block::Note(Tone::Quiet, says)
}

/// Returns the sample solution beside the learner's file.
#[must_use]
pub fn solution(solution: &str, yours: &str) -> Vec<Block> {
    if let Some(diff) = compare::programs(solution, yours) {
        let says = "A sample solution and your file. Yours may look different.";
        let comparison = Comparison {
            expected: "one good way".to_owned(),
            actual: "yours".to_owned(),
            is_judged: false,
            diff,
        };
        return vec![
            Block::Note(Tone::Quiet, says.to_owned()),
            Block::Diff(comparison),
        ];
    }
    let says = "Your file is the same as the sample solution.";
    vec![
        Block::Note(Tone::Good, says.to_owned()),
        numbered(solution.lines()),
    ]
}

fn numbered<'a>(lines: impl IntoIterator<Item = &'a str>) -> Block {
    let line = |(number, text): (u32, &str)| CodeLine {
        number,
        text: text.to_owned(),
        mark: None,
    };
    Block::Code((1..).zip(lines).map(line).collect())
}
