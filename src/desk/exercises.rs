//! The learner's files: where they are, how they are added to the desk, and how they are reset.
//!
//! Of these functions, only `reset` and `save` overwrite an existing file of the learner's.

use super::{Desk, DeskError, LessonProgress, atomic, manifest};
use crate::course::{Course, Kind, Lesson, Prediction};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const GITIGNORE: &str = "/target\n/.cellmate/backups\n/.cellmate/drafts\n/.cellmate/lock\n\
                         /.cellmate/session\n/.cellmate/view.json\n";

/// What an update changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The ids of the lessons whose files were added, in the order of the course.
    pub added: Vec<String>,
    /// The ids of the lessons whose files were never touched, but have newer texts in the course.
    pub outdated: Vec<String>,
    pub manifest: ManifestUpdate,
}

/// What an update did to the desk's `Cargo.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestUpdate {
    /// It was up to date.
    Current,
    Written,
    /// The file is the learner's own, so the learner has to add new exercises by hand.
    LeftAlone,
}

impl Desk {
    /// Adds the files that are new in the course. Existing files are never overwritten.
    ///
    /// # Errors
    /// If the desk cannot be written.
    pub fn update(&self, course: &Course) -> Result<Update, DeskError> {
        let lock = self.lock()?;
        self.sweep();
        let (added, outdated) = self.add_new(course, &lock)?;
        let ignored = self.dir().join(".gitignore");
        if fs::symlink_metadata(&ignored).is_err() {
            self.write(&ignored, GITIGNORE)?;
        }
        let manifest = self.write_manifest()?;
        Ok(Update {
            added,
            outdated,
            manifest,
        })
    }

    /// Returns where the learner's file of a lesson is, or will be: relative to the desk, with `/`. The file of a lesson
    /// that moved to another chapter is found in the old one.
    #[must_use]
    pub fn exercise_in_desk(&self, lesson: &Lesson) -> String {
        self.find_file(lesson)
            .unwrap_or_else(|| lesson.exercise_path())
    }

    /// Returns the absolute path of the learner's file of a lesson.
    #[must_use]
    pub fn exercise(&self, lesson: &Lesson) -> PathBuf {
        // Learners see this path, so it has the separators of their system.
        let in_desk = self.exercise_in_desk(lesson);
        self.dir().join(in_desk.split('/').collect::<PathBuf>())
    }

    /// Writes the program of a prediction to the desk once the learner has committed to the prediction. An existing file
    /// stays as it is.
    ///
    /// # Errors
    /// If the lesson has no such program, or the desk cannot be written.
    pub fn reveal(&self, lesson: &Lesson, file: &str) -> Result<PathBuf, DeskError> {
        let own = file == format!("{}.rs", lesson.id);
        let predicted = lesson.files.predictions.get(file);
        let starter = lesson.files.starter.as_ref().filter(|_| own);
        let Some(text) = predicted.or(starter) else {
            return Err(DeskError::NoProgram {
                lesson: lesson.id.clone(),
                file: file.to_owned(),
            });
        };
        let path = if own {
            self.exercise(lesson)
        } else {
            let chapter = self.dir().join("exercises").join(&lesson.chapter);
            chapter.join(file)
        };
        let _lock = self.lock()?;
        if fs::symlink_metadata(&path).is_err() {
            self.write(&path, text)?;
            let in_desk = if own {
                self.exercise_in_desk(lesson)
            } else {
                format!("exercises/{}/{file}", lesson.chapter)
            };
            self.record_written(&in_desk, text)?;
            self.write_manifest()?;
        }
        Ok(path)
    }

    /// Overwrites the learner's file of a lesson. The previous text is backed up, unless it is empty, the same, the
    /// starter, or `known`, which the new text is meant to replace. Returns the paths of the file and of the backup.
    ///
    /// # Errors
    /// If the lesson has no file, the previous text cannot be read, or the desk cannot be written.
    pub fn save(
        &self,
        lesson: &Lesson,
        text: &str,
        known: Option<&str>,
    ) -> Result<(PathBuf, Option<PathBuf>), DeskError> {
        let path = self.exercise(lesson);
        let known = [text, known.unwrap_or_default(), starter(lesson)?, ""];
        let lock = self.lock()?;
        let now = read_if_there(&path)?.unwrap_or_default();
        let backup = if known.iter().any(|known| known.as_bytes() == now) {
            None
        } else {
            Some(self.back_up(&lesson.id, &now, &lock)?)
        };
        self.write(&path, text)?;
        self.write_manifest()?;
        Ok((path, backup))
    }

    /// Writes the program of a prediction to the desk, once the learner has committed to every prediction about it.
    ///
    /// # Errors
    /// If the desk cannot be written.
    pub fn reveal_after_predictions(
        &self,
        lesson: &Lesson,
        prediction: &Prediction,
        so_far: &LessonProgress,
    ) -> Result<Option<PathBuf>, DeskError> {
        let still_open = |other: &Prediction| {
            other.file == prediction.file && !so_far.predictions.contains_key(&other.id)
        };
        let is_exercise = prediction.file.is_none() && lesson.head.kind != Kind::Predict;
        if is_exercise || lesson.predictions.iter().any(still_open) {
            return Ok(None);
        }
        let own = format!("{}.rs", lesson.id);
        let file = prediction.file.as_deref().unwrap_or(&own);
        self.reveal(lesson, file).map(Some)
    }

