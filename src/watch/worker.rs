//! The thread that waits for events, checks the files and reports saves.

use super::Saved;
use super::pending::{DEBOUNCE, Pending};
use super::snapshot::{Signature, Snapshot, is_rust_file};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How often the folder is scanned if no events arrive.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// The delay of a second scan after changes. A file may have been written to a new folder before the system watched it.
const SECOND_SCAN_DELAY: Duration = Duration::from_millis(250);

/// How long the event of the probe may take.
const PROBE_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) enum WatchEvent {
    /// This file or folder changed.
    Changed(PathBuf),
    /// Something changed in an unknown place.
    Rescan,
    Stop,
}

/// Converts an event of the system. Reading and closing a file are ignored, because the worker does that too.
pub(super) fn events_of(event: notify::Result<Event>) -> Vec<WatchEvent> {
    match event {
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => Vec::new(),
        Ok(event) if event.need_rescan() || event.paths.is_empty() => vec![WatchEvent::Rescan],
        Ok(event) => event.paths.into_iter().map(WatchEvent::Changed).collect(),
        Err(_) => vec![WatchEvent::Rescan],
    }
}

pub(super) struct Worker {
    root: PathBuf,
    /// The parent of `root`, as the system names it and as the caller does: events may have either.
    parent: (PathBuf, PathBuf),
    events: Option<RecommendedWatcher>,
    receiver: Receiver<WatchEvent>,
    on_save: Box<dyn FnMut(Saved) + Send>,
    snapshot: Snapshot,
    pending: Pending,
    scan_at: Option<Instant>,
    probe: Option<(PathBuf, Instant)>,
}

impl Worker {
    pub(super) fn new(
        root: &Path,
        events: Option<RecommendedWatcher>,
        receiver: Receiver<WatchEvent>,
        on_save: Box<dyn FnMut(Saved) + Send>,
    ) -> Self {
        let given = root.parent().unwrap_or(root).to_path_buf();
        let real = fs::canonicalize(root)
            .ok()
            .and_then(|root| Some(root.parent()?.to_path_buf()))
            .unwrap_or_else(|| given.clone());
        Self {
            root: root.to_path_buf(),
            parent: (real, given),
            scan_at: events.is_none().then(Instant::now),
            events,
            receiver,
            on_save,
            // Taken after the request for events, so that no save is missed in between.
            snapshot: Snapshot::take(root),
            pending: Pending::default(),
            probe: None,
        }
    }

    /// Writes a file to find out whether its event arrives. If it cannot be written, the worker polls.
    pub(super) fn probe(&mut self, probe: &Path) {
        let (Some(events), Some(folder)) = (&mut self.events, probe.parent()) else {
            return;
        };
        let asked = events.watch(folder, RecursiveMode::NonRecursive).is_ok();
        if asked && fs::write(probe, "cellmate checks whether file events arrive\n").is_ok() {
            self.probe = Some((probe.to_path_buf(), Instant::now() + PROBE_TIMEOUT));
        } else {
            self.switch_to_polling();
        }
    }

    pub(super) fn run(mut self) {
        while self.step().is_continue() {}
        self.end_probe();
    }

    /// Waits for the next event or due time, and handles it.
    fn step(&mut self) -> ControlFlow<()> {
        let event = match self.next_due() {
            Some(due) => {
                let remaining = due.saturating_duration_since(Instant::now());
                self.receiver.recv_timeout(remaining)
            }
            None => self.receiver.recv().map_err(RecvTimeoutError::from),
        };
        match event {
            Ok(WatchEvent::Stop) | Err(RecvTimeoutError::Disconnected) => {
                return ControlFlow::Break(());
            }
            Ok(WatchEvent::Changed(path)) => self.changed(&path, Instant::now()),
            Ok(WatchEvent::Rescan) => self.scan_soon(Instant::now()),
            Err(RecvTimeoutError::Timeout) => {}
        }
        self.run_due(Instant::now());
        ControlFlow::Continue(())
    }

    fn next_due(&self) -> Option<Instant> {
        let probe = self.probe.as_ref().map(|(_, until)| *until);
        let dues = [self.scan_at, self.pending.next_due(), probe];
        dues.into_iter().flatten().min()
    }

    fn changed(&mut self, path: &Path, now: Instant) {
        if self
            .probe
            .as_ref()
            .is_some_and(|(probe, _)| same_file_name(probe, path))
        {
            self.end_probe();
            return;
        }
        let (real, given) = &self.parent;
        let path = path
            .strip_prefix(real)
            .map_or_else(|_| path.to_path_buf(), |below| given.join(below));
        if path == self.root {
            self.watch_root_again();
            self.scan_soon(now);
        } else if path.starts_with(&self.root) {
            if is_rust_file(&path) {
                let seen = Signature::read(&path);
                self.pending.touch(path, seen, now);
            } else {
                self.scan_soon(now);
            }
        }
    }

    /// Watches the folder again after it was replaced: the old watch ended with the old folder.
    fn watch_root_again(&mut self) {
        if let Some(events) = &mut self.events {
            // Both fail while the folder is missing. When it is back, its parent gets an event.
            let _ = events.unwatch(&self.root);
            let _ = events.watch(&self.root, RecursiveMode::Recursive);
        }
    }

    fn scan_soon(&mut self, now: Instant) {
        let soon = now + DEBOUNCE;
        self.scan_at = Some(self.scan_at.map_or(soon, |already| already.min(soon)));
    }

    fn run_due(&mut self, now: Instant) {
        if self.probe.as_ref().is_some_and(|(_, until)| *until <= now) {
            self.switch_to_polling();
        }
        if self.scan_at.is_some_and(|at| at <= now) {
            self.scan(now);
        }
        for (path, seen) in self.pending.take_settled(now, Signature::read) {
            if self.snapshot.update(&path, seen) {
                let gone = seen.is_none();
                (self.on_save)(Saved { path, gone });
            }
        }
    }

    fn scan(&mut self, now: Instant) {
        let changed = self.snapshot.changed();
        self.scan_at = match (&self.events, changed.is_empty()) {
            (None, _) => Some(now + POLL_INTERVAL),
            (Some(_), false) => Some(now + SECOND_SCAN_DELAY),
            (Some(_), true) => None,
        };
        for path in changed {
            let seen = Signature::read(&path);
            self.pending.touch(path, seen, now);
        }
    }

    fn switch_to_polling(&mut self) {
        self.end_probe();
        self.events = None;
        self.scan_at = Some(Instant::now());
    }

    fn end_probe(&mut self) {
        if let Some((probe, _)) = self.probe.take() {
            let _ = fs::remove_file(&probe);
            if let (Some(events), Some(folder)) = (&mut self.events, probe.parent())
                && folder != self.parent.1
            {
                let _ = events.unwatch(folder);
            }
        }
    }
}

/// Compares only names: the probe's is unique, and its folder may have another name in the event.
fn same_file_name(probe: &Path, path: &Path) -> bool {
    probe.file_name() == path.file_name()
}

#[cfg(test)]
mod tests;
