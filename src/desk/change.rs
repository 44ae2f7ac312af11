//! Changes the version of a desk's course: replaces files that the learner never changed, and keeps the others.
//!
//! Before it changes the desk, it records in `.cellmate/update.json` everything that it will write. A process that is
//! killed leaves that file, and the next one completes the change. Then the file becomes `.cellmate/last-update.json`,
//! from which `update --undo` restores the desk.

use super::exercises::{exists_as_file, read_if_there};
use super::lock::WriteLock;
use super::record::{CourseRecord, DeskRecord, LessonRecord};
use super::{CourseSource, Desk, DeskError, ManifestUpdate, atomic};
use crate::compare;
use crate::course::{self, Course, Lesson};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const BEGUN: &str = "update.json";
const LAST: &str = "last-update.json";

/// The folder for copies of courses, in `.cellmate/`.
const COPIES: &str = "course";

#[derive(Clone, Copy, Debug)]
pub struct CourseCopy<'a> {
    /// The bytes of the pack.
    pub bytes: &'a [u8],
    pub sha256: &'a str,
    /// Where it was taken from.
    pub origin: &'a str,
}

/// What an update of the course, or undoing one, changed: ids of lessons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CourseChange {
    /// The version before, and the one after.
    pub versions: VersionChange,
    /// The lessons whose files are new.
    pub added: Vec<String>,
    /// The lessons whose files were replaced, because the learner had not changed them.
    #[serde(alias = "followed")]
    pub updated: Vec<String>,
    /// The lessons whose starters changed, but whose files stay because the learner had changed them.
    pub kept: Vec<String>,
    /// The old id and the new one of each lesson.
    pub renamed: Vec<(String, String)>,
    /// The lessons that the course no longer has; their files and progress stay.
    pub removed: Vec<String>,
    /// Whether [`Desk::undo_change`] can undo it.
    #[serde(skip)]
    pub can_undo: bool,
}

/// The versions of a course around a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionChange {
    /// Empty for a new desk.
    pub from: String,
    pub to: String,
}

/// A recorded change: the desk before and after it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Journal {
    course: String,
    /// Whether it undoes the last update.
    undoes: bool,
    before: DeskState,
    after: DeskState,
    files: Vec<FileChange>,
    change: CourseChange,
}

/// What a desk records about its course.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct DeskState {
    source: CourseSource,
    /// As in [`Settings`](super::Settings).
    #[serde(alias = "given")]
    confine_course: bool,
    record: DeskRecord,
}

/// A change to a file on the desk. It is made only if the file still has the text from before.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct FileChange {
    lesson: String,
    path: String,
    before: Option<String>,
    after: Option<String>,
}

impl CourseChange {
    /// Whether nothing of a lesson changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let lists = [&self.added, &self.updated, &self.kept, &self.removed];
        lists.iter().all(|list| list.is_empty()) && self.renamed.is_empty()
    }
}

impl Desk {
    /// Returns where the course of this desk is. A copy is below the desk, wherever the desk was moved.
    ///
    /// # Errors
    /// If the settings cannot be read.
    pub fn course_source(&self) -> Result<CourseSource, DeskError> {
        Ok(self.resolved(self.settings()?.course))
    }

    fn resolved(&self, source: CourseSource) -> CourseSource {
        match source {
            CourseSource::Path(path) => CourseSource::Path(self.dir().join(path)),
            CourseSource::Embedded => CourseSource::Embedded,
        }
    }

    /// Returns the course that the desk has a copy of, and its id.
    ///
    /// # Errors
    /// If the settings cannot be read.
    pub fn copied_course(&self) -> Result<Option<(String, CourseRecord)>, DeskError> {
        let source = self.settings()?.course;
        let CourseSource::Path(path) = &source else {
            return Ok(None);
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_this = |record: &CourseRecord| {
            let hash = record.sha256.as_ref();
            hash.is_some_and(|hash| name.starts_with(hash.as_str()))
        };
        let mut courses = self.desk_record().courses.into_iter();
        Ok(courses.find(|(_, record)| is_copy(&source) && is_this(record)))
    }

    /// Whether the desk has no course and no files yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.desk_record().courses.is_empty() && self.exercise_files().is_empty()
    }

    /// Whether someone else may have written the course of this desk, so that its programs must be confined. The desk's
    /// settings do not count for a course inside the desk, because the whole desk may come from someone else.
    ///
    /// # Errors
    /// If the settings cannot be read.
    pub fn confines_course(&self) -> Result<bool, DeskError> {
        let settings = self.settings()?;
        let is_inside = match &settings.course {
            CourseSource::Path(path) => path.is_relative() || path.starts_with(self.dir()),
            CourseSource::Embedded => false,
        };
        Ok(settings.confine_course || is_inside)
    }

