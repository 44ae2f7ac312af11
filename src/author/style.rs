//! The house style of lessons: how long their texts are, and how many mistakes and alternatives they have.
//!
//! A course asks for it in `[style]`. Otherwise, `verify` only prints notes about what deviates from it.

use super::course_finding::CourseFinding;
use super::texts::is_unwritten;
use super::toml_texts::{self, Text};
use crate::course::{Course, Kind, LeftOut, Lesson, Problem};
use std::ops::RangeInclusive;

const LESSON_WORDS: RangeInclusive<usize> = 100..=450;

const HINT_WORDS: RangeInclusive<usize> = 20..=120;

const HINT_COUNT: RangeInclusive<usize> = 2..=4;

/// How many mistakes an edit lesson should have at least.
const MIN_MISTAKES: usize = 2;

/// How many notes on style are listed separately. If there are more, a single line sums them up.
const MAX_NOTES: usize = 4;

#[derive(Default)]
pub(super) struct StyleReport {
    /// Deviations from a style that the course asks for.
    pub(super) findings: Vec<Problem>,
    /// Deviations from a style that the course does not ask for.
    pub(super) notes: Vec<Problem>,
}

impl StyleReport {
    /// Checks one lesson. Its mistakes and alternatives may have been left out.
    pub(super) fn add(&mut self, course: &Course, lesson: &Lesson, left_out: LeftOut) {
        let style = course.style;
        let examples = if left_out.for_instructors {
            Vec::new()
        } else {
            examples(lesson)
        };
        for (asked, found) in [(style.lengths, lengths(lesson)), (style.examples, examples)] {
            let list = if asked {
                &mut self.findings
            } else {
                &mut self.notes
            };
            list.extend(found);
        }
    }

    /// Returns the notes as lines, or one line for all if there are many.
    pub(super) fn notes(&self) -> Vec<String> {
        if self.notes.len() > MAX_NOTES {
            let count = self.notes.len();
            return vec![format!(
                "{count} places differ from the usual style, such as {}. To see them all, add `[style]` with \
                 `lengths = true` and `examples = true` to lessons/course.toml",
                self.notes[0].summary()
            )];
        }
        self.notes.iter().map(Problem::summary).collect()
    }
}

fn lengths(lesson: &Lesson) -> Vec<Problem> {
    let at_line =
        |finding: &CourseFinding<'_>, line| finding.at_line(&lesson.path, &lesson.toml, line);
    let texts = toml_texts::all(&lesson.toml);
    let odd = texts.iter();
    let odd = odd.filter_map(|text| Some(at_line(&length(text)?, text.line)));
    let mut found: Vec<Problem> = odd.collect();
    if lesson.has_file() && !HINT_COUNT.contains(&lesson.hints.len()) {
        let line = lesson.hints.first().map_or_else(
            || toml_texts::line_of(&lesson.toml, "kind"),
            |hint| hint.line,
        );
        found.push(at_line(&CourseFinding::HintCount(lesson.hints.len()), line));
    }
    found
}

/// Returns the problem with the length of a text; a text that is still to be written has none.
fn length(text: &Text) -> Option<CourseFinding<'static>> {
    let words = text.value.split_whitespace().count();
    let (range, finding) = match text.key.as_str() {
        "text" => (LESSON_WORDS, CourseFinding::LessonLength { words }),
        "hint.text" => (HINT_WORDS, CourseFinding::HintLength { words }),
        _ => return None,
    };
    (!range.contains(&words) && !is_unwritten(&text.value)).then_some(finding)
}

fn examples(lesson: &Lesson) -> Vec<Problem> {
    let (id, count) = (&lesson.id, lesson.mistakes.len());
    let mut found = Vec::new();
    if lesson.head.kind == Kind::Edit && count < MIN_MISTAKES {
        found.push(CourseFinding::TooFewMistakes { lesson: id, count });
    }
    if lesson.head.kind == Kind::Edit && lesson.files.alternatives.is_empty() {
        found.push(CourseFinding::NoAlternative { lesson: id });
    }
    let line = toml_texts::line_of(&lesson.toml, "kind");
    let problem = |finding: &CourseFinding<'_>| finding.at_line(&lesson.path, &lesson.toml, line);
    found.iter().map(problem).collect()
}
