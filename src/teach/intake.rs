//! Reads what was handed in. All of it may be hostile: only `<id>.rs` of a known lesson and submission files are read,
//! each bounded, and nothing but texts is taken from them.

use super::bounds::{Budget, Entry, Wanted, is_json};
use super::submission::{self, CourseVersion, HandedInLesson, Learner, SubmissionFile};
use super::{archive, folder};
use crate::course::{Course, Lesson};
use crate::sanitize;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization as _;

/// The maximum length of a name from outside, in characters.
const MAX_NAME: usize = 200;

/// What one learner handed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    pub learner: Learner,
    /// Where it was found.
    pub source: String,
    /// When it was created, or its newest file was changed: a claim.
    pub created_at: Option<u64>,
    /// The course that it says it is for.
    pub course: Option<CourseVersion>,
    /// The texts, by the lesson's id.
    pub texts: BTreeMap<String, String>,
    /// What a submission file claims about the lessons; `None` if there is no such file.
    pub claims: Option<BTreeMap<String, HandedInLesson>>,
}

/// Why something cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {source}\nhelp: name a submission file, a desk, a folder with lesson files, or a zip of these", path.display())]
pub struct IntakeError {
    path: PathBuf,
    source: io::Error,
}

impl Submission {
    /// Returns what was handed in for a lesson, perhaps under an id that it had before.
    pub(super) fn text(&self, lesson: &Lesson) -> Option<&str> {
        let mut ids = lesson.ids();
        ids.find_map(|id| self.texts.get(id).map(String::as_str))
    }

    pub(super) fn claims(&self, lesson: &Lesson) -> Option<&HandedInLesson> {
        let claims = self.claims.as_ref()?;
        lesson.ids().find_map(|id| claims.get(id))
    }
}

/// Reads everything that these paths name. Returns the submissions, and notes on what was left out.
///
/// # Errors
/// If a path cannot be read.
pub fn read_all(
    paths: &[PathBuf],
    courses: &[Course],
) -> Result<(Vec<Submission>, Vec<String>), IntakeError> {
    let (mut submissions, mut notes) = (Vec::new(), Vec::new());
    for path in paths {
        let mut budget = Budget::new();
        let entries = collect(path, courses, &mut budget).map_err(|source| IntakeError {
            path: path.clone(),
            source,
        })?;
        let before = submissions.len();
        submissions.extend(assemble(path, entries, courses, &mut budget));
        if submissions.len() == before {
            budget.note(&format!("no submission in {}", path.display()));
        }
        notes.extend(budget.take_notes());
    }
    Ok((submissions, notes))
}

fn collect(path: &Path, courses: &[Course], budget: &mut Budget) -> io::Result<Vec<Entry>> {
    let wanted = Wanted::new(courses);
    // The instructor names it, so it may be a link.
    let path = path.canonicalize()?;
    if path.is_dir() {
        return folder::collect(&path, &wanted, budget);
    }
    let head = folder::read_head(&path)?;
    if archive::MAGIC.iter().any(|magic| head.starts_with(magic)) {
        return archive::collect(&path, &wanted, budget);
    }
    let name = path.file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    let limit = wanted.limit(&name).unwrap_or(submission::MAX_BYTES);
    let (bytes, modified) = folder::read(&path, limit)?;
    Ok(vec![Entry {
        folders: Vec::new(),
        name,
        bytes,
        modified,
    }])
}

/// Makes submissions from files: one from each submission file, and one from the lesson files below each learner's
/// folder.
fn assemble(
    path: &Path,
    mut entries: Vec<Entry>,
    courses: &[Course],
    budget: &mut Budget,
) -> Vec<Submission> {
    for entry in &mut entries {
        drop_own_folders(entry, courses);
    }
    let common = common_folders(&entries);
    let mut files_in: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| is_json(&entry.name)) {
        *files_in.entry(entry.folders.clone()).or_default() += 1;
    }
    let mut by_learner: BTreeMap<String, Submission> = BTreeMap::new();
    let mut submissions = Vec::new();
    for entry in entries {
        let source = place(path, &entry);
        let folder = entry.folders.get(common);
        let added = if is_json(&entry.name) {
            // The name of the folder comes from the school's system.
            let given = folder.filter(|_| files_in[&entry.folders] == 1);
            parse(&entry.bytes).map(|file| {
                submissions.push(submission_of_file(file, given, source.clone(), courses));
            })
        } else {
            let name = folder.or(entry.folders.last());
            let learner = name.map_or_else(|| name_of(path), |name| shortened(name));
            add_text(&mut by_learner, learner, &source, entry)
        };
        if let Err(why) = added {
            budget.note(&format!("skipped {source}: {why}"));
        }
    }
    submissions.extend(by_learner.into_values());
    submissions
}

