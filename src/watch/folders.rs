//! Notices changes to any file in some folders, by polling.

use super::WatchError;
use super::snapshot::Signature;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const POLL_INTERVAL: Duration = Duration::from_millis(400);

/// The depth to which each folder is searched.
const MAX_DEPTH: u8 = 3;

/// Polls folders until it is dropped.
#[derive(Debug)]
#[must_use = "polling ends when this is dropped"]
pub struct FolderPoll {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl FolderPoll {
    /// Scans these folders below `root` for files that changed, are new or are missing, and calls `on_change` once for
    /// all that a scan finds, on a thread of its own. Every change after this returns is noticed.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(
        root: &Path,
        folders: &[&str],
        mut on_change: impl FnMut() + Send + 'static,
    ) -> Result<Self, WatchError> {
        let folders: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
        let mut before = scan(&folders);
        let (stop, stopped) = mpsc::channel();
        let poll = move || {
            while stopped.recv_timeout(POLL_INTERVAL) == Err(RecvTimeoutError::Timeout) {
                let now = scan(&folders);
                if now != before {
                    before = now;
                    on_change();
                }
            }
        };
        let thread = thread::Builder::new().name("poll".to_owned()).spawn(poll);
        let thread = thread.map_err(|source| WatchError::NoThread {
            path: root.to_owned(),
            source,
        })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for FolderPoll {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic of that thread must not become one of this thread.
            let _ = thread.join();
        }
    }
}

fn scan(folders: &[PathBuf]) -> BTreeMap<PathBuf, Signature> {
    let mut files = BTreeMap::new();
    for folder in folders {
        collect(folder, MAX_DEPTH, &mut files);
    }
    files
}

fn collect(folder: &Path, depth: u8, files: &mut BTreeMap<PathBuf, Signature>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if let Some(signature) = Signature::read(&path) {
            files.insert(path, signature);
        } else if depth > 0 {
            collect(&path, depth - 1, files);
        }
    }
}
