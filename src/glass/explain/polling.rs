//! Finds threads that looked at the same value again and again when the time limit ended the run.

use super::history::History;
use super::race::access_of;
use super::unreached::unreached_changes;
use super::{Explanation, explanation};
use crate::glass::record::{EndEvent, RecordedAccesses, RecordedChange};
use crate::verdict::{Cause, CellKind, EventKind, SameNameCell};
use std::collections::BTreeMap;

pub(super) fn polling(history: &History<'_>, recorded: &RecordedAccesses) -> Vec<Explanation> {
    if history.end != Some(EndEvent::Timeout) {
        return Vec::new();
    }
    // A thread that looks at several things is explained by the one that it looks at most.
    let mut by_thread: BTreeMap<u32, &RecordedChange> = BTreeMap::new();
    for look in &recorded.polls {
        let most = by_thread.entry(look.first.thread).or_insert(look);
        if look.times > most.times {
            *most = look;
        }
    }
    let looks = by_thread.into_values();
    looks.map(|look| polled(history, recorded, look)).collect()
}

fn polled(
    history: &History<'_>,
    recorded: &RecordedAccesses,
    look: &RecordedChange,
) -> Explanation {
    let written = recorded.last_changes.iter();
    let own = written.clone().find(|last| last.cell == look.cell);
    let thread = look.first.thread;
    let end = history.trace.threads.iter().find(|seen| seen.id == thread);
    let end = end.map(|thread| thread.end);
    let waits = history.waits.iter();
    let waits = waits.filter(|wait| wait.ended.is_none() && Some(wait.cell) == end);
    let waits: Vec<usize> = waits.map(|wait| wait.began).collect();
    let events = history.events().rev().find(|(_, event)| {
        let is_look = matches!(event.kind, EventKind::Operation { .. });
        is_look && event.thread == thread && event.cell == Some(look.cell)
    });
    let events = events.map(|(at, _)| at);
    let namesake = written
        .filter(|last| is_namesake(history, look.cell, last.cell))
        .max_by_key(|last| last.times)
        .map(|last| SameNameCell {
            cell: last.cell,
            last_change: access_of(history, &last.first, last.cell),
        });
    let events: Vec<usize> = waits.iter().copied().chain(events).collect();
    let look_at = access_of(history, &look.first, look.cell);
    let is_atomic = history
        .kind(look.cell)
        .is_some_and(|kind| matches!(kind, CellKind::Atomic(_)));
    let unreached = is_atomic
        .then(|| unreached_changes(history, &look_at.place))
        .flatten();
    let cause = Cause::Polling {
        cell: look.cell,
        poll: look_at,
        last_change: own.map(|last| access_of(history, &last.first, last.cell)),
        same_name_cell: namesake.filter(|_| own.is_none()),
        unreached_changes: unreached.filter(|_| own.is_none()),
        waits,
    };
    explanation(cause, events)
}

/// Whether two cells have one name, but were made at different places.
fn is_namesake(history: &History<'_>, cell: u32, other: u32) -> bool {
    match (history.find_cell(cell), history.find_cell(other)) {
        (Some(cell), Some(other)) => {
            let is_alike = (cell.kind, &cell.name) == (other.kind, &other.name);
            is_alike && cell.name.is_some() && cell.created_at != other.created_at
        }
        _ => false,
    }
}
