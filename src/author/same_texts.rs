//! Finds texts that repeat others: of choices, hints, feedback, and parts of other lessons.

use super::course_finding::{CourseFinding, Mismatch};
use super::notes;
use super::texts::TODO_MARKER;
use super::toml_texts;
use crate::course::{Course, Lesson, Problem};
use std::collections::BTreeMap;

/// A text with the name of what it belongs to, and its line.
type NamedText<'a> = (String, &'a str, usize);

/// Finds choices of a question with the text of an earlier one.
pub(super) fn choices(lesson: &Lesson) -> Vec<Problem> {
    let line = |id: &str| toml_texts::line_of_text(&lesson.toml, "question.choice.id", id);
    let of_question = lesson.questions.iter().map(|question| {
        let choices = question.choices.iter();
        choices
            .map(|choice| {
                (
                    format!("the choice `{}`", choice.id),
                    &*choice.text,
                    line(&choice.id),
                )
            })
            .collect::<Vec<NamedText<'_>>>()
    });
    of_question
        .flat_map(|texts| repeated(lesson, texts, &mut BTreeMap::new()))
        .collect()
}

/// Returns the notes on hints and feedback with the text of an earlier one, and on titles, texts and takeaways that an earlier
/// lesson has.
pub(super) fn notes(course: &Course, only: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut heads = [BTreeMap::new(), BTreeMap::new(), BTreeMap::new()];
    for lesson in &course.lessons {
        let head = &lesson.head;
        let parts = [
            ("title", &head.title),
            ("text", &head.text),
            ("takeaway", &head.takeaway),
        ];
        let mut own = Vec::new();
        for ((key, text), first) in parts.into_iter().zip(&mut heads) {
            let name = format!("the `{key}` of the lesson `{}`", lesson.id);
            let line = toml_texts::line_of(&lesson.toml, key);
            own.extend(repeated(lesson, vec![(name, text, line)], first));
        }
        let hints = lesson.hints.iter();
        let hints = hints.map(|hint| (format!("the hint `{}`", hint.id), &*hint.text, hint.line));
        own.extend(repeated(lesson, hints.collect(), &mut BTreeMap::new()));
        let feedback = lesson.feedback.iter();
        let feedback =
            feedback.map(|one| (format!("the feedback `{}`", one.id), &*one.say, one.line));
        own.extend(repeated(lesson, feedback.collect(), &mut BTreeMap::new()));
        if only.is_empty() || only.contains(&lesson.id) {
            found.extend(own);
        }
    }
    notes::summaries(&found, "texts are those of something else")
}

/// Returns the problems with texts that occur earlier.
fn repeated<'a>(
    lesson: &Lesson,
    texts: Vec<NamedText<'a>>,
    first: &mut BTreeMap<&'a str, String>,
) -> Vec<Problem> {
    let mut found = Vec::new();
    for (name, text, line) in texts {
        if let Some(other) = first.get(text.trim()) {
            let finding = CourseFinding::Mismatch(Mismatch::SameText { what: other });
            found.push(finding.at_line(&lesson.path, &lesson.toml, line));
        } else if !text.contains(TODO_MARKER) {
            first.insert(text.trim(), name);
        }
    }
    found
}
