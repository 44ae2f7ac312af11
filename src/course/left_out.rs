//! What a pack leaves out: `lessons/pack.toml`, which only packs have.

use super::Tree;
use serde::{Deserialize, Serialize};

/// The file that says what a pack leaves out.
pub const PACK_FILE: &str = "lessons/pack.toml";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeftOut {
    /// Mistakes, alternatives and the tests that are held back. No lesson in the pack mentions them.
    pub for_instructors: bool,
    /// Sample solutions. Lessons work without them.
    pub solutions: bool,
}

impl LeftOut {
    /// Reads what the files of a course leave out: usually nothing.
    #[must_use]
    pub fn read(tree: &Tree) -> Self {
        let text = tree.file(PACK_FILE).unwrap_or_default();
        toml::from_str(&String::from_utf8_lossy(text)).unwrap_or_default()
    }

    /// Returns the content of the file.
    ///
    /// # Panics
    /// Never: two flags are TOML.
    #[must_use]
    pub fn to_toml(self) -> String {
        let fields = toml::to_string(&self).expect("two flags are TOML");
        format!("# Written by `cellmate course pack`: what this course leaves out.\n{fields}")
    }
}
