//! Small things kept in `.cellmate/`: where the learner was, and what was typed and not saved yet.

use super::{Desk, DeskError, atomic};
use std::fs;
use std::io;
use std::path::PathBuf;

impl Desk {
    /// Keeps a small text under a name.
    ///
    /// # Errors
    /// When it cannot be written; what was kept before is still there.
    pub fn remember(&self, name: &str, text: &str) -> Result<(), DeskError> {
        let _lock = self.lock()?;
        let path = self.state(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| DeskError::writing(folder, source))?;
        }
        atomic::replace(&path, text.as_bytes()).map_err(|source| DeskError::writing(&path, source))
    }

    /// What was kept under a name; none where there is nothing, or nothing that could be read.
    #[must_use]
    pub fn recall(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.state(name)).ok()
    }

    /// Keeps it no longer.
    ///
    /// # Errors
    /// When it is there and cannot be removed.
    pub fn forget(&self, name: &str) -> Result<(), DeskError> {
        let path = self.state(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(DeskError::writing(&path, error))
            }
            _ => Ok(()),
        }
    }

    /// The names, without their ending, of what is kept in a folder of `.cellmate/`.
    #[must_use]
    pub fn remembered(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.state(folder))
            .into_iter()
            .flatten()
            .flatten();
        let stem = |path: PathBuf| Some(path.file_stem()?.to_str()?.to_owned());
        let names = entries.filter_map(|entry| stem(entry.path()));
        names.filter(|name| !name.starts_with('.')).collect()
    }

    /// Keeps a text of the learner's as `.cellmate/backups/<stem>-N.rs`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_aside(&self, stem: &str, text: &[u8]) -> Result<PathBuf, DeskError> {
        let folder = self.state("backups");
        fs::create_dir_all(&folder).map_err(|source| DeskError::writing(&folder, source))?;
        atomic::put_aside(text, &folder, stem).map_err(|source| DeskError::writing(&folder, source))
    }
}