fn add_text(
    by_learner: &mut BTreeMap<String, Submission>,
    learner: String,
    source: &str,
    entry: Entry,
) -> Result<(), String> {
    let text = String::from_utf8(entry.bytes).map_err(|_| "it is not UTF-8 text")?;
    if text.contains('\0') {
        return Err("it contains a NUL byte".to_owned());
    }
    let id = entry.name.strip_suffix(".rs");
    let id = id.ok_or("it is not a submission, a zip file or a `.rs` file")?;
    let new = |id: &String| Submission {
        learner: Learner {
            id: id.clone(),
            name: None,
        },
        source: source.to_owned(),
        created_at: None,
        course: None,
        texts: BTreeMap::new(),
        claims: None,
    };
    let submission = by_learner.entry(learner).or_insert_with_key(new);
    if submission.texts.contains_key(id) {
        return Err("there is another file for this lesson".to_owned());
    }
    submission.texts.insert(id.to_owned(), text);
    submission.created_at = submission.created_at.max(entry.modified);
    Ok(())
}

/// Returns the name of a learner whose file is in no folder.
fn name_of(path: &Path) -> String {
    let own = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    shortened(&own.file_stem().unwrap_or_default().to_string_lossy())
}

/// Removes the folders of a desk from a path: `exercises` and the chapter.
fn drop_own_folders(entry: &mut Entry, courses: &[Course]) {
    let mut chapters = courses.iter().flat_map(|course| &course.chapters);
    let mut is_chapter = |name: &String| chapters.any(|chapter| chapter.id == *name);
    if !is_json(&entry.name) && entry.folders.last().is_some_and(&mut is_chapter) {
        entry.folders.pop();
    }
    if entry.folders.last().is_some_and(|name| name == "exercises") {
        entry.folders.pop();
    }
}

/// Returns how many outer folders all files have in common.
fn common_folders(entries: &[Entry]) -> usize {
    let Some(first) = entries.first() else {
        return 0;
    };
    let shared = |other: &Entry| {
        let pairs = first.folders.iter().zip(&other.folders);
        pairs.take_while(|(one, other)| one == other).count()
    };
    entries.iter().map(shared).min().unwrap_or_default()
}

fn place(path: &Path, entry: &Entry) -> String {
    let inside = [&entry.folders[..], std::slice::from_ref(&entry.name)].concat();
    sanitize::line(&format!("{} ({})", path.display(), inside.join("/")))
}

fn parse(bytes: &[u8]) -> Result<SubmissionFile, String> {
    #[derive(serde::Deserialize)]
    struct FormatOnly {
        submission_format: Option<u32>,
    }
    let other = || "it is not a submission".to_owned();
    let head: FormatOnly = serde_json::from_slice(bytes).map_err(|_| other())?;
    match head.submission_format {
        Some(submission::FORMAT) => {}
        Some(other) => {
            let known = submission::FORMAT;
            return Err(format!(
                "it has format {other}, but this version of cellmate reads only format {known}"
            ));
        }
        None => return Err(other()),
    }
    serde_json::from_slice(bytes).map_err(|error| format!("it is broken: {error}"))
}

fn submission_of_file(
    file: SubmissionFile,
    given: Option<&String>,
    source: String,
    courses: &[Course],
) -> Submission {
    let mut claims = file.lessons;
    let mut texts = BTreeMap::new();
    let known = |id: &str| {
        let mut courses = courses.iter();
        courses.any(|course| course.lesson_or_alias(id).is_some())
    };
    claims.retain(|id, _| known(id));
    for (id, lesson) in &mut claims {
        if let Some(text) = lesson.text.take().filter(|text| !text.contains('\0')) {
            texts.insert(id.clone(), text);
        }
    }
    Submission {
        learner: Learner {
            id: shortened(given.unwrap_or(&file.learner.id)),
            name: file.learner.name.as_deref().map(shortened),
        },
        source,
        created_at: Some(file.created_at),
        course: Some(CourseVersion {
            id: shortened(&file.course.id),
            version: shortened(&file.course.version),
        }),
        texts,
        claims: Some(claims),
    }
}

/// Sanitizes and shortens a name. Composes letters such as `ä`, which some systems write as two characters.
fn shortened(name: &str) -> String {
    let name = sanitize::line(name.trim());
    name.nfc().take(MAX_NAME).collect()
}
