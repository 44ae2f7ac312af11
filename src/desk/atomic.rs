//! Atomic writes: a temporary file next to the target, synced, then renamed over it.
//!
//! The caller holds the desk's write lock, so one fixed name per temporary file is enough. A leftover of a killed process
//! is overwritten by the next write, and removed when the desk is updated.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Extension of temporary files. It is not `.rs`, so no watcher reports them.
const TEMP_SUFFIX: &str = ".cellmate-tmp";

/// Writes `bytes` to `path`. If this fails, the previous contents stay.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temp = temp_path(path);
    remove_if_there(&temp)?;
    let moved = write_synced(&temp, bytes).and_then(|()| fs::rename(&temp, path));
    if moved.is_err() {
        // The first error is the one to report; `sweep` removes the leftover.
        let _ = fs::remove_file(&temp);
    }
    moved?;
    sync_folder_of(path);
    Ok(())
}

/// Gives the file at `path` the second name `copy`. Neither name is ever missing.
pub(super) fn copy(path: &Path, copy: &Path) -> io::Result<()> {
    let temp = temp_path(copy);
    remove_if_there(&temp)?;
    // Some file systems, such as FAT and network folders, do not support hard links.
    if fs::hard_link(path, &temp).is_err() {
        let bytes = fs::read(path)?;
        write_synced(&temp, &bytes)?;
    }
    fs::rename(&temp, copy)?;
    // Renaming one link of a file over another link of the same file leaves both.
    remove_if_there(&temp)
}

/// Writes `bytes` to the first free path of `folder/stem-1.rs`, `folder/stem-2.rs`, …
pub(super) fn write_numbered(bytes: &[u8], folder: &Path, stem: &str) -> io::Result<PathBuf> {
    let to = free_path(folder, stem, "rs");
    replace(&to, bytes)?;
    Ok(to)
}

/// Returns the first free path of `folder/stem-1.extension`, `folder/stem-2.extension`, …
pub(super) fn free_path(folder: &Path, stem: &str, extension: &str) -> PathBuf {
    (1..=u64::MAX)
        .map(|number| folder.join(format!("{stem}-{number}.{extension}")))
        .find(|path| fs::symlink_metadata(path).is_err())
        .expect("a folder holds fewer files than there are numbers")
}

/// Removes the temporary files that killed processes left in `folder`.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().ends_with(TEMP_SUFFIX) {
            // A leftover is harmless: the next update tries again.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn temp_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(TEMP_SUFFIX);
    path.with_file_name(name)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Syncs the renaming itself. Not every system can open and sync a folder; the file's contents are safe without it.
fn sync_folder_of(path: &Path) {
    if let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}
