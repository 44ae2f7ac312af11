//! The learner's files: where they are, how they come to the desk, and how they are put back.
//!
//! A file that exists is the learner's: nothing but `reset` and `save` ever writes over it.

use super::{Desk, DeskError, LessonProgress, atomic, manifest};
use crate::course::{Course, Kind, Lesson, Prediction};
use std::fs;
use std::path::{Path, PathBuf};

const GITIGNORE: &str = "/target\n/.cellmate/backups\n/.cellmate/drafts\n/.cellmate/lock\n\
                         /.cellmate/session\n/.cellmate/view.json\n";

/// What an update changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The ids of the lessons whose files are new on the desk, in the course's order.
    pub added: Vec<String>,
    /// What became of the desk's `Cargo.toml`.
    pub manifest: Manifest,
}

/// What became of the desk's `Cargo.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manifest {
    /// It was right already.
    Current,
    /// It was written.
    Written,
    /// The learner has taken it over: it is left alone, and new files are for them to add.
    LeftAlone,
}

impl Desk {
    /// Brings what the course has and the desk has not. Nothing that exists is overwritten.
    ///
    /// # Errors
    /// When the desk cannot be written.
    pub fn update(&self, course: &Course) -> Result<Update, DeskError> {
        let _lock = self.lock()?;
        self.sweep();
        let mut added = Vec::new();
        for lesson in &course.lessons {
            let given = lesson.has_file();
            if let Some(starter) = lesson.files.starter.as_deref().filter(|_| given)
                && self.find_file(lesson).is_none()
            {
                self.write(&self.exercise(lesson), starter)?;
                added.push(lesson.id.clone());
            }
        }
        let ignored = self.dir().join(".gitignore");
        if fs::symlink_metadata(&ignored).is_err() {
            self.write(&ignored, GITIGNORE)?;
        }
        let manifest = self.write_manifest()?;
        Ok(Update { added, manifest })
    }

    /// Where the learner's file of a lesson is, or will be: relative to the desk, with `/`.
    /// A lesson that moved to another chapter is found at its old place.
    #[must_use]
    pub fn exercise_in_desk(&self, lesson: &Lesson) -> String {
        self.find_file(lesson)
            .unwrap_or_else(|| lesson.exercise_path())
    }

    /// The same as an absolute path.
    #[must_use]
    pub fn exercise(&self, lesson: &Lesson) -> PathBuf {
        // With the separators of the system, because people see it.
        let in_desk = self.exercise_in_desk(lesson);
        self.dir().join(in_desk.split('/').collect::<PathBuf>())
    }

