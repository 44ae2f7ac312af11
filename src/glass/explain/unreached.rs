//! Finds the lines that would change an atomic that a thread looks at again and again, if the run has not reached them.

use super::history::History;
use crate::verdict::{Call, Place, TraceEvent, UnreachedChanges};

/// The methods that change an atomic.
const CHANGES: [&str; 11] = [
    "compare_exchange",
    "compare_exchange_weak",
    "fetch_add",
    "fetch_and",
    "fetch_max",
    "fetch_min",
    "fetch_or",
    "fetch_sub",
    "fetch_update",
    "store",
    "swap",
];

/// How many lines are named.
const MAX_LINES: usize = 2;

/// Returns the lines that would change the atomic that this call reads, if no thread has reached them.
pub(super) fn unreached_changes(history: &History<'_>, look: &Place) -> Option<UnreachedChanges> {
    let program = history.source.calls_by_name();
    let name = program.receiver(look)?;
    let mut calls = program.calls_on(name, &CHANGES);
    let is_reached = |call: &Call| {
        let mut events = history.trace.events.iter();
        events.any(|event| event.place.as_ref() == Some(&call.place))
    };
    calls.retain(|call| !is_reached(call));
    if has_namesake(history, name) || calls.is_empty() || calls.len() > MAX_LINES {
        return None;
    }
    let waits = history.waits.iter();
    let mut waits = waits.filter(|wait| wait.ended.is_none() && !wait.for_a_time);
    let stuck = waits.find(|wait| {
        let event = &history.trace.events[wait.began];
        calls.iter().any(|call| leads_to(event, call))
    });
    Some(UnreachedChanges {
        blocked_at: stuck.map(|wait| wait.began),
        calls,
    })
}

/// Whether several cells have this name: then a line may change another one.
fn has_namesake(history: &History<'_>, name: &str) -> bool {
    let cells = history.trace.cells.iter();
    cells
        .filter(|cell| cell.name.as_deref() == Some(name))
        .count()
        > 1
}

/// Whether a thread is in the function with a line, before that line.
fn leads_to(event: &TraceEvent, line: &Call) -> bool {
    event.calls.iter().any(|call| {
        let function = call.function.trim_end_matches("::{{closure}}");
        let is_before = call.place.file == line.place.file && call.place.line < line.place.line;
        function == line.function && is_before
    })
}
