//! Two file locks: one held during each write, and one held by the instance that has the desk open.
//!
//! The system releases a file lock when its process ends, no matter how.

use super::DeskError;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Held while a file on the desk is written.
#[derive(Debug)]
#[must_use = "the lock is released when this is dropped"]
pub(super) struct WriteLock {
    file: File,
}

impl WriteLock {
    /// Waits for the lock. Its holder only writes one small file.
    pub(super) fn take(path: &Path) -> Result<Self, DeskError> {
        let file = open(path).map_err(|source| DeskError::writing(path, source))?;
        match file.lock() {
            Ok(()) => Ok(Self { file }),
            // Some network file systems do not support locks. Writing without one is better than not at all.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(Self { file }),
            Err(source) => Err(DeskError::writing(path, source)),
        }
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        release(&self.file);
    }
}

/// Gives this process the desk for itself, until it is dropped.
#[derive(Debug)]
#[must_use = "the desk is released when this is dropped"]
pub struct DeskLock {
    file: File,
}

/// Why a process cannot have the desk for itself.
#[derive(Debug, thiserror::Error)]
pub enum DeskLockError {
    /// Another instance has the desk open.
    #[error(
        "another cellmate{} is open on the desk {}\nhelp: close that one, and try again",
        pid.map(|pid| format!(" (process {pid})")).unwrap_or_default(),
        desk.display()
    )]
    Taken {
        desk: PathBuf,
        /// Its process id, if known.
        pid: Option<u32>,
    },
    /// The lock file cannot be used, usually because the desk cannot be written.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl DeskLock {
    /// Starts a session on `desk`, whose lock file is `path`; never waits.
    pub(super) fn begin(desk: &Path, path: &Path) -> Result<Self, DeskLockError> {
        let mut file = open(path).map_err(|source| DeskError::writing(path, source))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let text = fs::read_to_string(path).unwrap_or_default();
                return Err(DeskLockError::Taken {
                    desk: desk.to_path_buf(),
                    pid: text.trim().parse().ok(),
                });
            }
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(source)) => {
                return Err(DeskError::writing(path, source).into());
            }
        }
        // The process id is only for the message of another instance; the lock holds without it.
        let _ = file
            .set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { file })
    }
}

impl Drop for DeskLock {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
        release(&self.file);
    }
}

/// Unlocks explicitly: closing the file is not enough, because a child that was just forked has it open until it execs.
fn release(file: &File) {
    let _ = file.unlock();
}

fn open(path: &Path) -> io::Result<File> {
    File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}
