//! Other files in `.cellmate/`: settings, the view, drafts and backups.

use super::lock::WriteLock;
use super::{Desk, DeskError, atomic};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const VIEW_FILE: &str = "view.json";

/// Where the learner was, so that the next start continues there: `.cellmate/view.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    #[serde(default)]
    pub lesson: String,
    #[serde(default)]
    pub folded: Vec<String>,
    /// The name of the selected tab.
    #[serde(default)]
    pub tab: String,
    /// Whether the mouse is left to the terminal.
    #[serde(default)]
    pub no_mouse: bool,
    /// Whether the learner goes through the core lessons only.
    #[serde(default)]
    pub core_only: bool,
}

/// The settings of one desk: `.cellmate/settings.toml`. Learners may edit the file by hand, so unknown keys are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    #[serde(default)]
    pub course: CourseSource,
    /// Whether the course comes from someone else, so that its programs are confined.
    #[serde(default, alias = "course_given", skip_serializing_if = "is_false")]
    pub confine_course: bool,
    /// Whether cellmate starts in plain mode instead of the full screen.
    #[serde(default)]
    pub plain: bool,
    /// The colors of the full screen.
    #[serde(default)]
    pub theme: ThemeChoice,
    /// Whether the full screen celebrates a lesson that was just finished.
    #[serde(default)]
    pub motion: MotionChoice,
    /// The command that opens a file, if not the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editor: Option<String>,
    /// The id by which the instructor knows this learner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learner_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learner_name: Option<String>,
    /// Unknown keys, from another version or from the learner.
    #[serde(flatten)]
    pub rest: toml::Table,
}

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ThemeChoice {
    /// The palette for the terminal's background.
    #[default]
    Auto,
    Dark,
    Light,
    /// The terminal's own sixteen colors.
    Ansi,
}

/// Whether the full screen shows animations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MotionChoice {
    #[default]
    On,
    Off,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Where the course of a desk comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CourseSource {
    /// The course in the binary.
    #[default]
    Embedded,
    Path(PathBuf),
}

impl Desk {
    /// Reads where the learner was; the start of the course if there is no readable file.
    #[must_use]
    pub fn view(&self) -> View {
        let text = self.read_state(VIEW_FILE).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Writes where the learner is.
    ///
    /// # Errors
    /// If the file cannot be written; then the previous one is still there.
    pub fn set_view(&self, view: &View) -> Result<(), DeskError> {
        let text = serde_json::to_string(view)
            .map_err(|error| DeskError::writing(&self.state(VIEW_FILE), error.into()))?;
        self.write_state(VIEW_FILE, &text)
    }

    /// Writes a file in `.cellmate/`.
    ///
    /// # Errors
    /// If it cannot be written; then the previous one is still there.
    pub fn write_state(&self, name: &str, text: &str) -> Result<(), DeskError> {
        let _lock = self.lock()?;
        let path = self.state(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| DeskError::writing(folder, source))?;
        }
        atomic::replace(&path, text.as_bytes()).map_err(|source| DeskError::writing(&path, source))
    }

    /// Reads a file in `.cellmate/`; `None` if there is no readable one.
    #[must_use]
    pub fn read_state(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.state(name)).ok()
    }

    /// Removes a file in `.cellmate/`, if there is one.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn remove_state(&self, name: &str) -> Result<(), DeskError> {
        let path = self.state(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(DeskError::writing(&path, error))
            }
            _ => Ok(()),
        }
    }

    /// Lists the files in a folder of `.cellmate/`, by name without extension.
    #[must_use]
    pub fn state_names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.state(folder))
            .into_iter()
            .flatten()
            .flatten();
        let stem = |path: PathBuf| Some(path.file_stem()?.to_str()?.to_owned());
        let names = entries.filter_map(|entry| stem(entry.path()));
        names.filter(|name| !name.starts_with('.')).collect()
    }

    /// Writes a copy of the learner's text to `.cellmate/backups/<stem>-N.rs`. The lock keeps other processes from
    /// using the same number.
    pub(super) fn back_up(
        &self,
        stem: &str,
        text: &[u8],
        _lock: &WriteLock,
    ) -> Result<PathBuf, DeskError> {
        let folder = self.state("backups");
        fs::create_dir_all(&folder).map_err(|source| DeskError::writing(&folder, source))?;
        atomic::write_numbered(text, &folder, stem)
            .map_err(|source| DeskError::writing(&folder, source))
    }

    /// Moves a broken file away, to `.cellmate/<stem>-N.json`.
    pub(super) fn set_aside(
        &self,
        file: &Path,
        stem: &str,
        _lock: &WriteLock,
    ) -> Result<PathBuf, DeskError> {
        let aside = atomic::free_path(&self.state(""), stem, "json");
        match fs::rename(file, &aside) {
            Ok(()) => Ok(aside),
            Err(source) => Err(DeskError::writing(&aside, source)),
        }
    }
}
