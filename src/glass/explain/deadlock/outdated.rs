//! Finds a check that was outdated when the wait after it began, because another thread changed the value in between;
//! and which threads have ended without the change that a thread waits for.

use crate::glass::explain::history::{History, Wait};
use crate::glass::scopes::enclosing_function;
use crate::verdict::{CellKind, EventKind, OutdatedCheck, Place, TracedAction};
use std::collections::BTreeSet;

/// Returns the last check of the waiting thread that no longer held when the wait began. The check and the wait are in
/// the same function: what other functions checked is not a reason to wait.
pub(super) fn outdated_check(history: &History<'_>, wait: &Wait<'_>) -> Option<OutdatedCheck> {
    let function = |place: &Place| {
        let file = history.source.tokens(place)?;
        let (_, open, _) = enclosing_function(file, file.at(place)?)?;
        Some((place.file.clone(), open))
    };
    let of_wait = function(wait.place?)?;
    // Checks before an earlier wait don't count: the thread repeats them after that wait.
    let is_own_kind = |other: &&Wait<'_>| other.action == wait.action;
    let earlier = history.waits.iter().filter(is_own_kind);
    let earlier = earlier.filter_map(|other| other.ended);
    let own = |at: &usize| history.trace.events[*at].thread == wait.thread;
    let earlier = earlier.filter(|ended| *ended < wait.began).filter(own);
    let from = earlier.max().unwrap_or(0);
    let mut checks = (from..wait.began).rev().filter(own);
    checks.find_map(|checked| {
        let cell = looked_at(history, checked)?;
        let place = history.trace.events[checked].place.as_ref()?;
        (function(place)? == of_wait).then_some(())?;
        // Only the last check of each value counts.
        let is_last = !(checked + 1..wait.began)
            .filter(own)
            .any(|at| looked_at(history, at) == Some(cell));
        let changed = (checked + 1..wait.began)
            .find(|at| !own(at) && is_change(history, *at, cell))
            .filter(|_| is_last)?;
        Some(OutdatedCheck { checked, changed })
    })
}

/// Returns the threads that have ended without changing what a mutex protects, although they were spawned at the same
/// places as threads that changed it.
pub(super) fn exited_without_change(history: &History<'_>, mutex: u32, waiting: u32) -> Vec<u32> {
    let changes = history.lives.iter();
    let changes = changes.filter(|life| life.cell == mutex && life.wrote && life.thread != waiting);
    let writers: BTreeSet<u32> = changes.map(|life| life.thread).collect();
    let threads = || history.trace.threads.iter();
    let of_changes = threads().filter(|thread| writers.contains(&thread.id));
    let spawned: Vec<&Place> = of_changes
        .filter_map(|thread| thread.spawned.as_ref())
        .collect();
    let others = threads().filter(|thread| {
        let is_sibling = thread
            .spawned
            .as_ref()
            .is_some_and(|at| spawned.contains(&at));
        is_sibling && !writers.contains(&thread.id) && history.has_exited(thread.id)
    });
    others.map(|thread| thread.id).collect()
}

/// Returns the cell that a thread only read at this event.
fn looked_at(history: &History<'_>, at: usize) -> Option<u32> {
    let event = &history.trace.events[at];
    let cell = event.cell?;
    match &event.kind {
        EventKind::Operation { action, .. } if *action == TracedAction::Load => Some(cell),
        EventKind::Acquired { .. } => {
            let mut lives = history.lives.iter();
            let life = lives.find(|life| life.began == at)?;
            let is_lock = matches!(history.kind(cell)?, CellKind::Mutex | CellKind::RwLock);
            (is_lock && !life.wrote && life.ended.is_some()).then_some(cell)
        }
        _ => None,
    }
}

fn is_change(history: &History<'_>, at: usize, cell: u32) -> bool {
    let event = &history.trace.events[at];
    if event.cell != Some(cell) {
        return false;
    }
    match &event.kind {
        EventKind::Operation { action, .. } => action.always_changes(),
        EventKind::Acquired { .. } => {
            let mut lives = history.lives.iter();
            lives.any(|life| life.began == at && life.wrote)
        }
        _ => false,
    }
}
