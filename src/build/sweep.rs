//! Workspaces of instances that were killed: found by the lock that nobody holds any more, and removed.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// How the folders of workspaces are called.
pub(super) const PREFIX: &str = "cellmate-";

const LOCK: &str = "in-use";

/// Marks a workspace as being in use, until the file is closed: also when this process is killed.
pub(super) fn mark(workspace: &Path) -> io::Result<File> {
    // Another instance may sweep at this very moment, so the lock is there before its name is.
    let unnamed = workspace.join("in-use.new");
    let file = File::create(&unnamed)?;
    // Where the system knows no locks, sweeping knows none either and leaves everything alone.
    let _ = file.try_lock();
    fs::rename(&unnamed, workspace.join(LOCK))?;
    Ok(file)
}

/// Removes the workspaces in `folder` that nobody uses. What cannot be removed is left: it may be another user's.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let named = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if named && is_abandoned(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_abandoned(workspace: &Path) -> bool {
    File::open(workspace.join(LOCK)).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_workspaces_that_nobody_uses_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            path
        };
        let used = make("cellmate-used");
        let _lock = mark(&used).unwrap();
        let abandoned = make("cellmate-abandoned");
        drop(mark(&abandoned).unwrap());
        let being_made = make("cellmate-new");
        let foreign = make("other");
        drop(mark(&foreign).unwrap());
        sweep(folder.path());
        assert!(!abandoned.exists());
        for left in [used, being_made, foreign] {
            assert!(left.exists(), "{}", left.display());
        }
    }
}
