//! Decides what has to be graded: which course a submission is graded with, which texts are equal, and which of
//! them are in the shard.

use super::intake::Submission;
use super::results::{self, LineState, ResultLine};
use super::submission::{CourseVersion, HandedInLesson};
use crate::compare;
use crate::course::{Course, Lesson};
use crate::grader::{Grader, LessonDigests};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::path::Path;
use std::str::FromStr;

/// A part of the work: those texts whose hash is `index` modulo `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    /// The whole work, as one shard.
    pub const ALL: Self = Self { index: 0, count: 1 };

    fn contains(self, hash: &[u8]) -> bool {
        let first = hash
            .iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
        first % self.count == self.index
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `K/N`, where K counts from 1.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let parts = parts.and_then(|(k, n)| Some((k.parse::<u64>().ok()?, n.parse().ok()?)));
        match parts {
            Some((k, count)) if (1..=count).contains(&k) => Ok(Self {
                index: k - 1,
                count,
            }),
            _ => Err("write K/N, as in 2/4 for the second of four shards".to_owned()),
        }
    }
}

/// What to grade, and where the results go.
#[derive(Clone, Copy, Debug)]
pub struct GradeOptions<'a> {
    /// The lessons; all of them if it is empty.
    pub only: &'a [String],
    pub shard: Shard,
    /// The folder for the results.
    pub out: &'a Path,
    /// Whether to ignore the earlier results in it.
    pub fresh: bool,
    /// Whether the grader confines what it starts.
    pub confined: bool,
}

/// A text to grade, and the lines that wait for its verdict.
pub(super) struct WaitingText<'a> {
    /// The index of its course.
    pub(super) course: usize,
    pub(super) lesson: &'a Lesson,
    pub(super) text: &'a str,
    pub(super) lines: Vec<ResultLine>,
    /// The index of its first line.
    pub(super) first: usize,
}

/// A line without its result, and the text that decides it, if that has to be graded.
pub(super) struct PlannedLine<'a> {
    pub(super) line: ResultLine,
    /// The index of its course.
    pub(super) course: usize,
    pub(super) lesson: &'a Lesson,
    pub(super) text: Option<&'a str>,
}

/// Returns a line for each learner and lesson of the shard.
pub(super) fn plan<'a>(
    courses: &'a [Course],
    submissions: &'a [Submission],
    options: GradeOptions<'_>,
    keys: &[Keys],
) -> Vec<PlannedLine<'a>> {
    let versions: Vec<CourseVersion> = courses.iter().map(CourseVersion::of).collect();
    // A lesson may have another id in another version.
    let mut only: BTreeSet<&str> = BTreeSet::new();
    for id in options.only {
        let lessons = courses
            .iter()
            .filter_map(|course| course.lesson_or_alias(id));
        only.extend(lessons.flat_map(Lesson::ids));
    }
    let wanted = |lesson: &&Lesson| options.only.is_empty() || only.contains(lesson.id.as_str());
    let mut planned = Vec::new();
    for submission in submissions {
        let of_version = |version: &CourseVersion| submission.course.as_ref() == Some(version);
        let place = versions.iter().position(of_version).unwrap_or_default();
        let version = &versions[place];
        for lesson in courses[place].lessons.iter().filter(wanted) {
            let text = submission.text(lesson).filter(|_| lesson.has_file());
            let learner = &submission.learner;
            let hash = match text {
                Some(text) => sha256(&[&lesson.id, text]),
                None => sha256(&[&lesson.id, "", &learner.id]),
            };
            if !options.shard.contains(&hash) {
                continue;
            }
            let claims = submission.claims(lesson).cloned();
            let (state, status) = state_without_grading(lesson, text, claims.as_ref());
            planned.push(PlannedLine {
                line: ResultLine {
                    results_format: results::FORMAT,
                    learner: learner.clone(),
                    lesson: lesson.id.clone(),
                    title: lesson.head.title.clone(),
                    chapter: lesson.chapter.clone(),
                    core: lesson.head.core,
                    state,
                    status: status.to_owned(),
                    feedback: None,
                    course: version.clone(),
                    submitted_course: submission.course.clone().filter(|other| other != version),
                    confined: options.confined,
                    input_sha256: keys[place].of(lesson, text.unwrap_or_default()),
                    reusable: true,
                    text: None,
                    verdict: None,
                    claims,
                },
                course: place,
                lesson,
                text: text.filter(|_| state == LineState::Failed),
            });
        }
    }
    planned
}

pub(super) fn is_starter(lesson: &Lesson, text: &str) -> bool {
    let starter = lesson.files.starter.as_deref();
    starter.is_some_and(|starter| compare::same_text(starter, text))
}

/// Returns the state of a line that needs no grading, or `Failed` for one that does.
fn state_without_grading(
    lesson: &Lesson,
    text: Option<&str>,
    claims: Option<&HandedInLesson>,
) -> (LineState, &'static str) {
    if !lesson.has_file() {
        return match claims {
            Some(claims) if claims.done => (
                LineState::Claimed,
                "the submission says that the lesson is done",
            ),
            Some(_) => (
                LineState::Claimed,
                "the submission says that the lesson is not done",
            ),
            None => (LineState::Claimed, "no answers were handed in"),
        };
    }
    match text {
        None => (LineState::Missing, "no file was handed in"),
        Some(text) if is_starter(lesson, text) => (LineState::Untouched, "the starter, unchanged"),
        Some(_) => (LineState::Failed, ""),
    }
}

/// Makes the keys of results, from everything that decides a result.
pub(super) struct Keys {
    /// The toolchain and the confinement.
    machine: Sha256,
    lessons: LessonDigests,
}

impl Keys {
    pub(super) fn new(grader: &Grader, course: &Course, confined: bool) -> Self {
        let mut machine = Sha256::new();
        add(&mut machine, &grader.toolchain().version);
        let confinement = if confined { "confined" } else { "unconfined" };
        add(&mut machine, confinement);
        let lessons = LessonDigests::new(course);
        Self { machine, lessons }
    }

    fn of(&self, lesson: &Lesson, text: &str) -> String {
        let mut hash = self.machine.clone();
        add(&mut hash, &self.lessons.of(lesson));
        add(&mut hash, text);
        crate::text::hex(&hash.finalize())
    }
}

/// Adds a text with its length, so that two texts cannot be mistaken for two others.
fn add(hash: &mut Sha256, text: &str) {
    hash.update(text.len().to_le_bytes());
    hash.update(text.as_bytes());
}

fn sha256(texts: &[&str]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for text in texts {
        add(&mut hash, text);
    }
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_divide_everything() {
        let shards: Vec<Shard> = ["1/3", "2/3", "3/3"]
            .map(|text| text.parse().unwrap())
            .into();
        for text in ["", "fn main() {}", "x"] {
            let hash = sha256(&["lesson", text]);
            let all = shards.iter().filter(|shard| shard.contains(&hash));
            assert_eq!(all.count(), 1);
            assert!(Shard::ALL.contains(&hash));
        }
        for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "-1/3"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
