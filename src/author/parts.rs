//! The parts of a lesson: whether there is enough of each, and whether what it names can be looked for at all.

use super::toml_texts;
use crate::course::{Kind, Lesson, Problem};
use crate::grader;

/// How many known-wrong files an edit lesson has at least.
const MISTAKES: usize = 2;

/// Looks at one lesson.
pub(super) fn lesson(lesson: &Lesson) -> Vec<Problem> {
    let mut found = unreadable(lesson);
    if lesson.head.kind == Kind::Edit {
        found.extend(examples(lesson));
    }
    found.extend(arranged_already(lesson));
    found
}

/// A problem at the line of a table, or of a field at the top.
fn at(
    lesson: &Lesson,
    key: &str,
    message: impl Into<String>,
    remedy: impl Into<String>,
) -> Problem {
    let line = toml_texts::line_of(&lesson.toml, key);
    Problem::at_line(&lesson.path, &lesson.toml, line, message, remedy)
}

fn examples(lesson: &Lesson) -> Vec<Problem> {
    let mut found = Vec::new();
    let count = lesson.mistakes.len();
    if count < MISTAKES {
        let message = format!(
            "there {} known",
            if count == 1 {
                "is 1 mistake"
            } else {
                "are no mistakes"
            }
        );
        let remedy = format!(
            "add a `[[mistake]]` and its file in tests/mistakes/{}/ for each way in which people go wrong, at least {MISTAKES}",
            lesson.id
        );
        found.push(at(lesson, "kind", message, remedy));
    }
    if lesson.files.alternatives.is_empty() {
        let message = "there is no alternative";
        let remedy = format!(
            "put a right file that is written differently into tests/alternatives/{}/, so that nobody is refused for style",
            lesson.id
        );
        found.push(at(lesson, "kind", message, remedy));
    }
    found
}

/// Rules, signatures and patterns that are no Rust.
fn unreadable(lesson: &Lesson) -> Vec<Problem> {
    let rules = &lesson.rules;
    let tokens = rules.require.iter().chain(&rules.forbid);
    let tokens = tokens.filter(|rule| !grader::is_readable(rule));
    let mut found: Vec<Problem> = tokens
        .map(|rule| {
            let message = format!("the rule `{rule}` is not a row of Rust tokens");
            at(
                lesson,
                "rules",
                message,
                "write it as it would stand in a program, brackets in pairs",
            )
        })
        .collect();
    let signatures = rules
        .signatures
        .iter()
        .filter(|text| !grader::is_signature(text));
    found.extend(signatures.map(|text| {
        let message = format!("`{text}` is not the signature of a function");
        at(
            lesson,
            "rules",
            message,
            "write it as in `fn name(&self, key: u64) -> u64`",
        )
    }));
    found.extend(lesson.feedback.iter().filter_map(|feedback| {
        let source = feedback.when.source.as_ref()?;
        let message = format!("the source `{source}` is not a row of Rust tokens");
        let remedy = "write it as it would stand in a program, brackets in pairs";
        let problem =
            || Problem::at_line(&lesson.path, &lesson.toml, feedback.line, message, remedy);
        (!grader::is_readable(source)).then(problem)
    }));
    found
}

fn arranged_already(lesson: &Lesson) -> Option<Problem> {
    let wanted: Vec<&str> = lesson
        .arrange
        .as_ref()?
        .lines
        .iter()
        .map(|line| line.trim())
        .collect();
    let starter: Vec<&str> = lesson
        .files
        .starter
        .as_deref()?
        .lines()
        .map(str::trim)
        .collect();
    let there = starter.windows(wanted.len()).any(|lines| lines == wanted);
    there.then(|| {
        let remedy = format!("take the lines out of {}", lesson.exercise_path());
        at(
            lesson,
            "arrange",
            "the starter has the lines in the right order already",
            remedy,
        )
    })
}
