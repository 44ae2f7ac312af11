//! `.cellmate/course.json`: which courses a desk has, and which texts cellmate wrote to it. A file whose text is still
//! what cellmate wrote was never changed, so a new version of the course can replace it.

use super::{CourseProgress, Desk, DeskError, atomic};
use crate::course::{Course, Kind, Lesson};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The format that this version writes.
const FORMAT: u64 = 1;

const RECORD_FILE: &str = "course.json";

/// The file that the learner edits, among the texts of a lesson.
const STARTER: &str = "starter";

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct DeskRecord {
    format: u64,
    /// By the course's id.
    pub(super) courses: BTreeMap<String, CourseRecord>,
    /// The hash of the text that cellmate wrote to each file, by its path on the desk.
    pub(super) written: BTreeMap<String, String>,
}

/// A version of a course, as a desk has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CourseRecord {
    pub title: String,
    pub version: String,
    /// Where the copy was taken from. `None` if the desk has no copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The SHA-256 of the copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// By the lesson's id. Lessons that a later version removed stay.
    pub lessons: BTreeMap<String, LessonRecord>,
}

/// A lesson, as a desk has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonRecord {
    pub title: String,
    /// Whether the course no longer has it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
    /// The hashes of the texts that the course has for the desk, by name.
    pub(super) texts: BTreeMap<String, String>,
}

/// A lesson that the course no longer has. The desk keeps the learner's file and progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedLesson {
    pub id: String,
    pub title: String,
    /// The learner's file, if there is one.
    pub file: Option<PathBuf>,
}

pub(super) struct DeskText<'a> {
    /// Its name in the record.
    pub(super) name: String,
    pub(super) path: String,
    pub(super) text: &'a str,
    pub(super) is_there_from_start: bool,
}

impl Desk {
    /// Returns what is recorded. If the file cannot be read, the record is empty, and every exercise counts
    /// as touched.
    pub(super) fn desk_record(&self) -> DeskRecord {
        let text = self.read_state(RECORD_FILE).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub(super) fn write_record(&self, record: &DeskRecord) -> Result<(), DeskError> {
        if self.desk_record() == *record {
            return Ok(());
        }
        let path = self.state(RECORD_FILE);
        let failed = |source| DeskError::writing(&path, source);
        let record = DeskRecord {
            format: FORMAT,
            ..record.clone()
        };
        let mut text = serde_json::to_vec_pretty(&record).map_err(|error| failed(error.into()))?;
        text.push(b'\n');
        atomic::replace(&path, &text).map_err(failed)
    }

    /// Returns what the desk has of a course.
    #[must_use]
    pub fn course_record(&self, id: &str) -> Option<CourseRecord> {
        self.desk_record().courses.remove(id)
    }

    /// Returns the lessons that updates removed from the course.
    #[must_use]
    pub fn removed_lessons(&self, course: &Course) -> Vec<RemovedLesson> {
        let record = self.course_record(&course.id).unwrap_or_default();
        let is_gone =
            |id: &str, lesson: &LessonRecord| lesson.removed && course.lesson(id).is_none();
        let mut removed = record.lessons;
        removed.retain(|id, lesson| is_gone(id, lesson));
        if removed.is_empty() {
            return Vec::new();
        }
        let files = self.exercise_files();
        removed
            .into_iter()
            .map(|(id, lesson)| {
                let name = format!("/{id}.rs");
                let file = files.iter().find(|file| file.ends_with(&name));
                RemovedLesson {
                    file: file.map(|file| self.dir().join(file)),
                    title: lesson.title,
                    id,
                }
            })
            .collect()
    }

    pub(super) fn desk_texts<'a>(&self, lesson: &'a Lesson) -> Vec<DeskText<'a>> {
        let own = lesson.files.starter.as_deref().map(|text| DeskText {
            name: STARTER.to_owned(),
            path: self.exercise_in_desk(lesson),
            text,
            is_there_from_start: lesson.has_file(),
        });
        let own = own.filter(|_| lesson.head.kind != Kind::Choose);
        let programs = lesson
            .files
            .predictions
            .iter()
            .map(|(file, text)| DeskText {
                name: file.clone(),
                path: format!("exercises/{}/{file}", lesson.chapter),
                text,
                is_there_from_start: false,
            });
        own.into_iter().chain(programs).collect()
    }
}

impl DeskRecord {
    /// Records that cellmate wrote this text.
    pub(super) fn wrote(&mut self, path: &str, text: &str) {
        self.written.insert(path.to_owned(), normalized_hash(text));
    }

    /// Whether this is the text that cellmate wrote there.
    pub(super) fn has_written(&self, path: &str, text: &str) -> bool {
        self.written
            .get(path)
            .is_some_and(|hash| *hash == normalized_hash(text))
    }
}

impl LessonRecord {
    pub(super) fn new(lesson: &Lesson, texts: &[DeskText<'_>]) -> Self {
        let hash = |text: &DeskText<'_>| (text.name.clone(), normalized_hash(text.text));
        Self {
            title: lesson.head.title.clone(),
            removed: false,
            texts: texts.iter().map(hash).collect(),
        }
    }
}

impl CourseRecord {
    /// Returns the lessons that have another id in this version of the course: the old id and the new one. An id that
    /// only the progress has comes from an update that was undone.
    pub(super) fn renamed(
        &self,
        course: &Course,
        progress: &CourseProgress,
    ) -> Vec<(String, String)> {
        let mut renamed = Vec::new();
        for lesson in &course.lessons {
            if self.lessons.contains_key(&lesson.id) {
                continue;
            }
            let aliases = &mut lesson.head.aliases.iter();
            let known = aliases.find(|alias| {
                (self.lessons.contains_key(*alias) || progress.has(alias))
                    && course.lesson(alias).is_none()
            });
            renamed.extend(known.map(|alias| (alias.clone(), lesson.id.clone())));
        }
        renamed
    }
}

/// Returns the hash of a text. Line ends and the last newline do not matter: editors change them.
pub(super) fn normalized_hash(text: &str) -> String {
    let mut hash = Sha256::new();
    for line in text.trim_end().lines() {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    crate::text::hex(&hash.finalize()[..16])
}
