//! Notes on texts and comments that say what learners should find out: a line of the solution, or what a program prints.

use super::course_finding::{CourseFinding, Mismatch};
use super::notes;
use super::toml_texts;
use crate::course::{self, Course, Lesson, Problem};
use std::collections::BTreeSet;

/// Shorter lines of a solution give nothing away.
const MIN_LINE: usize = 14;

/// How many lines of the solution an explanation may contain. Its examples are often similar.
const MAX_IN_TEXT: usize = 2;

/// Returns the notes on the requested lessons: one for all if there are many.
pub(super) fn notes(course: &Course, only: &[String]) -> Vec<String> {
    let lessons = course.lessons.iter();
    let lessons = lessons.filter(|lesson| only.is_empty() || only.contains(&lesson.id));
    let found: Vec<Problem> = lessons.flat_map(leaks_of_lesson).collect();
    notes::summaries(&found, "texts and comments contain a line of the solution")
}

fn leaks_of_lesson(lesson: &Lesson) -> Vec<Problem> {
    let mut found = Vec::new();
    let secret = secret_lines(lesson);
    let quoted = |text: &str| {
        let text = normal(text);
        let quoted = secret.iter().filter(|line| text.contains(line.as_str()));
        quoted.cloned().collect::<Vec<String>>()
    };
    let mut leak = |line: usize, place: &str, code: &str| {
        let finding = CourseFinding::Mismatch(Mismatch::Leak { place, code });
        found.push(finding.at_line(&lesson.path, &lesson.toml, line));
    };
    let line = toml_texts::line_of(&lesson.toml, "text");
    let (explained, task) = split_task(&lesson.head.text);
    let lines = quoted(explained);
    if lines.len() > MAX_IN_TEXT || (!lines.is_empty() && lines.len() == secret.len()) {
        leak(line, "the text", &lines[0]);
    }
    if let [code, ..] = &quoted(task)[..] {
        leak(line, "the task", code);
    }
    for hint in &lesson.hints {
        if let [code, ..] = &quoted(&hint.text)[..] {
            leak(hint.line, &format!("hint `{}`", hint.id), code);
        }
    }
    for feedback in &lesson.feedback {
        if let [code, ..] = &quoted(&feedback.say)[..] {
            leak(feedback.line, &format!("feedback `{}`", feedback.id), code);
        }
    }
    let starter = lesson.files.starter.as_deref().unwrap_or_default();
    for (number, comment) in comments(starter) {
        if let [code, ..] = &quoted(comment)[..] {
            let finding = CourseFinding::Mismatch(Mismatch::Leak {
                place: "this comment",
                code,
            });
            found.push(finding.at_line(&lesson.exercise_path(), starter, number));
        }
    }
    for prediction in &lesson.predictions {
        let text = course::prediction_text(lesson, prediction);
        let path = course::prediction_path(lesson, prediction);
        let printed = prediction.expect.stdout.as_deref().unwrap_or_default();
        for (number, comment) in comments(text) {
            let is_revealed = |line: &&str| line.len() > 3 && comment.contains(*line);
            if let Some(line) = printed.lines().map(str::trim).find(is_revealed) {
                let finding = CourseFinding::Mismatch(Mismatch::Revealed(line));
                found.push(finding.at_line(&path, text, number));
            }
        }
    }
    found
}

/// Returns the lines of the solution that the starter does not have, without those that say little.
fn secret_lines(lesson: &Lesson) -> BTreeSet<String> {
    let code = |text: &Option<String>| {
        let lines = text.as_deref().unwrap_or_default().lines();
        let lines = lines.map(|line| normal(line.split("//").next().unwrap_or_default()));
        lines.collect::<Vec<String>>()
    };
    let starter = code(&lesson.files.starter).join("\n");
    let says_much = |line: &String| line.len() >= MIN_LINE && !line.starts_with("use ");
    let lines = code(&lesson.files.solution).into_iter();
    let lines = lines.filter(|line| lesson.has_file() && says_much(line));
    lines
        .filter(|line| !starter.contains(line.as_str()))
        .collect()
}

/// Splits the text of a lesson before its last heading, which is that of the task.
fn split_task(text: &str) -> (&str, &str) {
    let at = text.rfind("\n## ").unwrap_or(text.len());
    text.split_at(at)
}

/// Returns the comments that are not documentation, with their lines.
fn comments(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(text.lines());
    lines.filter_map(|(number, line)| {
        let (_, comment) = line.split_once("//")?;
        (!comment.starts_with(['!', '/'])).then_some((number, comment))
    })
}

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
