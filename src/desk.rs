//! The desk: the learner's own folder, with copies of the exercises, progress and settings.
//!
//! Every file is written atomically and under a lock, and the learner's text is never overwritten without a copy. What a
//! lesson is and how it is graded is up to `course` and `grader`.

mod atomic;
mod change;
mod error;
mod exercises;
mod lock;
mod manifest;
mod progress;
mod progress_file;
mod record;
mod state_files;

pub use change::{CourseChange, CourseCopy, VersionChange};
pub use error::DeskError;
pub use exercises::{ManifestUpdate, Update};
pub use lock::{DeskLock, DeskLockError};
pub use progress::{
    ChapterCount, CourseProgress, LastVerdict, LessonProgress, Progress, RecordedAnswer,
    RecordedPrediction, next_lesson, unfinished_lessons,
};
pub use progress_file::{LoadedProgress, ProgressNotice};
pub use record::{CourseRecord, LessonRecord, RemovedLesson};
pub use state_files::{CourseSource, MotionChoice, Settings, ThemeChoice, View};

use crate::course::{self, Course};
use lock::WriteLock;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The folder that makes a folder a desk.
const STATE: &str = ".cellmate";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    dir: PathBuf,
}

impl Desk {
    /// Creates a desk, or completes an existing one; existing files are never overwritten.
    ///
    /// # Errors
    /// If the folder belongs to something else, or cannot be written.
    pub fn create(dir: &Path, course: &Course) -> Result<(Self, Update), DeskError> {
        let desk = Self::make_folder(dir)?;
        let update = desk.update(course)?;
        Ok((desk, update))
    }

    /// Creates a desk for a copy of a course.
    ///
    /// # Errors
    /// If the folder belongs to something else, or cannot be written.
    pub fn create_with_copy(
        dir: &Path,
        course: &Course,
        copy: CourseCopy<'_>,
    ) -> Result<(Self, Update), DeskError> {
        let desk = Self::make_folder(dir)?;
        let change = desk.change_course(course, Some(copy))?;
        let mut update = desk.update(course)?;
        update.added = change.added;
        Ok((desk, update))
    }

    fn make_folder(dir: &Path) -> Result<Self, DeskError> {
        let dir = absolute(dir)?;
        check_is_free(&dir)?;
        let state = dir.join(STATE);
        fs::create_dir_all(&state).map_err(|source| DeskError::creating(&dir, source))?;
        Ok(Self { dir })
    }

    /// Opens the desk in this folder.
    ///
    /// # Errors
    /// If there is none.
    pub fn open(dir: &Path) -> Result<Self, DeskError> {
        let dir = absolute(dir)?;
        if dir.join(STATE).is_dir() {
            Ok(Self { dir })
        } else {
            Err(DeskError::NotADesk { path: dir })
        }
    }

    /// Finds the desk in this folder or in the nearest folder above it.
    #[must_use]
    pub fn find(start: &Path) -> Option<Self> {
        let start = absolute(start).ok()?;
        start.ancestors().find_map(|dir| Self::open(dir).ok())
    }

    /// Returns the folder of the desk, as an absolute path.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the folder with the learner's files: the one to watch.
    #[must_use]
    pub fn exercises(&self) -> PathBuf {
        self.dir.join("exercises")
    }

    /// Returns the path of a file in `.cellmate/`.
    #[must_use]
    pub fn state(&self, name: &str) -> PathBuf {
        self.dir.join(STATE).join(name)
    }

    /// Takes the desk for this process. A second instance gets an error and may continue read-only, without a lock.
    ///
    /// # Errors
    /// If another instance has the desk, or it cannot be written.
    pub fn take(&self) -> Result<DeskLock, DeskLockError> {
        DeskLock::begin(&self.dir, &self.state("session"))
    }

    /// Reads the settings; the defaults if there is no file.
    ///
    /// # Errors
    /// If the file cannot be read or parsed.
    pub fn settings(&self) -> Result<Settings, DeskError> {
        let path = self.state("settings.toml");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Settings::default());
            }
            Err(source) => return Err(DeskError::reading(&path, source)),
        };
        toml::from_str(&text).map_err(|error: toml::de::Error| DeskError::BrokenSettings {
            path,
            reason: line_and_message(&text, &error),
        })
    }

    /// Changes the settings.
    ///
    /// # Errors
    /// If they cannot be read, parsed or written; then they stay as they were.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) -> Result<Settings, DeskError> {
        let _lock = self.lock()?;
        self.write_settings(change)
    }

    /// Changes the settings; the caller holds the lock.
    fn write_settings(&self, change: impl FnOnce(&mut Settings)) -> Result<Settings, DeskError> {
        let before = self.settings()?;
        let mut settings = before.clone();
        change(&mut settings);
        if settings != before {
            let path = self.state("settings.toml");
            let text = toml::to_string(&settings)
                .map_err(|error| DeskError::writing(&path, io::Error::other(error)))?;
            atomic::replace(&path, text.as_bytes())
                .map_err(|source| DeskError::writing(&path, source))?;
        }
        Ok(settings)
    }

    fn lock(&self) -> Result<WriteLock, DeskError> {
        WriteLock::take(&self.state("lock"))
    }
}

fn absolute(path: &Path) -> Result<PathBuf, DeskError> {
    let absolute = std::path::absolute(path).map_err(|source| DeskError::reading(path, source))?;
    // The ancestors of a path with `..` are not its parent folders.
    if absolute
        .components()
        .any(|part| part == Component::ParentDir)
    {
        return Ok(fs::canonicalize(&absolute).unwrap_or(absolute));
    }
    Ok(absolute)
}

/// Refuses a folder whose contents would mix with a desk.
fn check_is_free(dir: &Path) -> Result<(), DeskError> {
    let path = dir.to_path_buf();
    if fs::symlink_metadata(dir).is_ok() && !dir.is_dir() {
        return Err(DeskError::NotAFolder { path });
    }
    if course::is_course(dir) {
        return Err(DeskError::CourseFolder { path });
    }
    if dir.join(STATE).is_dir() {
        return Ok(());
    }
    if let Some(desk) = dir.parent().and_then(Desk::find)
        && (dir.starts_with(desk.exercises()) || dir.starts_with(desk.dir.join(STATE)))
    {
        let desk = desk.dir;
        return Err(DeskError::InsideDesk { path, desk });
    }
    // A desk whose `.cellmate` was deleted still has cellmate's Cargo.toml, so a desk may be created there.
    let cargo_toml = dir.join("Cargo.toml");
    let ours = || fs::read_to_string(&cargo_toml).is_ok_and(|text| manifest::is_ours(&text));
    if cargo_toml.exists() && !ours() {
        return Err(DeskError::CargoProject { path });
    }
    Ok(())
}

fn line_and_message(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    match before {
        Some(before) => format!(
            "line {}: {}",
            before.matches('\n').count() + 1,
            error.message()
        ),
        None => error.message().to_owned(),
    }
}
