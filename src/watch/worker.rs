//! The thread that waits for events, looks at the files, and tells what was saved.

use super::Saved;
use super::pending::{Pending, REST};
use super::snapshot::{Signature, Snapshot, is_rust_file};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How often the folder is looked at where no events come.
const INTERVAL: Duration = Duration::from_millis(500);

/// When folders have come or gone, they are looked at once more after this: a file may have been written
/// before the system was asked to watch the new folder.
const ONCE_MORE: Duration = Duration::from_millis(250);

/// How long the event of the probe may take.
const PROBE: Duration = Duration::from_secs(1);

/// What the worker waits for.
#[derive(Debug)]
pub(super) enum WatchEvent {
    /// Something happened to this file or folder.
    Stirred(PathBuf),
    /// Something happened, and nobody knows where.
    Lost,
    /// Watching is over.
    Stop,
}

/// What an event means. Reading and closing a file mean nothing; our own looking does that too.
pub(super) fn signals_of(event: notify::Result<Event>) -> Vec<WatchEvent> {
    match event {
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => Vec::new(),
        Ok(event) if event.need_rescan() || event.paths.is_empty() => vec![WatchEvent::Lost],
        Ok(event) => event.paths.into_iter().map(WatchEvent::Stirred).collect(),
        Err(_) => vec![WatchEvent::Lost],
    }
}

pub(super) struct Worker {
    root: PathBuf,
    /// The folder around `root`, as the system calls it, and as the caller does: events may come with either.
    around: (PathBuf, PathBuf),
    events: Option<RecommendedWatcher>,
    heard: Receiver<WatchEvent>,
    tell: Box<dyn FnMut(Saved) + Send>,
    snapshot: Snapshot,
    pending: Pending,
    look_at: Option<Instant>,
    probe: Option<(PathBuf, Instant)>,
}

impl Worker {
    /// Without `events`, it looks regularly.
    pub(super) fn new(
        root: &Path,
        events: Option<RecommendedWatcher>,
        heard: Receiver<WatchEvent>,
        tell: Box<dyn FnMut(Saved) + Send>,
    ) -> Self {
        let given = root.parent().unwrap_or(root).to_path_buf();
        let real = fs::canonicalize(root)
            .ok()
            .and_then(|root| Some(root.parent()?.to_path_buf()))
            .unwrap_or_else(|| given.clone());
        Self {
            root: root.to_path_buf(),
            around: (real, given),
            look_at: events.is_none().then(Instant::now),
            events,
            heard,
            tell,
            // Taken after events were asked for: what is saved from now on is seen by one or the other.
            snapshot: Snapshot::take(root),
            pending: Pending::default(),
            probe: None,
        }
    }

    /// Writes a file to see whether its event comes; where it cannot be written, looking is the safe way.
    pub(super) fn probe(&mut self, probe: &Path) {
        let (Some(events), Some(folder)) = (&mut self.events, probe.parent()) else {
            return;
        };
        let asked = events.watch(folder, RecursiveMode::NonRecursive).is_ok();
        if asked && fs::write(probe, "cellmate looks whether file events arrive\n").is_ok() {
            self.probe = Some((probe.to_path_buf(), Instant::now() + PROBE));
        } else {
            self.go_without_events();
        }
    }

    /// Works until it is told to stop.
    pub(super) fn run(mut self) {
        while self.step().is_continue() {}
        self.end_probe();
    }

    /// Waits for the next thing to happen or to be due, and does it.
    fn step(&mut self) -> ControlFlow<()> {
        let heard = match self.next_due() {
            Some(due) => {
                let left = due.saturating_duration_since(Instant::now());
                self.heard.recv_timeout(left)
            }
            None => self.heard.recv().map_err(RecvTimeoutError::from),
        };
        match heard {
            Ok(WatchEvent::Stop) | Err(RecvTimeoutError::Disconnected) => {
                return ControlFlow::Break(());
            }
            Ok(WatchEvent::Stirred(path)) => self.stirred(&path, Instant::now()),
            Ok(WatchEvent::Lost) => self.look_soon(Instant::now()),
            Err(RecvTimeoutError::Timeout) => {}
        }
        self.act(Instant::now());
        ControlFlow::Continue(())
    }

    fn next_due(&self) -> Option<Instant> {
        let probe = self.probe.as_ref().map(|(_, until)| *until);
        let dues = [self.look_at, self.pending.next_due(), probe];
        dues.into_iter().flatten().min()
    }

    fn stirred(&mut self, path: &Path, now: Instant) {
        if self
            .probe
            .as_ref()
            .is_some_and(|(probe, _)| same_file_name(probe, path))
        {
            self.end_probe();
            return;
        }
        let (real, given) = &self.around;
        let path = path
            .strip_prefix(real)
            .map_or_else(|_| path.to_path_buf(), |below| given.join(below));
        if path == self.root {
            self.watch_root_anew();
            self.look_soon(now);
        } else if path.starts_with(&self.root) {
            if is_rust_file(&path) {
                let seen = Signature::of(&path);
                self.pending.touch(path, seen, now);
            } else {
                self.look_soon(now);
            }
        }
    }

    /// The folder itself may have been removed and made anew: the old watch is gone with the old one.
    fn watch_root_anew(&mut self) {
        if let Some(events) = &mut self.events {
            // While it is gone both fail; when it comes back, the folder around it says so.
            let _ = events.unwatch(&self.root);
            let _ = events.watch(&self.root, RecursiveMode::Recursive);
        }
    }

    fn look_soon(&mut self, now: Instant) {
        let soon = now + REST;
        self.look_at = Some(self.look_at.map_or(soon, |already| already.min(soon)));
    }

    fn act(&mut self, now: Instant) {
        if self.probe.as_ref().is_some_and(|(_, until)| *until <= now) {
            self.go_without_events();
        }
        if self.look_at.is_some_and(|at| at <= now) {
            self.look(now);
        }
        for (path, seen) in self.pending.settled(now, Signature::of) {
            if self.snapshot.learn(&path, seen) {
                let gone = seen.is_none();
                (self.tell)(Saved { path, gone });
            }
        }
    }

    fn look(&mut self, now: Instant) {
        let differing = self.snapshot.differing();
        self.look_at = match (&self.events, differing.is_empty()) {
            (None, _) => Some(now + INTERVAL),
            (Some(_), false) => Some(now + ONCE_MORE),
            (Some(_), true) => None,
        };
        for path in differing {
            let seen = Signature::of(&path);
            self.pending.touch(path, seen, now);
        }
    }

    fn go_without_events(&mut self) {
        self.end_probe();
        self.events = None;
        self.look_at = Some(Instant::now());
    }

    fn end_probe(&mut self) {
        if let Some((probe, _)) = self.probe.take() {
            let _ = fs::remove_file(&probe);
            if let (Some(events), Some(folder)) = (&mut self.events, probe.parent())
                && folder != self.around.1
            {
                let _ = events.unwatch(folder);
            }
        }
    }
}

/// The probe's name is its own, and its folder may come under another name than it was given.
fn same_file_name(probe: &Path, path: &Path) -> bool {
    probe.file_name() == path.file_name()
}

#[cfg(test)]
mod tests;
