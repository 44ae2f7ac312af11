//! Watches a folder and reports each save of a Rust file once; polls folders for changes to any file.
//!
//! File events of the system wake the watcher. If none arrive (network folders, a Windows disk seen from WSL), it polls
//! the folder instead. What is reported depends on the files, never on the events alone, so that every editor's way of
//! saving looks the same.

mod folders;
mod mounts;
mod pending;
mod snapshot;
mod worker;

pub use folders::FolderPoll;

use notify::RecursiveMode;
use notify::Watcher as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;
use worker::{WatchEvent, Worker};

/// How saves are detected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// By events if they arrive, otherwise by polling.
    #[default]
    Auto,
    /// By events only.
    Events,
    /// By polling, twice a second.
    Poll,
}

/// A Rust file that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The file, below the watched folder as it was given.
    pub path: PathBuf,
    /// Whether it was deleted or renamed.
    pub gone: bool,
}

/// Why a folder cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    #[error("cannot watch {}: it is not a folder\nhelp: restore it with `cellmate init`", path.display())]
    NoFolder { path: PathBuf },
    /// The system gives no file events, and polling was not allowed.
    #[error("cannot watch {} for file events: {source}", path.display())]
    NoEvents {
        path: PathBuf,
        source: notify::Error,
    },
    #[error("cannot watch {}: cannot start a thread: {source}", path.display())]
    NoThread {
        path: PathBuf,
        source: std::io::Error,
    },
}

/// Watches a folder until it is dropped.
#[derive(Debug)]
#[must_use = "watching ends when this is dropped"]
pub struct Watcher {
    sender: Sender<WatchEvent>,
    worker: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Watches the Rust files below `root` and calls `on_save` for each one that is saved, on a thread of its own. Every
    /// save after this call returns is reported. In [`Mode::Auto`], `probe` is a file that is written and removed once, to
    /// find out whether events arrive; its folder must exist outside of `root`.
    ///
    /// # Errors
    /// If `root` is not a folder, or the system does not support the mode.
    pub fn start(
        root: &Path,
        probe: &Path,
        mode: Mode,
        on_save: impl FnMut(Saved) + Send + 'static,
    ) -> Result<Self, WatchError> {
        let path = root.to_path_buf();
        if !root.is_dir() {
            return Err(WatchError::NoFolder { path });
        }
        let (sender, receiver) = mpsc::channel();
        let by_events = match mode {
            Mode::Poll => false,
            Mode::Events => true,
            Mode::Auto => !mounts::is_remote(root),
        };
        let events = if by_events {
            match listen(root, sender.clone()) {
                Ok(events) => Some(events),
                // The system may have run out of watches; polling always works.
                Err(_) if mode == Mode::Auto => None,
                Err(source) => return Err(WatchError::NoEvents { path, source }),
            }
        } else {
            None
        };
        let mut worker = Worker::new(root, events, receiver, Box::new(on_save));
        if mode == Mode::Auto {
            worker.probe(probe);
        }
        let worker = std::thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || worker.run())
            .map_err(|source| WatchError::NoThread { path, source })?;
        Ok(Self {
            sender,
            worker: Some(worker),
        })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // Both fail only if the worker has already ended.
        let _ = self.sender.send(WatchEvent::Stop);
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

/// Asks the system for events below `root` and in its parent, where a new `root` appears.
fn listen(root: &Path, sender: Sender<WatchEvent>) -> notify::Result<notify::RecommendedWatcher> {
    let mut events = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        for signal in worker::events_of(event) {
            // Fails only if the watcher is about to be dropped.
            let _ = sender.send(signal);
        }
    })?;
    events.watch(root, RecursiveMode::Recursive)?;
    if let Some(parent) = root.parent() {
        // If this fails, only the replacement of the whole folder is missed.
        let _ = events.watch(parent, RecursiveMode::NonRecursive);
    }
    Ok(events)
}
