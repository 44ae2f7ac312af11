//! Files that are written whole or not at all: a temp file beside the target, synced, then renamed over it.
//!
//! Whoever calls this holds the desk's write lock, so one fixed name per temp file is enough: what a killed
//! process left behind is overwritten by the next write, and swept away when the desk is opened for an update.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The ending of a file that is not finished yet. It is not `.rs`, so no watcher reports it.
const UNFINISHED: &str = ".cellmate-tmp";

/// Puts `bytes` at `path`. When this fails, what was there before is still there, whole.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temp = unfinished(path);
    remove_if_there(&temp)?;
    let moved = write_synced(&temp, bytes).and_then(|()| fs::rename(&temp, path));
    if moved.is_err() {
        // The first error is the one to tell; a leftover is swept away later.
        let _ = fs::remove_file(&temp);
    }
    moved?;
    sync_folder_of(path);
    Ok(())
}

/// Keeps what `path` holds now under the name `kept` as well, without a moment in which either is missing.
pub(super) fn keep(path: &Path, kept: &Path) -> io::Result<()> {
    let temp = unfinished(kept);
    remove_if_there(&temp)?;
    // Some file systems (FAT, network folders) know no hard links; there it is copied.
    if fs::hard_link(path, &temp).is_err() {
        let bytes = fs::read(path)?;
        write_synced(&temp, &bytes)?;
    }
    fs::rename(&temp, kept)?;
    // Renaming one link of a file over another one of the same file leaves both names.
    remove_if_there(&temp)
}

/// Writes `bytes` to the first of `folder/stem-1.rs`, `folder/stem-2.rs`, … that is free.
pub(super) fn put_aside(bytes: &[u8], folder: &Path, stem: &str) -> io::Result<PathBuf> {
    let to = free_name(folder, stem, "rs");
    replace(&to, bytes)?;
    Ok(to)
}

/// The first of `folder/stem-1.ending`, `folder/stem-2.ending`, … that does not exist.
pub(super) fn free_name(folder: &Path, stem: &str, ending: &str) -> PathBuf {
    (1..=u64::MAX)
        .map(|number| folder.join(format!("{stem}-{number}.{ending}")))
        .find(|path| fs::symlink_metadata(path).is_err())
        .expect("a folder holds fewer files than there are numbers")
}

/// Removes what killed processes left behind in `folder`.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().ends_with(UNFINISHED) {
            // A leftover does no harm: if it cannot be removed now, it will be another time.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(UNFINISHED);
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

/// Makes the renaming itself last. Not every system lets a folder be opened and synced; the file's own
/// content is safe without it.
fn sync_folder_of(path: &Path) {
    if let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}
