//! Two locks: a short one around each write, and a long one for the instance that lives on the desk.
//!
//! Both are file locks, so the system lets go of them when a process dies, however it dies.

use super::DeskError;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Held while something on the desk is written.
#[derive(Debug)]
#[must_use = "the lock is let go as soon as this is dropped"]
pub(super) struct WriteLock {
    file: File,
}

impl WriteLock {
    /// Waits for its turn: whoever has the lock writes one small file and lets go.
    pub(super) fn take(path: &Path) -> Result<Self, DeskError> {
        let file = open(path).map_err(|source| DeskError::writing(path, source))?;
        match file.lock() {
            Ok(()) => Ok(Self { file }),
            // Some network folders know no locks. Writing without one is better than not at all.
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

/// This process lives on the desk, as the only one: until it is dropped.
#[derive(Debug)]
#[must_use = "the desk is free for others as soon as this is dropped"]
pub struct Session {
    file: File,
}

/// Why a session did not begin.
#[derive(Debug, thiserror::Error)]
pub enum Busy {
    /// Another instance lives on this desk.
    #[error(
        "another cellmate{} is open on the desk {}: close that one, or go on here read-only",
        pid.map(|pid| format!(" (process {pid})")).unwrap_or_default(),
        desk.display()
    )]
    Taken {
        /// The desk.
        desk: PathBuf,
        /// The other one's process id, where it is known.
        pid: Option<u32>,
    },
    /// It could not be found out, usually because the desk cannot be written.
    #[error(transparent)]
    Trouble(#[from] DeskError),
}

impl Session {
    /// Begins a session on `desk`, whose lock file is `path`; never waits.
    pub(super) fn begin(desk: &Path, path: &Path) -> Result<Self, Busy> {
        let mut file = open(path).map_err(|source| DeskError::writing(path, source))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let text = fs::read_to_string(path).unwrap_or_default();
                return Err(Busy::Taken {
                    desk: desk.to_path_buf(),
                    pid: text.trim().parse().ok(),
                });
            }
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(source)) => {
                return Err(DeskError::writing(path, source).into());
            }
        }
        // The number is a courtesy to the other one; the lock holds without it.
        let _ = file
            .set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { file })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
        release(&self.file);
    }
}

/// Closing the file is not enough: a child that was just forked has it open too, until it becomes its program.
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
