//! What a course and a lesson contribute to a verdict.

use crate::course::{Course, FeedbackRule, Files, Lesson, Phrase, When};
use crate::text;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Digests of what decides the verdicts on the lessons of a course, apart from the text, the toolchain and the
/// confinement. Whatever keeps a verdict or compares it with another one adds these.
#[derive(Clone, Debug)]
pub struct LessonDigests {
    /// What decides the verdict on every lesson.
    common: Sha256,
}

impl LessonDigests {
    #[must_use]
    pub fn new(course: &Course) -> Self {
        // Without `..`: a new field has to be sorted in here.
        let Course {
            feedback,
            phrases,
            id: _,
            version: _,
            title: _,
            language: _,
            chapters: _,
            lessons: _,
            errors: _,
            style: _,
            features: _,
        } = course;
        let mut common = Sha256::new();
        add(&mut common, &env!("CARGO_PKG_VERSION"));
        for rule in feedback {
            add(&mut common, &rule_parts(rule));
        }
        for phrase in phrases {
            let Phrase { list, words, say } = phrase;
            add(&mut common, &(list, words, say));
        }
        Self { common }
    }

    /// Returns the digest for a lesson of the course.
    #[must_use]
    pub fn of(&self, lesson: &Lesson) -> String {
        let mut hash = self.common.clone();
        // The other fields of a lesson are read from its TOML file.
        add(&mut hash, &(&lesson.id, &lesson.chapter, &lesson.toml));
        let Files {
            starter,
            solution,
            hidden,
            predictions: _,
            mistakes: _,
            alternatives: _,
        } = &lesson.files;
        add(&mut hash, &(starter, solution, hidden));
        text::hex(&hash.finalize())
    }
}

/// Returns what a feedback says, and when.
pub(super) fn rule_parts(rule: &FeedbackRule) -> (&str, &When, &str) {
    // The line changes with whatever is written above it.
    let FeedbackRule {
        id,
        when,
        say,
        line: _,
    } = rule;
    (id, when, say)
}

/// Adds a value to a hash as JSON, which quotes texts and names all fields, also those that are added to a type later.
fn add(hash: &mut Sha256, value: &impl Serialize) {
    let json = serde_json::to_vec(value).expect("texts, numbers and lists can be written as JSON");
    hash.update(json);
    hash.update(b"\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_digest_changes_with_everything_that_decides_a_verdict() {
        let mut course = Course::embedded().unwrap();
        course.lessons.retain(|lesson| lesson.id == "hit_counter");
        let of = |change: &dyn Fn(&mut Course)| {
            let mut course = course.clone();
            change(&mut course);
            LessonDigests::new(&course).of(&course.lessons[0])
        };
        let all = [
            of(&|_| ()),
            of(&|course| course.feedback[0].say.push('!')),
            of(&|course| course.feedback[0].when.starter = true),
            of(&|course| course.phrases[0].say.push('!')),
            of(&|course| course.lessons[0].toml.push('\n')),
            of(&|course| course.lessons[0].files.starter = None),
            of(&|course| course.lessons[0].files.solution = None),
            of(&|course| course.lessons[0].files.hidden = None),
        ];
        let different: BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());

        assert_eq!(all[0], of(&|course| course.feedback[0].line += 1));
        assert_eq!(
            all[0],
            of(&|course| course.lessons[0].files.mistakes.clear())
        );
    }
}
