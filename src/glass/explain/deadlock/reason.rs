//! Finds why no thread ends a wait: what came too early, what keeps a channel open or full, who is missing at a barrier.

use super::blocked::Blocked;
use super::senders;
use crate::glass::explain::history::History;
use crate::verdict::{Call, CellKind, EventKind, WaitReason, WaitTarget};
use std::collections::BTreeSet;

/// Returns why none of these waits ends; `are_all` is whether each thread that waits does so for one of them.
pub(super) fn find(
    history: &History<'_>,
    (all, are_all): (&[Blocked<'_>], bool),
    waits: &[&Blocked<'_>],
) -> Option<WaitReason> {
    let first = waits.first()?;
    let cell = first.wait.cell;
    match first.target {
        WaitTarget::Notify => called(history, waits, "notify"),
        WaitTarget::Unpark => called(history, waits, "unpark"),
        WaitTarget::Message => senders::open(history, all, cell),
        WaitTarget::Room => {
            let limit = |wait: &&Blocked<'_>| history.find_cell(wait.wait.cell)?.limit;
            // A channel of 0 messages is never full.
            let is_full = |wait| limit(wait).is_some_and(|limit| limit > 0);
            waits.iter().all(is_full).then_some(WaitReason::Full {
                by_each_other: are_all && waits.len() > 1,
            })
        }
        WaitTarget::Others => few(history, cell, waits),
        WaitTarget::Lock
        | WaitTarget::Data(_)
        | WaitTarget::End(_)
        | WaitTarget::Value
        | WaitTarget::Else => None,
    }
}

/// A record that does not begin with the run may lack the call.
fn called(history: &History<'_>, waits: &[&Blocked<'_>], action: &str) -> Option<WaitReason> {
    let first = waits.first()?.wait;
    let mut calls = history.operations(first.cell).rev();
    let last = calls.find(|(_, _, called, _)| called.starts_with(action));
    let last = last.map(|(index, ..)| index);
    if last.is_none() && history.trace.omitted > 0 {
        return None;
    }
    // The thread that it woke continues after it.
    let woke = last.and_then(|last| {
        let mut waited = history.waits.iter();
        let woken = waited.find(|wait| {
            wait.cell == first.cell
                && wait.began < last
                && wait.ended.is_some_and(|ended| ended > last)
        });
        woken.map(|wait| wait.thread)
    });
    let is_notify = action == "notify";
    let waiting = waits.first()?;
    Some(WaitReason::Called {
        last,
        woke,
        seen: is_notify && last.is_some_and(|last| has_seen(history, waiting, last)),
        unreached: if is_notify {
            unreached(history, waiting)
        } else {
            Vec::new()
        },
    })
}

/// Returns whether a thread has looked at the value since the last notification: it locked the mutex and unlocked it without
/// a wait.
fn has_seen(history: &History<'_>, waiting: &Blocked<'_>, notified: usize) -> bool {
    let wait = waiting.wait;
    let mut before = history.events().rev();
    let released = before.find(|(index, event)| {
        *index < wait.began
            && event.thread == wait.thread
            && matches!(event.kind, EventKind::Released { .. })
    });
    let Some((released, event)) = released else {
        return false;
    };
    let mut lives = history.lives.iter();
    lives.any(|life| {
        life.thread == wait.thread
            && Some(life.cell) == event.cell
            && life.began > notified
            && life.ended.is_some_and(|ended| ended < released)
    })
}

/// Returns the calls that would notify a `Condvar` but were not reached.
fn unreached(history: &History<'_>, waiting: &Blocked<'_>) -> Vec<Call> {
    /// More are no hint.
    const MAX: usize = 2;
    let cell = waiting.wait.cell;
    let is_namesake = |other: &&crate::verdict::TracedCell| {
        other.kind == CellKind::Condvar
            && other.made != history.find_cell(cell).and_then(|cell| cell.made.clone())
    };
    if history.trace.omitted > 0 || history.trace.cells.iter().any(|other| is_namesake(&other)) {
        return Vec::new();
    }
    let calls = || {
        let program = history.source.calls_by_name();
        let name = program.receiver(waiting.wait.place?)?;
        Some(program.calls_on(name, &["notify_one", "notify_all"]))
    };
    let reached: BTreeSet<u32> = history
        .operations(cell)
        .filter_map(|(_, event, ..)| Some(event.place.as_ref()?.line))
        .collect();
    let mut calls = calls().unwrap_or_default();
    calls.retain(|call| !reached.contains(&call.place.line));
    if calls.len() > MAX {
        calls.clear();
    }
    calls
}

fn few(history: &History<'_>, cell: u32, waits: &[&Blocked<'_>]) -> Option<WaitReason> {
    let needs = history.find_cell(cell)?.limit?;
    let came = history
        .operations(cell)
        .filter(|(_, _, action, _)| *action == "wait");
    let came: BTreeSet<u32> = came.map(|(_, event, ..)| event.thread).collect();
    let threads = || history.trace.threads.iter();
    let spawned = |thread: u32| threads().find(|seen| seen.id == thread)?.spawned.as_ref();
    let siblings: Vec<_> = (waits.iter())
        .filter_map(|wait| spawned(wait.wait.thread))
        .collect();
    let absent = threads().filter(|thread| {
        let is_sibling = thread
            .spawned
            .as_ref()
            .is_some_and(|at| siblings.contains(&at));
        is_sibling && !came.contains(&thread.id) && history.has_exited(thread.id)
    });
    let absent = absent.map(|thread| thread.id).collect();
    let ended = came
        .into_iter()
        .filter(|thread| history.has_exited(*thread));
    Some(WaitReason::Few {
        needs,
        came: waits.len(),
        ended: ended.collect(),
        absent,
    })
}