    /// Completes an interrupted change of the course.
    ///
    /// # Errors
    /// If the desk cannot be read or written. A broken file is set aside, so it is an error only once.
    pub fn complete_change(&self) -> Result<(), DeskError> {
        if !exists_as_file(&self.state(BEGUN))? {
            return Ok(());
        }
        let lock = self.lock()?;
        // Another process may have completed the change.
        match self.journal(BEGUN, &lock)? {
            Some(journal) => self.apply(journal, &lock).map(drop),
            None => Ok(()),
        }
    }

    /// Changes the course of the desk to this version; with `copy`, to a copy of it.
    ///
    /// # Errors
    /// If the desk cannot be read or written. The next command completes a change that has begun.
    pub fn change_course(
        &self,
        course: &Course,
        copy: Option<CourseCopy<'_>>,
    ) -> Result<CourseChange, DeskError> {
        self.complete_change()?;
        let lock = self.lock()?;
        self.sweep();
        let settings = self.settings()?;
        let before = DeskState {
            source: settings.course,
            confine_course: settings.confine_course,
            record: self.desk_record(),
        };
        let mut after = before.clone();
        let (files, change) = self.plan(course, &mut after.record, &lock)?;
        if let Some(copy) = copy {
            let name = format!("{}.course.tar.gz", copy.sha256);
            let path = self.state(COPIES).join(&name);
            self.write_bytes(&path, copy.bytes)?;
            after.source = CourseSource::Path([super::STATE, COPIES, &name].iter().collect());
            after.confine_course = true;
        }
        let record = after.record.courses.entry(course.id.clone()).or_default();
        record.origin = copy.map(|copy| copy.origin.to_owned());
        record.sha256 = copy.map(|copy| copy.sha256.to_owned());
        if files.is_empty() && change.is_empty() && before.source == after.source {
            // The update before this one can still be undone.
            self.write_record(&after.record)?;
            return Ok(change);
        }
        let journal = Journal {
            course: course.id.clone(),
            undoes: false,
            before,
            after,
            files,
            change,
        };
        self.begin(&journal)?;
        let change = self.apply(journal, &lock)?;
        Ok(CourseChange {
            can_undo: true,
            ..change
        })
    }

    /// Undoes the last change of the course; `read` reads the earlier course. Files that were touched since then stay.
    /// Returns `None` if there is no change to undo.
    ///
    /// # Errors
    /// If the desk cannot be read or written.
    pub fn undo_change(
        &self,
        read: impl Fn(&CourseSource) -> Option<Course>,
    ) -> Result<Option<CourseChange>, DeskError> {
        self.complete_change()?;
        let lock = self.lock()?;
        let Some(last) = self.journal(LAST, &lock)? else {
            return Ok(None);
        };
        let reversed = |file: FileChange| FileChange {
            before: file.after,
            after: file.before,
            ..file
        };
        let mut files: Vec<FileChange> = last.files.into_iter().map(reversed).collect();
        let mut now = self.desk_record();
        let source = self.resolved(last.before.source.clone());
        let another = last.before.source != last.after.source;
        if let Some(course) = another.then(|| read(&source)).flatten() {
            // Files that were reset since then get the earlier text, too.
            files.retain(|file| file.after.is_none());
            files.extend(self.plan(&course, &mut now, &lock)?.0);
        } else {
            for file in &files {
                if let Some(text) = &file.after {
                    now.wrote(&file.path, text);
                }
            }
        }
        for file in files.iter().filter(|file| file.after.is_none()) {
            now.written.remove(&file.path);
        }
        let undone = last.change.versions;
        let renamed = last.change.renamed.into_iter();
        let mut after = last.before;
        after.record.written = now.written;
        let journal = Journal {
            undoes: true,
            before: last.after,
            after,
            files,
            change: CourseChange {
                versions: VersionChange {
                    from: undone.to,
                    to: undone.from,
                },
                renamed: renamed.map(|(old, new)| (new, old)).collect(),
                ..CourseChange::default()
            },
            course: last.course,
        };
        self.begin(&journal)?;
        self.apply(journal, &lock).map(Some)
    }

