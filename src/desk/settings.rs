//! What a desk remembers about how it is used: `.cellmate/settings.toml`.
//!
//! People may edit it by hand, so keys that this version does not know stay where they are.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The settings of one desk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Which course it belongs to.
    #[serde(default)]
    pub course: CourseSource,
    /// Whether cellmate speaks line by line instead of using the full screen.
    #[serde(default)]
    pub plain: bool,
    /// The command that opens a file, where it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editor: Option<String>,
    /// What another version or the learner put there.
    #[serde(flatten)]
    pub rest: toml::Table,
}

/// Where a course comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CourseSource {
    /// The one inside the program.
    #[default]
    Embedded,
    /// A folder.
    Path(PathBuf),
}