    /// Brings a program of a prediction to the desk, after the commitment. What is there already stays.
    ///
    /// # Errors
    /// When the lesson has no such program, or the desk cannot be written.
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
            self.write_manifest()?;
        }
        Ok(path)
    }

    /// Writes the learner's file of a lesson: the composed file of an arrange lesson.
    ///
    /// # Errors
    /// When the lesson has no file, or the desk cannot be written.
    pub fn save(&self, lesson: &Lesson, text: &str) -> Result<PathBuf, DeskError> {
        let path = self.exercise(lesson);
        starter(lesson)?;
        let _lock = self.lock()?;
        must_be_a_file(&path)?;
        self.write(&path, text)?;
        self.write_manifest()?;
        Ok(path)
    }

    /// Writes the file that an order of lines makes. What was there is kept as a copy, unless it is the starter or what
    /// the order `before` made; the copy's path is returned with the file's.
    ///
    /// # Errors
    /// When the lesson has no file, or the desk cannot be written.
    pub fn save_arranged(
        &self,
        lesson: &Lesson,
        text: &str,
        before: Option<&str>,
    ) -> Result<(PathBuf, Option<PathBuf>), DeskError> {
        let path = self.exercise(lesson);
        let now = if must_be_a_file(&path)? {
            fs::read(&path).map_err(|source| DeskError::reading(&path, source))?
        } else {
            Vec::new()
        };
        let known = [text, before.unwrap_or_default(), starter(lesson)?, ""];
        let own = !known.iter().any(|known| known.as_bytes() == now);
        let backup = if own {
            Some(self.put_aside(&lesson.id, &now)?)
        } else {
            None
        };
        Ok((self.save(lesson, text)?, backup))
    }

    /// Brings the program of a prediction to the desk, once nothing is asked about it any more.
    ///
    /// # Errors
    /// When the desk cannot be written.
    pub fn reveal_if_told(
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

    /// Puts the starter back. The learner's text is kept as `.cellmate/backups/<id>-N.rs`, whose path is
    /// returned; none where there was nothing to keep: no file, or the starter itself.
    ///
    /// # Errors
    /// When the lesson has no file on the desk, or the desk cannot be written.
    pub fn reset(&self, lesson: &Lesson) -> Result<Option<PathBuf>, DeskError> {
        let starter = starter(lesson)?;
        let path = self.exercise(lesson);
        let _lock = self.lock()?;
        let exists = must_be_a_file(&path)?;
        if !exists && lesson.head.kind == Kind::Predict {
            return Err(DeskError::StillCovered {
                lesson: lesson.id.clone(),
            });
        }
        let mut backup = None;
        if exists {
            let text = fs::read(&path).map_err(|source| DeskError::reading(&path, source))?;
            if text == starter.as_bytes() {
                return Ok(None);
            }
            backup = Some(self.put_aside(&lesson.id, &text)?);
        }
        self.write(&path, starter)?;
        self.write_manifest()?;
        Ok(backup)
    }

    /// The file of a lesson, relative to the desk, wherever it lies.
    fn find_file(&self, lesson: &Lesson) -> Option<String> {
        let usual = lesson.exercise_path();
        // Whatever is at the usual place is the learner's, even if it is a folder or a broken link.
        if fs::symlink_metadata(self.dir().join(&usual)).is_ok() {
            return Some(usual);
        }
        let name = format!("{}.rs", lesson.id);
        self.files()
            .into_iter()
            .find(|file| file.rsplit('/').next() == Some(&name))
    }

    /// All exercises on the desk, relative to it, in the order of their names.
    fn files(&self) -> Vec<String> {
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

    fn write_manifest(&self) -> Result<Manifest, DeskError> {
        let path = self.dir().join("Cargo.toml");
        let wanted = manifest::write(&self.files());
        match fs::read_to_string(&path) {
            Ok(text) if text == wanted => return Ok(Manifest::Current),
            Ok(text) if !manifest::is_ours(&text) => return Ok(Manifest::LeftAlone),
            Ok(_) => {}
            Err(_) if fs::symlink_metadata(&path).is_err() => {}
            // Something that is not a text of ours: then it is somebody else's.
            Err(_) => return Ok(Manifest::LeftAlone),
        }
        self.write(&path, &wanted)?;
        Ok(Manifest::Written)
    }

    fn write(&self, path: &Path, text: &str) -> Result<(), DeskError> {
        let folder = path.parent().unwrap_or(self.dir());
        fs::create_dir_all(folder).map_err(|source| DeskError::writing(folder, source))?;
        atomic::replace(path, text.as_bytes()).map_err(|source| DeskError::writing(path, source))
    }

    fn sweep(&self) {
        atomic::sweep(self.dir());
        atomic::sweep(&self.state(""));
        atomic::sweep(&self.state("backups"));
        for chapter in names_in(&self.dir().join("exercises")) {
            atomic::sweep(&self.dir().join("exercises").join(chapter));
        }
    }
}

/// Whether the path is there; an error where it is no file. A pipe must not even be opened.
pub(super) fn must_be_a_file(path: &Path) -> Result<bool, DeskError> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => Ok(true),
        Err(_) if fs::symlink_metadata(path).is_err() => Ok(false),
        _ => Err(DeskError::NotAFile {
            path: path.to_path_buf(),
        }),
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
