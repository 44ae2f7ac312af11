//! Watches accesses to what threads share, for changes that came between a thread's look at a value and its own change,
//! and for threads that look at the same value again and again.
//!
//! A look is a load, or a lock whose guard was not used mutably. What is found is kept until the run ends, so that it
//! is known even after millions of events; a record has it as `race`, `poll` and `last_change`.

mod access;
mod paths;
mod polls;
mod watch;

pub(crate) use access::{Simple, Value};

use super::object::Id;
use super::place::CallPath;
use super::words::{Action, CellKind};
use super::{record, threads};
use ::std::panic::Location;
use ::std::sync::Arc;
use ::std::thread::panicking;
use access::CallerPlace;
use watch::watch;

/// What a lock's guard did between its creation and its drop.
#[derive(Debug)]
pub(super) struct Section {
    action: Action,
    at: CallerPlace,
    path: Option<Arc<str>>,
    wrote: bool,
    /// The value that the guard found, and later the one that it leaves.
    value: Value,
    /// Whether a panic was unwinding before.
    began_in_panic: bool,
}

impl Section {
    pub(super) fn begin(action: Action, value: Value, at: CallerPlace) -> Self {
        Self {
            action,
            at,
            path: call_path(at),
            wrote: false,
            value,
            began_in_panic: panicking(),
        }
    }

    pub(super) fn set_written(&mut self) {
        self.wrote = true;
    }

    pub(super) fn has_written(&self) -> bool {
        self.wrote
    }

    /// Returns what the guard has changed the value to.
    pub(super) fn written(&self) -> Value {
        if self.wrote {
            self.value
        } else {
            Value::Unknown
        }
    }

    pub(super) fn set_value(&mut self, value: Value) {
        self.value = value;
    }

    /// Notes that the lock was taken again after a wait, so that the program looks again.
    pub(super) fn set_waited(&mut self) {
        self.action = Action::Wait;
    }

    pub(super) fn end(&mut self, cell: Id) {
        let path = self.path.take();
        let mut watch = watch();
        let mut access = watch.access(self.action, self.value, self.at, path);
        access.wrote = self.wrote;
        access.panicked = panicking() && !self.began_in_panic;
        watch.synchronizes(access.thread);
        if self.wrote {
            watch.wrote(cell, access);
        } else {
            watch.looked(cell, access);
        }
    }
}

/// Notes what a cell is.
pub(super) fn made(cell: Id, kind: CellKind, made: Option<CallerPlace>) {
    record::set_findings(write_findings);
    watch().made(cell, kind, made);
}

/// Notes that the current thread did something that other threads may synchronize with.
pub(super) fn synchronizes() {
    if let Some(thread) = threads::number().filter(|_| record::with_lines()) {
        watch().synchronizes(thread);
    }
}

/// Notes that the current thread waited for another one to exit: it may have been any of these.
pub(super) fn joined(exited: impl Iterator<Item = u32>) {
    if record::with_lines() {
        let mut watch = watch();
        exited.for_each(|thread| watch.synchronizes(thread));
    }
}

/// Notes that the current thread looked at a value.
#[track_caller]
pub(crate) fn record_look(cell: Id, action: Action, value: Value, is_relaxed: bool) {
    if record::with_lines() {
        let at = Location::caller();
        let path = call_path(at);
        let mut watch = watch();
        let access = watch.access(action, value, at, path);
        let access = watch.ordered(access, is_relaxed);
        watch.looked(cell, access);
    }
}

/// Notes that the current thread wrote a value.
#[track_caller]
pub(crate) fn record_write(cell: Id, action: Action, value: Value, is_relaxed: bool) {
    if record::with_lines() {
        let at = Location::caller();
        let path = call_path(at);
        let mut watch = watch();
        let access = watch.access(action, value, at, path);
        let access = watch.ordered(access, is_relaxed);
        watch.wrote(cell, access);
    }
}

/// Returns the calls that led to an access, if they may be needed; see [`paths`].
fn call_path(at: CallerPlace) -> Option<Arc<str>> {
    if !threads::are_several() {
        return None;
    }
    let is_wanted = watch().paths.wants(at);
    is_wanted.then(|| CallPath::always().text().into())
}

/// Writes what was found by the end of a run.
fn write_findings(with_polls: bool) {
    let watch = watch();
    watch.write_races();
    if with_polls {
        polls::write(&watch);
    }
}
