//! The folders that programs run in.

use std::fs::{self, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;

/// The folder in which each run gets an empty folder of its own. A later run gets the folder that an earlier one left
/// empty: on some file systems, making and removing a folder takes as long as a short program runs.
#[derive(Clone, Debug)]
pub struct Scratch {
    path: PathBuf,
    spare: Arc<Mutex<Vec<PooledFolder>>>,
}

/// A folder that a later run gets if this one leaves it empty, and the permissions that it was made with.
#[derive(Debug)]
struct PooledFolder {
    folder: TempDir,
    permissions: Permissions,
}

/// The folder of one run.
#[derive(Debug)]
pub struct RunFolder {
    own: Option<PooledFolder>,
    scratch: Scratch,
}

impl Scratch {
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            spare: Arc::default(),
        }
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns an empty folder.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn folder(&self) -> io::Result<RunFolder> {
        let spare = self.spare().pop().filter(PooledFolder::is_unchanged);
        let own = match spare {
            Some(spare) => spare,
            None => PooledFolder::new(&self.path)?,
        };
        Ok(RunFolder {
            own: Some(own),
            scratch: self.clone(),
        })
    }

    fn spare(&self) -> std::sync::MutexGuard<'_, Vec<PooledFolder>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PooledFolder {
    fn new(above: &Path) -> io::Result<Self> {
        let folder = tempfile::tempdir_in(above)?;
        let permissions = fs::metadata(folder.path())?.permissions();
        Ok(Self {
            folder,
            permissions,
        })
    }

    /// Whether it is still as it was made: an empty folder with the same permissions.
    fn is_unchanged(&self) -> bool {
        let path = self.folder.path();
        fs::symlink_metadata(path)
            .is_ok_and(|found| found.is_dir() && found.permissions() == self.permissions)
            && fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
    }
}

impl RunFolder {
    /// Returns its path.
    ///
    /// # Panics
    /// Never: only dropping it removes the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        let own = self.own.as_ref().expect("it is there until it is dropped");
        own.folder.path()
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        if let Some(own) = self.own.take().filter(PooledFolder::is_unchanged) {
            self.scratch.spare().push(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_unchanged_folder_is_reused() {
        let above = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(above.path().to_owned());
        let first = scratch.folder().unwrap();
        let path = first.path().to_owned();
        assert_ne!(scratch.folder().unwrap().path(), path);
        drop(first);
        let again = scratch.folder().unwrap();
        assert_eq!(again.path(), path);
        fs::write(path.join("left"), "").unwrap();
        drop(again);
        assert!(!path.exists());
        let gone = scratch.folder().unwrap().path().to_owned();
        fs::remove_dir(&gone).unwrap();
        assert!(scratch.folder().unwrap().path().is_dir());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_with_other_permissions_is_not_used_again() {
        use std::os::unix::fs::PermissionsExt as _;
        let above = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(above.path().to_owned());
        let folder = scratch.folder().unwrap();
        let path = folder.path().to_owned();
        fs::set_permissions(&path, Permissions::from_mode(0o500)).unwrap();
        drop(folder);
        assert!(!path.exists());
    }
}
