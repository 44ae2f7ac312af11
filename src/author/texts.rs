//! Checks the texts of a lesson: all of them are written, in Markdown that a terminal can show.

use super::course_finding::CourseFinding;
use super::toml_texts::{self, Text};
use crate::course::{Course, Lesson, Problem, Tree};
use crate::markdown;

/// Words that mark a text as still to be written.
const MARKERS: [&str; 3] = ["TODO:", "FIXME:", "XXX:"];

pub(super) fn is_unwritten(text: &str) -> bool {
    MARKERS.iter().any(|marker| text.contains(marker))
}

fn has_placeholder(text: &str) -> bool {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.any(|word| word == "tbd" || word == "TBD")
}

/// The keys whose texts are Markdown.
pub(super) const MARKDOWN_KEYS: &[&str] = &[
    "text",
    "takeaway",
    "hint.text",
    "feedback.say",
    "phrase.say",
    "question.ask",
    "question.choice.text",
    "question.choice.say",
];

/// Checks the texts of a lesson.
pub(super) fn lesson(course: &Course, lesson: &Lesson) -> Vec<Problem> {
    let texts = toml_texts::all(&lesson.toml);
    let mut found = unwritten(&lesson.path, &lesson.toml);
    found.extend(markdown(&lesson.path, &lesson.toml, &texts));
    found.extend(control_characters(&lesson.path, &lesson.toml, &texts));
    // Learners pick error codes from the list of the course.
    found.extend(lesson.predictions.iter().filter_map(|prediction| {
        let code = prediction.expect.error.as_deref()?;
        let listed = course.errors.iter().any(|error| error.code == code);
        let finding = CourseFinding::ErrorWithoutMeaning(code);
        (!listed).then(|| finding.at_line(&lesson.path, &lesson.toml, prediction.line))
    }));
    found
}

pub(super) fn course(tree: &Tree, path: &str, toml: &str) -> Vec<Problem> {
    let mut found = unwritten(path, toml);
    let texts = toml_texts::all(toml);
    found.extend(markdown(path, toml, &texts));
    found.extend(control_characters(path, toml, &texts));
    found.extend(empty_chapters(tree, path, toml));
    found
}

/// Finds chapters without lessons. One with lesson files that are not listed has a finding already.
fn empty_chapters(tree: &Tree, path: &str, toml: &str) -> Vec<Problem> {
    let table: Option<toml::Table> = toml.parse().ok();
    let chapters = table
        .as_ref()
        .and_then(|table| table.get("chapter")?.as_array());
    let empty = |chapter: &toml::Value| {
        let lessons = chapter.get("lessons")?.as_array()?;
        let id = chapter.get("id")?.as_str()?;
        let line = toml_texts::line_of_text(toml, "chapter.id", id);
        let finding = CourseFinding::EmptyChapter(id);
        let folder = format!("lessons/{id}/");
        let has_files = tree.paths().any(|path| path.starts_with(&folder));
        (lessons.is_empty() && !has_files).then(|| finding.at_line(path, toml, line))
    };
    chapters.into_iter().flatten().filter_map(empty).collect()
}

/// Finds texts with a control character, except what a program prints and what a pattern matches.
fn control_characters(path: &str, toml: &str, texts: &[Text]) -> Vec<Problem> {
    let is_odd = |letter: &char| letter.is_control() && !"\n\t\r".contains(*letter);
    let odd = |text: &Text| {
        let key = text.key.rsplit('.').next().unwrap_or_default();
        let letter = text.value.chars().find(is_odd)?;
        let finding = CourseFinding::ControlCharacter { key, letter };
        (!["stdout", "message"].contains(&key)).then(|| finding.at_line(path, toml, text.line))
    };
    texts.iter().filter_map(odd).collect()
}

/// Finds every line of a file with a marker for something that is still to be written.
pub(super) fn unwritten(path: &str, text: &str) -> Vec<Problem> {
    // Other comments of a starter may tell learners what to do.
    let is_starter = path.starts_with("exercises/");
    let is_toml = path.strip_suffix(".toml").is_some();
    let is_marked = |line: &str| {
        (is_unwritten(line) || (is_toml && has_placeholder(line)))
            && (!is_starter || line.starts_with("//!"))
    };
    let lines = (1..).zip(text.lines());
    let marked = lines.filter(|(_, line)| is_marked(line));
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
