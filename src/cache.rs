//! The user's cache folder: results that can be computed again, safe to delete at any time.
//!
//! Builds trust what is in it, so it is used only if no other user can write it. Files are replaced atomically, so
//! readers need no lock; what they read may be old, and they check it. Without a usable folder, everything works, only
//! slower.

use sha2::{Digest as _, Sha256};
use std::ffi::OsStr;
use std::fmt::Debug;
use std::fs::{self, DirBuilder, File, Metadata};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::NamedTempFile;

/// A folder in which only this user can write.
#[derive(Clone, Debug)]
pub struct CacheFolder {
    path: PathBuf,
}

impl CacheFolder {
    /// Opens `cellmate` in the user's cache folder. Returns `None` if it cannot be created, or others can write it.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        use etcetera::BaseStrategy as _;
        let system = etcetera::choose_base_strategy().ok()?;
        Self::open(&system.cache_dir().join("cellmate"))
    }

    /// Opens a folder. Returns `None` if it cannot be created, or others can write it.
    #[must_use]
    pub fn open(path: &Path) -> Option<Self> {
        create_private(path).ok()?;
        let found = fs::symlink_metadata(path).ok()?;
        let above = fs::canonicalize(path.parent()?).ok()?;
        let safe = found.is_dir() && is_private(&found) && above.ancestors().all(keeps_names);
        safe.then(|| Self {
            path: path.to_owned(),
        })
    }

    /// Opens a folder in it.
    #[must_use]
    pub fn subfolder(&self, name: &str) -> Option<Self> {
        Self::open(&self.path.join(name))
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the content of a file; `None` if it cannot be read, or others can write it.
    #[must_use]
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open_file(name)?.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Opens a file that is too large to read into memory. Returns `None` if it cannot be read, or others can write it.
    #[must_use]
    pub fn open_file(&self, name: &str) -> Option<File> {
        let file = File::open(self.path.join(name)).ok()?;
        let found = file.metadata().ok()?;
        (found.is_file() && is_private(&found)).then_some(file)
    }

    /// Replaces a file atomically.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.write_with(name, |file| file.write_all(bytes))
    }

    /// Replaces a file atomically with what `write` writes.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_with(
        &self,
        name: &str,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut file = NamedTempFile::new_in(&self.path)?;
        write(file.as_file_mut())?;
        file.persist(self.path.join(name))?;
        Ok(())
    }

    /// Locks the folder's content until the returned file is closed. Returns `None` if another process holds the lock.
    #[must_use]
    pub fn try_lock(&self) -> Option<File> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.path.join(LOCK_FILE))
            .ok()?;
        file.try_lock().ok()?;
        Some(file)
    }

    /// Marks a file or folder in it as used now, so that `prune` keeps it. Writing deeper in a folder does not change
    /// the folder's time.
    pub fn mark_used(&self, name: &str) {
        if let Ok(entry) = File::open(self.path.join(name)) {
            entry.set_modified(SystemTime::now()).ok();
        }
    }

    /// Deletes all files and folders in it except the `max_entries` that were changed or marked last, and those that a
    /// process holds. Does nothing if another process holds the lock.
    pub fn prune(&self, max_entries: usize) {
        let Some(_lock) = self.try_lock() else { return };
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let changed = |entry: fs::DirEntry| {
            let time = entry.metadata().ok()?.modified().ok()?;
            (entry.file_name() != OsStr::new(LOCK_FILE)).then(|| (time, entry.path()))
        };
        let mut entries: Vec<(SystemTime, PathBuf)> = entries.filter_map(changed).collect();
        entries.sort_by(|one, other| other.cmp(one));
        let is_held = |path: &Path| {
            path.is_dir() && File::open(path).is_ok_and(|folder| folder.try_lock().is_err())
        };
        for (_, path) in entries.iter().skip(max_entries) {
            if is_held(path) {
                continue;
            }
            // A process that is reading it finds it broken, and works without it.
            let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
        }
    }
}

/// Keeps `prune` from deleting a folder in the cache until the returned file is closed. Creates the folder if there is
/// none.
#[must_use]
pub fn hold(folder: &Path) -> Option<File> {
    create_private(folder).ok()?;
    let folder = File::open(folder).ok()?;
    // `prune` locks it only briefly.
    folder.lock_shared().ok()?;
    Some(folder)
}

