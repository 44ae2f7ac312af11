//! The texts of a lesson: all written, neither too short nor too long, and in Markdown that can be shown.

use super::toml_texts::{self, Text};
use crate::course::{Course, Lesson, Problem};
use crate::markdown;
use crate::text::plural;
use std::ops::RangeInclusive;

/// Marks a text that is still to be written.
const TODO_MARKER: &str = "TODO:";

/// The keys whose texts are Markdown.
const MARKDOWN_KEYS: &[&str] = &[
    "text",
    "takeaway",
    "hint.text",
    "feedback.say",
    "question.ask",
    "question.choice.text",
    "question.choice.say",
];

/// How many words the text of a lesson has.
const LESSON_WORDS: RangeInclusive<usize> = 100..=450;

/// How many words a hint has.
const HINT_WORDS: RangeInclusive<usize> = 20..=120;

/// How many hints a lesson has.
const HINT_COUNT: RangeInclusive<usize> = 2..=4;

/// Checks the texts of a lesson.
pub(super) fn lesson(lesson: &Lesson) -> Vec<Problem> {
    let texts = toml_texts::all(&lesson.toml);
    let mut found = unwritten(&lesson.path, &lesson.toml);
    found.extend(markdown(&lesson.path, &lesson.toml, &texts));
    let lengths = [
        (
            "text",
            LESSON_WORDS,
            "the text",
            "a lesson should take a few minutes to read: 150 to 400 words are best",
        ),
        (
            "hint.text",
            HINT_WORDS,
            "this hint",
            "a hint says one thing that helps: 20 to 120 words",
        ),
    ];
    for (key, range, name, remedy) in lengths {
        let wrong = texts
            .iter()
            .filter(|text| text.key == key)
            .filter_map(|text| {
                let words = text.value.split_whitespace().count();
                let wrong = !range.contains(&words) && !text.value.contains(TODO_MARKER);
                let message = format!("{name} has {}", plural(words, "word"));
                wrong.then(|| {
                    Problem::at_line(&lesson.path, &lesson.toml, text.line, message, remedy)
                })
            });
        found.extend(wrong);
    }
    found.extend(hints(lesson));
    found
}

/// Checks the texts of `course.toml`.
pub(super) fn course(path: &str, toml: &str) -> Vec<Problem> {
    let mut found = unwritten(path, toml);
    found.extend(markdown(path, toml, &toml_texts::all(toml)));
    found
}

/// Finds every line of a file with a marker for something that is still to be written.
pub(super) fn unwritten(path: &str, text: &str) -> Vec<Problem> {
    let remedy = "write what the marker asks for, and remove it";
    let marked = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains(TODO_MARKER))
        .map(|(index, _)| Problem::at_line(path, text, index + 1, "not written yet", remedy));
    marked.collect()
}

fn markdown(path: &str, toml: &str, texts: &[Text]) -> Vec<Problem> {
    let shown = texts
        .iter()
        .filter(|text| MARKDOWN_KEYS.contains(&text.key.as_str()));
    let wrong = shown.flat_map(|text| {
        markdown::problems(&text.value).into_iter().map(|problem| {
            let (message, remedy) = problem
                .message
                .split_once("; ")
                .unwrap_or((&problem.message, ""));
            Problem::at_line(path, toml, text.line + problem.line - 1, message, remedy)
        })
    });
    wrong.collect()
}

fn hints(lesson: &Lesson) -> Option<Problem> {
    let asked = lesson.has_file();
    if !asked || HINT_COUNT.contains(&lesson.hints.len()) {
        return None;
    }
    let line = lesson.hints.first().map_or_else(
        || toml_texts::line_of(&lesson.toml, "kind"),
        |hint| hint.line,
    );
    let message = match lesson.hints.len() {
        0 => "there is no hint".to_owned(),
        1 => "there is only one hint".to_owned(),
        many => format!("there are {many} hints"),
    };
    let remedy = "write two to four hints, each a step closer: where to look, what to think of, what to write";
    Some(Problem::at_line(
        &lesson.path,
        &lesson.toml,
        line,
        message,
        remedy,
    ))
}

/// Finds error codes that learners have to pick from the list of the course, but that are not in it.
pub(super) fn missing_meanings(course: &Course, lesson: &Lesson) -> Vec<Problem> {
    let missing = lesson.predictions.iter().filter_map(|prediction| {
        let code = prediction.expect.error.as_deref()?;
        let listed = course.errors.iter().any(|error| error.code == code);
        let message = format!("learners cannot pick {code}: the course does not say what it means");
        let remedy = format!("add an `[[error]]` with `code = \"{code}\"` to lessons/course.toml");
        (!listed)
            .then(|| Problem::at_line(&lesson.path, &lesson.toml, prediction.line, message, remedy))
    });
    missing.collect()
}
