//! Finds texts that repeat others: choices, hints, feedback, and parts of other lessons.

use super::course_finding::{CourseFinding, Mismatch};
use super::notes;
use super::texts::is_unwritten;
use super::toml_texts;
use crate::course::{Course, Lesson, Problem};
use std::collections::BTreeMap;

/// A text with the name of what it belongs to, and its line.
type NamedText<'a> = (String, &'a str, usize);

/// Shorter questions say little, so lessons may share them.
const MIN_WORDS_OF_QUESTION: usize = 12;

/// Finds choices of a question with the text of an earlier one.
pub(super) fn choices(lesson: &Lesson) -> Vec<Problem> {
    let texts = toml_texts::all(&lesson.toml);
    // The last choice with this text is the one that repeats an earlier one.
    let line = |text: &str| {
        let mut same = texts.iter().rev();
        let found = same.find(|one| one.key == "question.choice.text" && one.value == text);
        found.map_or(0, |one| one.line)
    };
    let of_question = lesson.questions.iter().map(|question| {
        let choices = question.choices.iter();
        choices
            .map(|choice| {
                (
                    format!("the choice `{}`", choice.id),
                    &*choice.text,
                    line(&choice.text),
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
    let (mut first_hints, mut first_questions) = (BTreeMap::new(), BTreeMap::new());
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
        own.extend(repeated(lesson, hints_of(lesson), &mut first_hints));
        own.extend(repeated(lesson, questions_of(lesson), &mut first_questions));
        own.extend(repeated(lesson, says_of(lesson), &mut BTreeMap::new()));
        let feedback = lesson.feedback.iter();
        let feedback =
            feedback.map(|one| (format!("the feedback `{}`", one.id), &*one.say, one.line));
        own.extend(repeated(lesson, feedback.collect(), &mut BTreeMap::new()));
        if only.is_empty() || only.contains(&lesson.id) {
            found.extend(own);
        }
    }
    notes::summaries(&found, "texts repeat others")
}

fn hints_of(lesson: &Lesson) -> Vec<NamedText<'_>> {
    let named = lesson.hints.iter().map(|hint| {
        let name = format!("the hint `{}` of the lesson `{}`", hint.id, lesson.id);
        (name, &*hint.text, hint.line)
    });
    named.collect()
}

/// Returns the questions, except short ones, which many lessons may ask.
fn questions_of(lesson: &Lesson) -> Vec<NamedText<'_>> {
    let is_long = |text: &str| text.split_whitespace().count() >= MIN_WORDS_OF_QUESTION;
    let questions = lesson.questions.iter();
    let named = questions.filter(|one| is_long(&one.ask)).map(|one| {
        let name = format!("the question `{}` of the lesson `{}`", one.id, lesson.id);
        (name, &*one.ask, one.line)
    });
    named.collect()
}

/// Returns what the tests check, and what the uses in `[[must_reject]]` ask for.
fn says_of(lesson: &Lesson) -> Vec<NamedText<'_>> {
    let tests = lesson.tests.iter().filter(|test| !test.own);
    let tests = tests.map(|test| {
        (
            format!("`says` of the test `{}`", test.name),
            &*test.says,
            test.line,
        )
    });
    let uses = lesson.must_reject.iter().filter_map(|must| {
        let name = format!("`says` of `{}`", must.id);
        Some((name, must.says.as_deref()?, must.line))
    });
    tests.chain(uses).collect()
}

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
        } else if !is_unwritten(text) {
            first.insert(text.trim(), name);
        }
    }
    found
}
