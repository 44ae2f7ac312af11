//! What the Rust files below a folder looked like when they were last told about.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Folders deeper than this are not looked at: exercises lie two deep.
const DEPTH: usize = 8;

/// By what a saved file differs from what it was. The time of birth stands for the inode: a file that was
/// replaced by renaming has another one, and every system that knows it tells it the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    modified: Option<SystemTime>,
    born: Option<SystemTime>,
    length: u64,
}

impl Signature {
    /// What a file looks like now; none where there is no file.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some(Self {
            modified: found.modified().ok(),
            born: found.created().ok(),
            length: found.len(),
        })
    }

    /// Whether there is nothing in it: then it is probably just being written.
    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether the file system counts in whole seconds: two saves in one second then look the same.
    fn is_coarse(&self) -> bool {
        let since = self
            .modified
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        since.is_none_or(|since| since.subsec_nanos() == 0)
    }
}

/// Whether this is a file that is told about: `*.rs`, but none of an editor's own such as `.#x.rs`.
pub(super) fn is_rust_file(path: &Path) -> bool {
    let hidden = path.file_name().is_none_or(is_hidden);
    !hidden && path.extension() == Some(OsStr::new("rs"))
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// The files as they were last told about.
#[derive(Debug)]
pub(super) struct Snapshot {
    root: PathBuf,
    files: BTreeMap<PathBuf, Signature>,
}

impl Snapshot {
    /// Takes all files for known.
    pub(super) fn take(root: &Path) -> Self {
        let mut snapshot = Self {
            root: root.to_path_buf(),
            files: BTreeMap::new(),
        };
        for path in snapshot.present() {
            if let Some(signature) = Signature::of(&path) {
                snapshot.files.insert(path, signature);
            }
        }
        snapshot
    }

    /// The files that are not as they were: changed, new or gone.
    pub(super) fn differing(&self) -> Vec<PathBuf> {
        let mut paths = self.present();
        paths.extend(self.files.keys().cloned());
        paths.retain(|path| self.files.get(path) != Signature::of(path).as_ref());
        paths.into_iter().collect()
    }

    /// Takes a file for known as it is now; true where there is something to tell.
    pub(super) fn learn(&mut self, path: &Path, now: Option<Signature>) -> bool {
        match now {
            Some(now) => {
                let before = self.files.insert(path.to_path_buf(), now);
                before != Some(now) || now.is_coarse()
            }
            None => self.files.remove(path).is_some(),
        }
    }

    fn present(&self) -> BTreeSet<PathBuf> {
        let mut files = BTreeSet::new();
        collect(&self.root, DEPTH, &mut files);
        files
    }
}

fn collect(folder: &Path, depth: usize, files: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && depth > 0 && !is_hidden(&entry.file_name()) {
            collect(&path, depth - 1, files);
        } else if is_rust_file(&path) {
            files.insert(path);
        }
    }
}
