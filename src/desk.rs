//! The desk: the learner's own folder, with copies of the exercises, progress and settings.
//!
//! Whatever is written here is written whole or not at all, under a lock, and what the learner wrote is
//! never overwritten unasked. What a lesson is and how it is graded is the business of others.

mod atomic;
mod error;
mod exercises;
mod keeping;
mod lock;
mod manifest;
mod progress;
mod remembering;
mod settings;

pub use error::DeskError;
pub use exercises::{Manifest, Update};
pub use keeping::{Kept, Notice};
pub use lock::{Busy, Session};
pub use progress::{
    Answer, ChapterCount, CourseProgress, Foretold, LastVerdict, LessonProgress, Progress,
    next_lesson,
};
pub use remembering::View;
pub use settings::{CourseSource, Settings};

use crate::course::Course;
use lock::WriteLock;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The folder by which a desk is known.
const STATE: &str = ".cellmate";

/// A learner's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    dir: PathBuf,
}

impl Desk {
    /// Makes a desk, or completes one: what is there is never overwritten.
    ///
    /// # Errors
    /// When a desk would be a surprise there, or cannot be written.
    pub fn create(dir: &Path, course: &Course) -> Result<(Self, Update), DeskError> {
        let dir = absolute(dir)?;
        refuse_surprises(&dir)?;
        let state = dir.join(STATE);
        fs::create_dir_all(&state).map_err(|source| DeskError::writing(&state, source))?;
        let desk = Self { dir };
        let update = desk.update(course)?;
        Ok((desk, update))
    }

    /// The desk in this folder.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(dir: &Path) -> Result<Self, DeskError> {
        let dir = absolute(dir)?;
        if dir.join(STATE).is_dir() {
            Ok(Self { dir })
        } else {
            Err(DeskError::NotADesk { path: dir })
        }
    }

    /// The desk in this folder or in the nearest one above it.
    #[must_use]
    pub fn find(start: &Path) -> Option<Self> {
        let start = absolute(start).ok()?;
        start.ancestors().find_map(|dir| Self::open(dir).ok())
    }

    /// Its folder, as an absolute path.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder in which the learner's files are: the one to watch.
    #[must_use]
    pub fn exercises(&self) -> PathBuf {
        self.dir.join("exercises")
    }

    /// A file in `.cellmate/`.
    #[must_use]
    pub fn state(&self, name: &str) -> PathBuf {
        self.dir.join(STATE).join(name)
    }

    /// Begins to live on this desk; a second instance is told so and may go on read-only, without a session.
    ///
    /// # Errors
    /// When another instance has it, or the desk cannot be written.
    pub fn session(&self) -> Result<Session, Busy> {
        Session::begin(&self.dir, &self.state("session"))
    }

    /// The settings; the usual ones where there is no file.
    ///
    /// # Errors
    /// When the file cannot be read or understood.
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
            reason: where_and_what(&text, &error),
        })
    }

    /// Changes the settings.
    ///
    /// # Errors
    /// When they cannot be read, understood or written; then they are as before.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) -> Result<Settings, DeskError> {
        let _lock = self.lock()?;
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
    // With `..` in it, the folders above a path are not those that its text names.
    if absolute
        .components()
        .any(|part| part == Component::ParentDir)
    {
        return Ok(fs::canonicalize(&absolute).unwrap_or(absolute));
    }
    Ok(absolute)
}

/// A desk belongs where nothing else lives that would mix with it.
fn refuse_surprises(dir: &Path) -> Result<(), DeskError> {
    let path = dir.to_path_buf();
    if fs::symlink_metadata(dir).is_ok() && !dir.is_dir() {
        return Err(DeskError::NotAFolder { path });
    }
    if dir.join("lessons").join("course.toml").exists() {
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
    // A desk whose `.cellmate` was deleted still has our Cargo.toml; there a desk is no surprise.
    let cargo_toml = dir.join("Cargo.toml");
    let ours = || fs::read_to_string(&cargo_toml).is_ok_and(|text| manifest::is_ours(&text));
    if cargo_toml.exists() && !ours() {
        return Err(DeskError::CargoProject { path });
    }
    Ok(())
}

fn where_and_what(text: &str, error: &toml::de::Error) -> String {
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
