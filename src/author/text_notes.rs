//! Notes on texts that contradict the programs or the questions of their lesson: a misspelled name, the wrong error
//! code, a block of Rust that is not compiled, and a reply that does not fit its choice.

use super::course_finding::{CourseFinding, Mismatch};
use super::files;
use super::notes::{names_in_backticks, std_names};
use super::toml_texts;
use crate::course::{Course, Kind, Lesson, Problem};
use crate::markdown;
use std::collections::BTreeSet;

/// Shorter names are too similar to others.
const MIN_NAME: usize = 4;

/// Words that begin the reply to a right choice, and to a wrong one.
const RIGHT: [&str; 4] = ["Yes", "Right", "Correct", "Exactly"];
const WRONG: [&str; 2] = ["Wrong", "Incorrect"];

pub(super) fn notes(course: &Course, only: &[String]) -> Vec<String> {
    let lessons = course.lessons.iter();
    let lessons = lessons.filter(|lesson| only.is_empty() || only.contains(&lesson.id));
    let found = lessons.flat_map(|lesson| {
        let mut found = misspelled(course, lesson);
        found.extend(other_error(lesson));
        found.extend(plain_rust(lesson));
        found.extend(contradictions(lesson));
        found
    });
    found.map(|problem| problem.summary()).collect()
}

/// Finds names in backticks that nothing in the course has, and that are almost those of something in the lesson.
fn misspelled(course: &Course, lesson: &Lesson) -> Vec<Problem> {
    let shown = toml_texts::all(&lesson.toml)
        .into_iter()
        .filter(|text| ["text", "takeaway", "hint.text", "test.says"].contains(&text.key.as_str()));
    let mut found = Vec::new();
    let own = words_of_files(lesson);
    for text in shown {
        let prose = without_blocks(&text.value);
        let names: BTreeSet<&str> = names_in_backticks(&prose).into_iter().collect();
        for name in names {
            if name.chars().count() < MIN_NAME || std_names().any(|known| known == name) {
                continue;
            }
            // A name in an example of the text, or in a file of another lesson, is not a misspelling.
            let is_known = own.contains(name) || {
                let in_blocks = words(&text.value).filter(|word| *word == name).count();
                let in_prose = words(&prose).filter(|word| *word == name).count();
                in_blocks > in_prose
            };
            let mut near = own.iter().filter(|word| {
                word.chars().count() >= MIN_NAME && strsim::osa_distance(word, name) == 1
            });
            if let Some(near) = near.next()
                && !is_known
                && !occurs(course, name)
            {
                let at = prose.find(&format!("`{name}")).unwrap_or(0);
                let line = text.line + prose[..at].matches('\n').count();
                let mismatch = Mismatch::UnusedName { name, near };
                found.push(in_lesson(lesson, line, mismatch));
            }
        }
    }
    found
}

/// Replaces the lines of code blocks with empty lines, so that line numbers stay the same.
fn without_blocks(text: &str) -> String {
    let mut is_code = false;
    let lines = text.split_inclusive('\n').map(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if is_code || is_fence { "\n" } else { line }
    });
    lines.collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

fn words_of_files(lesson: &Lesson) -> BTreeSet<&str> {
    let files = files::lesson_files(lesson).into_iter();
    let rules = lesson.rules.require.iter().chain(&lesson.rules.forbid);
    let texts = files.map(|(_, text)| text).chain(rules.map(String::as_str));
    texts.flat_map(words).collect()
}

fn occurs(course: &Course, name: &str) -> bool {
    course.lessons.iter().any(|lesson| {
        let files = files::lesson_files(lesson);
        files
            .iter()
            .any(|(_, text)| words(text).any(|word| word == name))
    })
}

/// Finds an error code that nothing in the lesson has, in a text that does not name the error of the starter.
fn other_error(lesson: &Lesson) -> Option<Problem> {
    let starter = lesson.starter.as_ref()?.error.as_deref()?;
    let text = &lesson.head.text;
    let is_code = |word: &&str| {
        let digits = word.strip_prefix('E').unwrap_or_default();
        digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    let codes: BTreeSet<&str> = words(text).filter(is_code).collect();
    let [code] = codes.into_iter().collect::<Vec<&str>>()[..] else {
        return None;
    };
    let count = |text: &str| words(text).filter(|word| *word == code).count();
    let is_elsewhere = count(&lesson.toml) > count(text)
        || files::lesson_files(lesson)
            .iter()
            .any(|(_, text)| count(text) > 0);
    if lesson.head.kind != Kind::Edit || !is_code(&starter) || code == starter || is_elsewhere {
        return None;
    }
    let at = text.find(code).unwrap_or(0);
    let first = toml_texts::all(&lesson.toml);
    let first = first.iter().find(|one| one.key == "text")?.line;
    let line = first + text[..at].matches('\n').count();
    Some(in_lesson(
        lesson,
        line,
        Mismatch::OtherError { code, starter },
    ))
}

/// Finds blocks without a language that look like Rust.
fn plain_rust(lesson: &Lesson) -> Vec<Problem> {
    let begins = [
        "fn ", "pub fn ", "struct ", "enum ", "impl ", "impl<", "let ", "use ", "trait ",
    ];
    let is_rust = |code: &str| {
        code.lines().any(|line| {
            let line = line.trim();
            begins.iter().any(|begin| line.starts_with(begin)) && line.ends_with(['{', ';', '}'])
        })
    };
    let shown = toml_texts::all(&lesson.toml).into_iter();
    let shown = shown.filter(|text| super::texts::MARKDOWN_KEYS.contains(&text.key.as_str()));
    let blocks = shown.flat_map(|text| {
        let blocks = markdown::plain_blocks(&text.value).into_iter();
        blocks.map(move |(line, code)| (text.line + line - 2, code))
    });
    let blocks = blocks.filter(|(_, code)| is_rust(code));
    blocks
        .map(|(line, _)| in_lesson(lesson, line, Mismatch::PlainRust))
        .collect()
}

/// Finds replies that begin with "Yes" at a wrong choice, or with "Wrong" at the right one.
fn contradictions(lesson: &Lesson) -> Vec<Problem> {
    let choices = lesson
        .questions
        .iter()
        .flat_map(|question| &question.choices);
    let contradicts = choices.filter_map(|choice| {
        let words = if choice.right { &WRONG[..] } else { &RIGHT[..] };
        let word = words.iter().find(|word| {
            let rest = choice.say.strip_prefix(**word);
            rest.is_some_and(|rest| rest.starts_with(['.', '!', ':']))
        })?;
        let line = toml_texts::line_of_text(&lesson.toml, "question.choice.say", &choice.say);
        let (id, is_right) = (choice.id.as_str(), choice.right);
        let mismatch = Mismatch::Contradiction { id, word, is_right };
        Some(in_lesson(lesson, line, mismatch))
    });
    contradicts.collect()
}

fn in_lesson(lesson: &Lesson, line: usize, mismatch: Mismatch<'_>) -> Problem {
    CourseFinding::Mismatch(mismatch).at_line(&lesson.path, &lesson.toml, line)
}
