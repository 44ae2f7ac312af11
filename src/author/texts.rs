//! The texts of a lesson: all written, neither too short nor too long, and in Markdown that can be shown.

use super::course_finding::CourseFinding;
use super::toml_texts::{self, Text};
use crate::course::{Course, Lesson, Problem};
use crate::markdown;
use std::ops::RangeInclusive;

/// Marks a text that is still to be written.
const TODO_MARKER: &str = "TODO:";

/// The keys whose texts are Markdown.
const MARKDOWN_KEYS: &[&str] = &[
    "text",
    "takeaway",
    "hint.text",
    "feedback.say",
    "phrase.say",
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
pub(super) fn lesson(course: &Course, lesson: &Lesson) -> Vec<Problem> {
    let texts = toml_texts::all(&lesson.toml);
    let at_line =
        |finding: &CourseFinding<'_>, line| finding.at_line(&lesson.path, &lesson.toml, line);
    let mut found = unwritten(&lesson.path, &lesson.toml);
    found.extend(markdown(&lesson.path, &lesson.toml, &texts));
    found.extend(
        texts
            .iter()
            .filter_map(|text| Some(at_line(&length(text)?, text.line))),
    );
    if lesson.has_file() && !HINT_COUNT.contains(&lesson.hints.len()) {
        let line = lesson.hints.first().map_or_else(
            || toml_texts::line_of(&lesson.toml, "kind"),
            |hint| hint.line,
        );
        found.push(at_line(&CourseFinding::HintCount(lesson.hints.len()), line));
    }
    // Learners pick error codes from the list of the course.
    found.extend(lesson.predictions.iter().filter_map(|prediction| {
        let code = prediction.expect.error.as_deref()?;
        let listed = course.errors.iter().any(|error| error.code == code);
        (!listed).then(|| at_line(&CourseFinding::ErrorWithoutMeaning(code), prediction.line))
    }));
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
    let lines = (1..).zip(text.lines());
    let marked = lines.filter(|(_, line)| line.contains(TODO_MARKER));
    marked
        .map(|(number, _)| CourseFinding::Unwritten.at_line(path, text, number))
        .collect()
}

fn markdown(path: &str, toml: &str, texts: &[Text]) -> Vec<Problem> {
    let shown = texts
        .iter()
        .filter(|text| MARKDOWN_KEYS.contains(&text.key.as_str()));
    let wrong = shown.flat_map(|text| {
        markdown::problems(&text.value).into_iter().map(|problem| {
            let line = text.line + problem.line - 1;
            CourseFinding::Markdown(problem).at_line(path, toml, line)
        })
    });
    wrong.collect()
}

/// Returns the problem with the length of a text; a text that is still to be written has none.
fn length(text: &Text) -> Option<CourseFinding<'static>> {
    let words = text.value.split_whitespace().count();
    let (range, finding) = match text.key.as_str() {
        "text" => (LESSON_WORDS, CourseFinding::LessonLength { words }),
        "hint.text" => (HINT_WORDS, CourseFinding::HintLength { words }),
        _ => return None,
    };
    (!range.contains(&words) && !text.value.contains(TODO_MARKER)).then_some(finding)
}
