//! Writes several new files and changes one: all of it, or nothing.

use super::NewError;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Files and folders that were made, and go again unless all could be made.
#[derive(Default)]
pub(super) struct Writing {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Writing {
    pub(super) fn file(&mut self, path: PathBuf, text: &str) -> Result<(), NewError> {
        let made = self
            .folders_above(&path)
            .and_then(|()| File::create_new(&path));
        let written = made.and_then(|mut file| {
            self.files.push(path.clone());
            file.write_all(text.as_bytes())
        });
        written.map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => NewError::InTheWay(path),
            _ => NewError::Unwritable { path, source },
        })
    }

    fn folders_above(&mut self, path: &Path) -> io::Result<()> {
        let missing = path
            .ancestors()
            .skip(1)
            .take_while(|folder| !folder.exists());
        let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(&folder)?;
            self.folders.push(folder);
        }
        Ok(())
    }

    pub(super) fn keep(mut self) -> Vec<PathBuf> {
        self.folders.clear();
        std::mem::take(&mut self.files)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // What cannot be removed is no worse than what made the writing fail, and that is reported.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Puts a new text in the place of a file, whole or not at all.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Where the file is a link, the file behind it is meant.
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(&path);
    let mut fresh = NamedTempFile::new_in(folder)?;
    fresh.write_all(text.as_bytes())?;
    fresh
        .as_file()
        .set_permissions(fs::metadata(&path)?.permissions())?;
    fresh.as_file().sync_all()?;
    fresh.persist(&path).map(drop).map_err(io::Error::from)
}