    fn plan(
        &self,
        course: &Course,
        record: &mut DeskRecord,
        lock: &WriteLock,
    ) -> Result<(Vec<FileChange>, CourseChange), DeskError> {
        let known = record.courses.get(&course.id).cloned().unwrap_or_default();
        let progress = self.load(lock)?.progress;
        let renamed = known.renamed(course, progress.course(&course.id));
        let mut change = CourseChange {
            versions: VersionChange {
                from: known.version.clone(),
                to: course.version.clone(),
            },
            ..CourseChange::default()
        };
        let mut files = Vec::new();
        let mut lessons = known.lessons.clone();
        for (old, _) in &renamed {
            lessons.remove(old);
        }
        for lesson in &course.lessons {
            let alias = renamed.iter().find(|(_, new)| *new == lesson.id);
            let before = alias.map_or(&lesson.id, |(old, _)| old);
            let texts = self.desk_texts(lesson);
            for text in &texts {
                let now = self.text_of(&text.path);
                let offered = known.lessons.get(before);
                let offered = offered.and_then(|lesson| lesson.texts.get(&text.name));
                let write = |before| FileChange {
                    lesson: lesson.id.clone(),
                    path: text.path.clone(),
                    before,
                    after: Some(text.text.to_owned()),
                };
                match now {
                    DeskFile::Missing if text.is_there_from_start => {
                        files.push(write(None));
                        note(&mut change.added, lesson);
                    }
                    DeskFile::Text(now) if compare::same_text(&now, text.text) => {}
                    DeskFile::Text(now) if record.has_written(&text.path, &now) => {
                        files.push(write(Some(now)));
                        note(&mut change.updated, lesson);
                    }
                    DeskFile::Text(_) | DeskFile::Other => {
                        let new = super::record::normalized_hash(text.text);
                        if offered.is_some_and(|offered| *offered != new) {
                            note(&mut change.kept, lesson);
                        }
                        continue;
                    }
                    DeskFile::Missing => continue,
                }
                record.wrote(&text.path, text.text);
            }
            lessons.insert(lesson.id.clone(), LessonRecord::new(lesson, &texts));
        }
        for (id, lesson) in &mut lessons {
            if course.lesson(id).is_none() && !lesson.removed {
                lesson.removed = true;
                change.removed.push(id.clone());
            }
        }
        change.renamed = renamed;
        let record = record.courses.entry(course.id.clone()).or_default();
        *record = CourseRecord {
            title: course.title.clone(),
            version: course.version.clone(),
            lessons,
            ..record.clone()
        };
        Ok((files, change))
    }

    /// Adds the files that are new in the course, and changes no other. Returns the lessons that they belong to, and
    /// those whose files could be updated.
    pub(super) fn add_new(
        &self,
        course: &Course,
        lock: &WriteLock,
    ) -> Result<(Vec<String>, Vec<String>), DeskError> {
        let mut record = self.desk_record();
        let mut planned = record.clone();
        let (files, change) = self.plan(course, &mut planned, lock)?;
        for file in &files {
            if let (None, Some(text)) = (&file.before, &file.after) {
                self.write(&self.dir().join(&file.path), text)?;
            }
        }
        self.follow_renames(&course.id, &change.renamed, lock)?;
        let follows = |path: &String| {
            let mut files = files.iter();
            files.any(|file| file.path == *path && file.before.is_some())
        };
        planned.written.retain(|path, _| !follows(path));
        record.written.append(&mut planned.written);
        // Earlier texts stay in the record, because `change_course` compares with them.
        let entry = record.courses.entry(course.id.clone());
        let known = entry.or_insert_with(|| CourseRecord {
            title: course.title.clone(),
            version: course.version.clone(),
            ..CourseRecord::default()
        });
        for (old, new) in &change.renamed {
            if let Some(lesson) = known.lessons.remove(old) {
                known.lessons.insert(new.clone(), lesson);
            }
        }
        for (id, lesson) in planned
            .courses
            .remove(&course.id)
            .unwrap_or_default()
            .lessons
        {
            known.lessons.entry(id).or_insert(lesson);
        }
        self.write_record(&record)?;
        Ok((change.added, change.updated))
    }

    pub(super) fn record_written(&self, path: &str, text: &str) -> Result<(), DeskError> {
        let mut record = self.desk_record();
        record.wrote(path, text);
        self.write_record(&record)
    }

    /// Moves progress and drafts to the ids that lessons have now.
    fn follow_renames(
        &self,
        course: &str,
        renamed: &[(String, String)],
        lock: &WriteLock,
    ) -> Result<(), DeskError> {
        if renamed.is_empty() {
            return Ok(());
        }
        let mut loaded = self.load(lock)?;
        let before = loaded.progress.clone();
        loaded.progress.course_mut(course).rename(renamed);
        if loaded.progress != before {
            self.store(&loaded.progress, lock)?;
        }
        for (old, new) in renamed {
            self.rename_draft(old, new);
        }
        Ok(())
    }

    fn begin(&self, journal: &Journal) -> Result<(), DeskError> {
        let path = self.state(BEGUN);
        let failed = |source| DeskError::writing(&path, source);
        let text = serde_json::to_vec(journal).map_err(|error| failed(error.into()))?;
        atomic::replace(&path, &text).map_err(failed)
    }

