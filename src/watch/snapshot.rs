//! The signatures of the Rust files below a folder when they were last reported.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The depth to which folders are searched. Exercises are two deep.
const MAX_DEPTH: usize = 8;

/// What changes when a file is saved. The creation time stands for the inode: a file that was replaced by renaming has
/// a different creation time, and all systems that have it report it in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    modified: Option<SystemTime>,
    born: Option<SystemTime>,
    length: u64,
}

impl Signature {
    pub(super) fn read(path: &Path) -> Option<Self> {
        let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some(Self {
            modified: found.modified().ok(),
            born: found.created().ok(),
            length: found.len(),
        })
    }

    /// Whether the file is empty: then it is probably being written.
    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether the file system stores whole seconds, so that two saves in one second look the same.
    fn is_coarse(&self) -> bool {
        let since = self
            .modified
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        since.is_none_or(|since| since.subsec_nanos() == 0)
    }
}

/// Whether saves of this file are reported: `*.rs`, except an editor's own files, such as `.#x.rs`.
pub(super) fn is_rust_file(path: &Path) -> bool {
    let hidden = path.file_name().is_none_or(is_hidden);
    !hidden && path.extension() == Some(OsStr::new("rs"))
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

#[derive(Debug)]
pub(super) struct Snapshot {
    root: PathBuf,
    files: BTreeMap<PathBuf, Signature>,
}

impl Snapshot {
    pub(super) fn take(root: &Path) -> Self {
        let mut snapshot = Self {
            root: root.to_path_buf(),
            files: BTreeMap::new(),
        };
        for path in snapshot.rust_files() {
            if let Some(signature) = Signature::read(&path) {
                snapshot.files.insert(path, signature);
            }
        }
        snapshot
    }

    /// Returns the files that changed, are new or are missing.
    pub(super) fn changed(&self) -> Vec<PathBuf> {
        let mut paths = self.rust_files();
        paths.extend(self.files.keys().cloned());
        paths.retain(|path| self.files.get(path) != Signature::read(path).as_ref());
        paths.into_iter().collect()
    }

    /// Updates one file. Returns whether the change must be reported.
    pub(super) fn update(&mut self, path: &Path, now: Option<Signature>) -> bool {
        match now {
            Some(now) => {
                let before = self.files.insert(path.to_path_buf(), now);
                before != Some(now) || now.is_coarse()
            }
            None => self.files.remove(path).is_some(),
        }
    }

    fn rust_files(&self) -> BTreeSet<PathBuf> {
        let mut files = BTreeSet::new();
        collect(&self.root, MAX_DEPTH, &mut files);
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
