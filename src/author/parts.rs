//! The parts of a lesson: enough mistakes and alternatives, and rules that are valid Rust.

use super::toml_texts;
use crate::course::{Kind, Lesson, Problem};
use crate::grader;

/// How many known-wrong files an edit lesson needs.
const MIN_MISTAKES: usize = 2;

/// Checks one lesson.
pub(super) fn lesson(lesson: &Lesson) -> Vec<Problem> {
    let mut found = unreadable(lesson);
    if lesson.head.kind == Kind::Edit {
        found.extend(examples(lesson));
    }
    found.extend(arranged_already(lesson));
    found
}

/// Returns a problem at the line of a table, or of a top-level field.
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
    if count < MIN_MISTAKES {
        let message = format!(
            "{} declared",
            if count == 1 {
                "only 1 mistake is"
            } else {
                "no mistakes are"
            }
        );
        let remedy = format!(
            "add a `[[mistake]]` and its file in tests/mistakes/{}/ for each way to get it wrong, at least {MIN_MISTAKES}",
            lesson.id
        );
        found.push(at(lesson, "kind", message, remedy));
    }
    if lesson.files.alternatives.is_empty() {
        let message = "there is no alternative";
        let remedy = format!(
            "add a right file that is written differently to tests/alternatives/{}/, so that no learner is refused for style",
            lesson.id
        );
        found.push(at(lesson, "kind", message, remedy));
    }
    found
}

/// Finds rules, signatures and patterns that are not Rust.
fn unreadable(lesson: &Lesson) -> Vec<Problem> {
    let rules = &lesson.rules;
    let tokens = rules.require.iter().chain(&rules.forbid);
    let tokens = tokens.filter(|rule| !grader::is_readable(rule));
    let mut found: Vec<Problem> = tokens
        .map(|rule| {
            let message = format!("the rule `{rule}` is not a sequence of Rust tokens");
            at(
                lesson,
                "rules",
                message,
                "write it as in a program, with brackets in pairs",
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
        let message = format!("the source `{source}` is not a sequence of Rust tokens");
        let remedy = "write it as in a program, with brackets in pairs";
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
        let remedy = format!("remove the lines from {}", lesson.exercise_path());
        at(
            lesson,
            "arrange",
            "the starter already has the lines in the right order",
            remedy,
        )
    })
}