    /// Reads a recorded change; `None` if there is no such file. A broken one is set aside.
    fn journal(&self, name: &str, lock: &WriteLock) -> Result<Option<Journal>, DeskError> {
        let path = self.state(name);
        let Some(bytes) = read_if_there(&path)? else {
            return Ok(None);
        };
        match serde_json::from_slice(&bytes) {
            Ok(journal) => Ok(Some(journal)),
            Err(_) => Err(DeskError::BrokenUpdate {
                set_aside: self.set_aside(&path, "update.broken", lock)?,
                path,
            }),
        }
    }

    /// Carries out a recorded change. Doing so again changes nothing.
    fn apply(&self, journal: Journal, lock: &WriteLock) -> Result<CourseChange, DeskError> {
        let mut change = journal.change;
        for file in &journal.files {
            // A desk from someone else may have any text in its files.
            if !is_exercise(&file.path) {
                continue;
            }
            let path = self.dir().join(&file.path);
            let now = match self.text_of(&file.path) {
                DeskFile::Missing => None,
                DeskFile::Text(text) => Some(text),
                DeskFile::Other => continue,
            };
            let lists = &mut change;
            if now == file.after {
                // A process that was killed has made this change.
            } else if now == file.before {
                match &file.after {
                    Some(text) => self.write(&path, text)?,
                    None => fs::remove_file(&path)
                        .map_err(|source| DeskError::writing(&path, source))?,
                }
            } else {
                lists.added.retain(|id| *id != file.lesson);
                lists.updated.retain(|id| *id != file.lesson);
                lists.kept.retain(|id| *id != file.lesson);
                lists.kept.push(file.lesson.clone());
                continue;
            }
            if journal.undoes && !lists.updated.contains(&file.lesson) {
                lists.updated.push(file.lesson.clone());
            }
        }
        self.follow_renames(&journal.course, &change.renamed, lock)?;
        self.write_settings(|settings| {
            settings.course = journal.after.source.clone();
            settings.confine_course = journal.after.confine_course;
        })?;
        self.write_record(&journal.after.record)?;
        let _: ManifestUpdate = self.write_manifest()?;
        let (begun, last) = (self.state(BEGUN), self.state(LAST));
        // Creating a desk cannot be undone.
        let was_made = change.versions.from.is_empty();
        if journal.undoes || was_made {
            self.remove_state(LAST)?;
            self.remove_state(BEGUN)?;
        } else {
            fs::rename(&begun, &last).map_err(|source| DeskError::writing(&last, source))?;
        }
        self.prune_copies([&journal.before.source, &journal.after.source]);
        Ok(change)
    }

    fn rename_draft(&self, old: &str, new: &str) {
        let draft = |id: &str| self.state("drafts").join(format!("{id}.rs"));
        if course::is_id(old) && course::is_id(new) && !draft(new).exists() {
            // Without a draft there is nothing to rename.
            let _ = fs::rename(draft(old), draft(new));
        }
    }

    /// Removes the copies that neither the desk nor an undo needs.
    fn prune_copies(&self, used: [&CourseSource; 2]) {
        let name = |source: &CourseSource| match source {
            CourseSource::Path(path) => path.file_name().map(ToOwned::to_owned),
            CourseSource::Embedded => None,
        };
        let used = used.map(name);
        let entries = fs::read_dir(self.state(COPIES)).into_iter().flatten();
        for entry in entries.flatten() {
            if !used.contains(&Some(entry.file_name())) {
                // A leftover copy only takes up space.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn text_of(&self, path: &str) -> DeskFile {
        let path = self.dir().join(path);
        let Ok(found) = fs::metadata(&path) else {
            // A broken link is the learner's.
            return match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => DeskFile::Missing,
                _ => DeskFile::Other,
            };
        };
        let text = found.is_file().then(|| fs::read_to_string(&path));
        match text {
            Some(Ok(text)) => DeskFile::Text(text),
            _ => DeskFile::Other,
        }
    }
}

/// What is at the path of an exercise.
enum DeskFile {
    Missing,
    Text(String),
    /// A folder, a broken link, or a file that is not text.
    Other,
}

fn note(ids: &mut Vec<String>, lesson: &Lesson) {
    if !ids.contains(&lesson.id) {
        ids.push(lesson.id.clone());
    }
}

fn is_copy(source: &CourseSource) -> bool {
    let copies: PathBuf = [super::STATE, COPIES].iter().collect();
    matches!(source, CourseSource::Path(path) if path.starts_with(&copies))
}

/// Whether a path is that of an exercise: nothing else is ever changed.
fn is_exercise(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let plain =
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':']);
    matches!(parts[..], ["exercises", chapter, file] if plain(chapter) && plain(file))
        && Path::new(path).extension().is_some_and(|end| end == "rs")
}
