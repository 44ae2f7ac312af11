//! Saves: which files of a folder were saved, told once per save.
//!
//! The system's file events wake us where they come, and a regular look at the folder replaces them where
//! they do not (network folders, a Windows disk seen from WSL). What is told is decided by looking at the
//! files, never by the events alone, so that every editor's way of saving comes out the same. What a save
//! means is for others.

mod mounts;
mod pending;
mod snapshot;
mod worker;

use notify::RecursiveMode;
use notify::Watcher as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;
use worker::{WatchEvent, Worker};

/// How saves are noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// By events where they come, otherwise by looking.
    #[default]
    Auto,
    /// By events.
    Events,
    /// By looking, twice a second.
    Poll,
}

/// A Rust file that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The file: below the watched folder, as that was given.
    pub path: PathBuf,
    /// Whether it is gone: deleted or renamed.
    pub gone: bool,
}

/// Why a folder cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// It is not there.
    #[error("cannot watch {}: it is not a folder; `cellmate init` makes what is missing", path.display())]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The system gives no file events, and nothing else was allowed.
    #[error("cannot watch {} by file events: {source}; watch it by looking instead", path.display())]
    NoEvents {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: notify::Error,
    },
    /// The system gives no more threads.
    #[error("cannot watch {}: no thread could be started: {source}; close something and try again", path.display())]
    NoThread {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Watches a folder until it is dropped.
#[derive(Debug)]
#[must_use = "watching ends when this is dropped"]
pub struct Watcher {
    signals: Sender<WatchEvent>,
    worker: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Watches the Rust files below `root` and calls `tell` for each one that is saved, on a thread of its
    /// own. Every save after this returns is noticed. In [`Mode::Auto`], `probe` is a file that is written
    /// and removed once, to find out whether events come; its folder has to exist, outside of `root`.
    ///
    /// # Errors
    /// When `root` is not a folder, or the system does not give what the mode needs.
    pub fn start(
        root: &Path,
        probe: &Path,
        mode: Mode,
        tell: impl FnMut(Saved) + Send + 'static,
    ) -> Result<Self, WatchError> {
        let path = root.to_path_buf();
        if !root.is_dir() {
            return Err(WatchError::NoFolder { path });
        }
        let (signals, heard) = mpsc::channel();
        let by_events = match mode {
            Mode::Poll => false,
            Mode::Events => true,
            Mode::Auto => !mounts::is_remote(root),
        };
        let events = if by_events {
            match listen(root, signals.clone()) {
                Ok(events) => Some(events),
                // The system may have run out of watches: looking always works.
                Err(_) if mode == Mode::Auto => None,
                Err(source) => return Err(WatchError::NoEvents { path, source }),
            }
        } else {
            None
        };
        let mut worker = Worker::new(root, events, heard, Box::new(tell));
        if mode == Mode::Auto {
            worker.probe(probe);
        }
        let worker = std::thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || worker.run())
            .map_err(|source| WatchError::NoThread { path, source })?;
        Ok(Self {
            signals,
            worker: Some(worker),
        })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // Both fail only where the worker has ended already.
        let _ = self.signals.send(WatchEvent::Stop);
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

/// Asks the system for events below `root`, and beside it: that is where a `root` made anew appears.
fn listen(root: &Path, signals: Sender<WatchEvent>) -> notify::Result<notify::RecommendedWatcher> {
    let mut events = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        for signal in worker::signals_of(event) {
            // When nobody listens any more, this watcher is about to be dropped.
            let _ = signals.send(signal);
        }
    })?;
    events.watch(root, RecursiveMode::Recursive)?;
    if let Some(parent) = root.parent() {
        // Without it only the replacing of the whole folder would go unnoticed.
        let _ = events.watch(parent, RecursiveMode::NonRecursive);
    }
    Ok(events)
}