/// Returns a name for a file or folder that depends on this value: a hash of its `Debug` format, cut short, because the
/// length of paths is limited.
#[must_use]
pub fn hex_hash(value: &impl Debug) -> String {
    let hash = Sha256::digest(format!("{value:?}"));
    crate::text::hex(&hash[..16])
}

const LOCK_FILE: &str = "lock";

/// Creates a folder with mode 0700, and the folders above it as usual.
fn create_private(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        fs::create_dir_all(above)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    // Another process may create it first.
    builder.recursive(true).create(path)
}

/// Whether a file or folder belongs to this user, and no other can write it.
#[cfg(unix)]
fn is_private(found: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    found.uid() == rustix::process::geteuid().as_raw() && found.mode() & OTHERS_WRITE == 0
}

/// Whether no other user can rename or replace what is in a folder.
#[cfg(unix)]
fn keeps_names(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(folder).is_ok_and(|found| {
        let trusted = [0, rustix::process::geteuid().as_raw()].contains(&found.uid());
        trusted && (found.mode() & OTHERS_WRITE == 0 || found.mode() & STICKY != 0)
    })
}

/// Write permission for the group and for others.
#[cfg(unix)]
const OTHERS_WRITE: u32 = 0o022;

/// In a folder with this bit, only the owner of a file can rename or delete it.
#[cfg(unix)]
const STICKY: u32 = 0o1000;

/// The cache folder on Windows is in the user's profile, which others cannot write.
#[cfg(not(unix))]
fn is_private(_: &Metadata) -> bool {
    true
}

#[cfg(not(unix))]
fn keeps_names(_: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_kept_and_the_oldest_are_pruned() {
        let folder = tempfile::tempdir().unwrap();
        let cache = CacheFolder::open(&folder.path().join("a/cellmate")).unwrap();
        for (age, name) in ["new", "older", "oldest"].into_iter().enumerate() {
            cache.write(name, name.as_bytes()).unwrap();
            let file = File::options().write(true).open(cache.path().join(name));
            let hours = std::time::Duration::from_hours(u64::try_from(age).unwrap());
            let time = SystemTime::now() - hours;
            file.unwrap().set_modified(time).unwrap();
        }
        let lock = cache.try_lock().unwrap();
        assert!(cache.try_lock().is_none());
        cache.prune(1);
        assert_eq!(cache.read("oldest").unwrap(), b"oldest");
        drop(lock);
        cache.prune(2);
        assert!(cache.read("new").is_some() && cache.read("older").is_some());
        assert!(cache.read("oldest").is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_in_use_is_not_pruned() {
        let folder = tempfile::tempdir().unwrap();
        let cache = CacheFolder::open(folder.path()).unwrap();
        let target = cache.path().join("target");
        let (held, also_held) = (hold(&target).unwrap(), hold(&target).unwrap());
        drop(held);
        cache.prune(0);
        assert!(target.is_dir());
        drop(also_held);
        cache.prune(0);
        assert!(!target.exists());
    }

    #[cfg(unix)]
    #[test]
    fn what_others_can_write_is_not_used() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let chmod = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        let folder = tempfile::tempdir().unwrap();
        let above = folder.path().join("above");
        let path = above.join("cellmate");
        let cache = CacheFolder::open(&path).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o700
        );
        cache.write("facts", b"{}").unwrap();
        chmod(&path.join("facts"), 0o666);
        assert!(cache.read("facts").is_none());
        for mode in [0o770, 0o707] {
            chmod(&path, mode);
            assert!(CacheFolder::open(&path).is_none(), "{mode:o}");
        }
        chmod(&path, 0o700);
        for (mode, used) in [(0o777, false), (0o1777, true), (0o755, true)] {
            chmod(&above, mode);
            assert_eq!(CacheFolder::open(&path).is_some(), used, "{mode:o}");
        }
        symlink(&path, folder.path().join("link")).unwrap();
        assert!(CacheFolder::open(&folder.path().join("link")).is_none());
    }
}
