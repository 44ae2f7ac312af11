//! The settings of a desk: `.cellmate/settings.toml`.
//!
//! Learners may edit the file by hand, so unknown keys are kept.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The settings of one desk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    #[serde(default)]
    pub course: CourseSource,
    /// Whether cellmate starts in plain mode instead of the full screen.
    #[serde(default)]
    pub plain: bool,
    /// The command that opens a file, if not the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editor: Option<String>,
    /// Unknown keys, of another version or of the learner.
    #[serde(flatten)]
    pub rest: toml::Table,
}

/// Where the course of a desk comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CourseSource {
    /// The course in the binary.
    #[default]
    Embedded,
    /// A folder.
    Path(PathBuf),
}
