//! Two file locks: one held during each write, and one held by the instance that has the desk open.
//!
//! The system releases a file lock when its process ends, no matter how.

use super::DeskError;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long a process waits until another one has written to the desk.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// How often a waiting process tries to take the lock.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// Held while files on the desk are written.
#[derive(Debug)]
#[must_use = "the lock is released when this is dropped"]
pub(super) struct WriteLock {
    file: File,
}

impl WriteLock {
    /// Waits for the lock. Its holder writes one small file or, if it changes the version of the course,
    /// all files.
    pub(super) fn take(path: &Path) -> Result<Self, DeskError> {
        let file = open(path).map_err(|source| DeskError::writing(path, source))?;
        let deadline = Instant::now() + MAX_WAIT;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { file }),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    thread::sleep(POLL_INTERVAL);
                }
                Err(TryLockError::WouldBlock) => {
                    let path = path.to_path_buf();
                    return Err(DeskError::Busy { path });
                }
                // Some network file systems do not support locks. Writing without one is better than not at all.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Self { file });
                }
                Err(TryLockError::Error(source)) => return Err(DeskError::writing(path, source)),
            }
        }
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        release(&self.file);
    }
}

/// Gives this process exclusive use of the desk until the lock is dropped.
#[derive(Debug)]
#[must_use = "the desk is released when this is dropped"]
pub struct DeskLock {
    file: File,
}

/// Why a process cannot have exclusive use of the desk.
#[derive(Debug, thiserror::Error)]
pub enum DeskLockError {
    #[error(
        "another instance of cellmate{} is using the desk {}\nhelp: close it, and try again",
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
        // The process id is only for another instance's message; the lock works without it.
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