    /// Resets the learner's file to the starter. Returns the path of the backup, `.cellmate/backups/<id>-N.rs`, or `None`
    /// if there was nothing to back up: no file, or the unchanged starter.
    ///
    /// # Errors
    /// If the lesson has no file on the desk, or the desk cannot be written.
    pub fn reset(&self, lesson: &Lesson) -> Result<Option<PathBuf>, DeskError> {
        let starter = starter(lesson)?;
        let path = self.exercise(lesson);
        let lock = self.lock()?;
        let now = read_if_there(&path)?;
        if now.is_none() && lesson.head.kind == Kind::Predict {
            return Err(DeskError::NotRevealed {
                lesson: lesson.id.clone(),
            });
        }
        let mut backup = None;
        if let Some(text) = now {
            if text == starter.as_bytes() {
                return Ok(None);
            }
            backup = Some(self.back_up(&lesson.id, &text, &lock)?);
        }
        self.write(&path, starter)?;
        self.record_written(&self.exercise_in_desk(lesson), starter)?;
        self.write_manifest()?;
        Ok(backup)
    }

    /// Finds the file of a lesson in any chapter, relative to the desk, even under an id that it had before.
    fn find_file(&self, lesson: &Lesson) -> Option<String> {
        let usual = lesson.exercise_path();
        // Anything at the usual path is the learner's, even a folder or a broken link.
        if fs::symlink_metadata(self.dir().join(&usual)).is_ok() {
            return Some(usual);
        }
        let files = self.exercise_files();
        let ids = std::iter::once(&lesson.id).chain(&lesson.head.aliases);
        let mut names = ids.map(|id| format!("{id}.rs"));
        names.find_map(|name| {
            let mut files = files.iter();
            let found = files.find(|file| file.rsplit('/').next() == Some(&name));
            found.cloned()
        })
    }

    /// Lists the exercises on the desk, relative to it, sorted by name.
    pub(super) fn exercise_files(&self) -> Vec<String> {
        let mut files = Vec::new();
        for chapter in names_in(&self.dir().join("exercises")) {
            for name in names_in(&self.dir().join("exercises").join(&chapter)) {
                let file = format!("exercises/{chapter}/{name}");
                let is_rust = Path::new(&name).extension().is_some_and(|e| e == "rs");
                if is_rust && !name.starts_with('.') && self.dir().join(&file).is_file() {
                    files.push(file);
                }
            }
        }
        files
    }

    pub(super) fn write_manifest(&self) -> Result<ManifestUpdate, DeskError> {
        let path = self.dir().join("Cargo.toml");
        let wanted = manifest::generate(&self.exercise_files());
        match fs::read_to_string(&path) {
            Ok(text) if text == wanted => return Ok(ManifestUpdate::Current),
            Ok(text) if !manifest::is_ours(&text) => return Ok(ManifestUpdate::LeftAlone),
            Ok(_) => {}
            Err(_) if fs::symlink_metadata(&path).is_err() => {}
            // Not a text file, so cellmate did not write it.
            Err(_) => return Ok(ManifestUpdate::LeftAlone),
        }
        self.write(&path, &wanted)?;
        Ok(ManifestUpdate::Written)
    }

    pub(super) fn write(&self, path: &Path, text: &str) -> Result<(), DeskError> {
        self.write_bytes(path, text.as_bytes())
    }

    pub(super) fn write_bytes(&self, path: &Path, bytes: &[u8]) -> Result<(), DeskError> {
        let folder = path.parent().unwrap_or(self.dir());
        fs::create_dir_all(folder).map_err(|source| DeskError::writing(folder, source))?;
        atomic::replace(path, bytes).map_err(|source| DeskError::writing(path, source))
    }

    pub(super) fn sweep(&self) {
        atomic::sweep(self.dir());
        atomic::sweep(&self.state(""));
        atomic::sweep(&self.state("backups"));
        for chapter in names_in(&self.dir().join("exercises")) {
            atomic::sweep(&self.dir().join("exercises").join(chapter));
        }
    }
}

/// Whether the path exists; an error if it is not a regular file. A pipe must not even be opened.
pub(super) fn exists_as_file(path: &Path) -> Result<bool, DeskError> {
    use io::ErrorKind::{NotADirectory, NotFound};
    match (fs::metadata(path), fs::symlink_metadata(path)) {
        (Ok(found), _) if found.is_file() => Ok(true),
        (Err(_), Err(error)) if matches!(error.kind(), NotFound | NotADirectory) => Ok(false),
        (Err(_), Err(source)) => Err(DeskError::reading(path, source)),
        // A folder, or a broken link.
        (Ok(_), _) | (_, Ok(_)) => Err(DeskError::NotAFile {
            path: path.to_path_buf(),
        }),
    }
}

pub(super) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, DeskError> {
    if !exists_as_file(path)? {
        return Ok(None);
    }
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        // Another process has moved it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(DeskError::reading(path, source)),
    }
}

fn starter(lesson: &Lesson) -> Result<&str, DeskError> {
    let text = lesson.files.starter.as_deref();
    text.ok_or_else(|| DeskError::NoFile {
        lesson: lesson.id.clone(),
    })
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}
