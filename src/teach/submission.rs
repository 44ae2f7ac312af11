//! The file that a learner hands in: `LEARNER-COURSE-VERSION.submission.json`.

use crate::course::{Course, Lesson};
use crate::desk::{CourseProgress, Desk, RecordedAnswer, RecordedPrediction};
use crate::grader;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(super) const FORMAT: u32 = 1;

/// How large a submission may be, in bytes.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// How long the id of a learner may be.
const MAX_ID: usize = 64;

/// One learner's files, and what the desk says about them. A reader can trust only that the texts are what was handed in: anyone can write such a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SubmissionFile {
    /// The version of this format, which is 1.
    pub submission_format: u32,
    /// The version of cellmate that wrote it.
    pub cellmate: String,
    /// The course that the files are from.
    pub course: CourseVersion,
    pub learner: Learner,
    /// When it was created, in seconds since 1970.
    #[serde(alias = "made")]
    pub created_at: u64,
    /// By the lesson's id.
    pub lessons: BTreeMap<String, HandedInLesson>,
}

/// A course, as `lessons/course.toml` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CourseVersion {
    pub id: String,
    pub version: String,
}

/// The learner who hands in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Learner {
    /// How the instructor tells learners apart: a number, an account, an email address.
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// One lesson. Everything but the text is a claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
pub struct HandedInLesson {
    /// The learner's file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether the desk counts the lesson as done.
    pub done: bool,
    /// Whether this text passed on the learner's machine, if it was graded there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// How many versions of the file were graded there.
    pub attempts: u32,
    /// The id of the feedback that the learner got on this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
    /// By the prediction's id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub predictions: BTreeMap<String, RecordedPrediction>,
    /// By the question's id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, RecordedAnswer>,
}

/// Why nothing can be handed in.
#[derive(Debug, thiserror::Error)]
pub enum SubmissionError {
    #[error(
        "`{0}` cannot be the id of a learner\nhelp: use letters, digits and `.`, `_`, `-`, `@`, at most 64 of them"
    )]
    Id(String),
    #[error(
        "the submission would be {bytes} bytes, more than the limit of 1 MiB\nhelp: shorten or reset the file of `{lesson}`, which is the largest"
    )]
    TooLarge { bytes: usize, lesson: String },
    #[error(transparent)]
    Source(#[from] grader::SourceProblem),
}

impl CourseVersion {
    #[must_use]
    pub fn of(course: &Course) -> Self {
        Self {
            id: course.id.clone(),
            version: course.version.clone(),
        }
    }
}

impl Learner {
    /// Checks an id that a learner gives.
    ///
    /// # Errors
    /// If it could not be part of a file name on every system.
    pub fn new(id: &str, name: Option<&str>) -> Result<Self, SubmissionError> {
        let letter = |c: char| c.is_ascii_alphanumeric() || "._-@".contains(c);
        let starts = id.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !starts || id.len() > MAX_ID || !id.chars().all(letter) {
            return Err(SubmissionError::Id(id.to_owned()));
        }
        Ok(Self {
            id: id.to_owned(),
            name: name.map(str::to_owned).filter(|name| !name.is_empty()),
        })
    }
}

impl SubmissionFile {
    /// Collects what is on a desk.
    ///
    /// # Errors
    /// If a file cannot be read, or all of it is too large.
    pub fn collect(
        desk: &Desk,
        course: &Course,
        progress: &CourseProgress,
        learner: Learner,
        now: u64,
    ) -> Result<Self, SubmissionError> {
        let mut lessons = BTreeMap::new();
        for lesson in &course.lessons {
            lessons.insert(lesson.id.clone(), hand_in(desk, progress, lesson)?);
        }
        let submission = Self {
            submission_format: FORMAT,
            cellmate: env!("CARGO_PKG_VERSION").to_owned(),
            course: CourseVersion::of(course),
            learner,
            created_at: now,
            lessons,
        };
        let bytes = submission.to_json().len();
        if bytes > MAX_BYTES {
            let size = |lesson: &HandedInLesson| lesson.text.as_ref().map_or(0, String::len);
            let largest = submission
                .lessons
                .iter()
                .max_by_key(|(_, lesson)| size(lesson));
            let lesson = largest.map_or_else(String::new, |(id, _)| id.clone());
            return Err(SubmissionError::TooLarge { bytes, lesson });
        }
        Ok(submission)
    }

    /// Returns the content of the file.
    ///
    /// # Panics
    /// Never: all keys are texts.
    #[must_use]
    pub fn to_json(&self) -> String {
        let json = serde_json::to_string_pretty(self);
        json.expect("all keys are texts") + "\n"
    }

    /// Returns the usual name of the file.
    #[must_use]
    pub fn file_name(&self) -> String {
        let (learner, course) = (&self.learner, &self.course);
        format!(
            "{}-{}-{}.submission.json",
            learner.id, course.id, course.version
        )
    }
}

fn hand_in(
    desk: &Desk,
    progress: &CourseProgress,
    lesson: &Lesson,
) -> Result<HandedInLesson, SubmissionError> {
    let path = desk.exercise(lesson);
    let text = if lesson.has_file() && path.exists() {
        Some(grader::read(&path)?)
    } else {
        None
    };
    let so_far = progress.lesson(&lesson.id);
    let hash = text.as_deref().map(grader::text_hash);
    let verdict = so_far.verdict.as_ref();
    let verdict = verdict.filter(|verdict| hash.is_some() && verdict.text_hash == hash);
    Ok(HandedInLesson {
        done: progress.is_done(lesson),
        passed: verdict.map(|verdict| verdict.passed),
        attempts: so_far.attempts,
        feedback: verdict.and_then(|verdict| verdict.feedback.clone()),
        predictions: so_far.predictions.clone(),
        answers: so_far.answers.clone(),
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn an_id_is_a_part_of_a_file_name() {
        for id in ["ada", "4711", "a.b@c-d.org"] {
            assert!(Learner::new(id, None).is_ok(), "{id}");
        }
        for id in ["", ".", "../ada", "a b", "-x", "a/b", "ä", &"x".repeat(65)] {
            assert!(Learner::new(id, None).is_err(), "{id}");
        }
    }

    #[test]
    fn the_schema_is_current() {
        let schema = schemars::schema_for!(SubmissionFile);
        let wanted = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/teach/submission.schema.json");
        if std::env::var_os("CELLMATE_BLESS").is_some() {
            fs::write(&file, &wanted).unwrap();
        }
        let found = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            found == wanted,
            "run `CELLMATE_BLESS=1 cargo test --lib teach::submission`"
        );
    }
}
