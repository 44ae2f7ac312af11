//! Finds the lines that would change an atomic that a thread looks at again and again, if nothing shows that the run
//! has reached them.

use super::history::History;
use super::race::access_of;
use crate::glass::record::RecordedChange;
use crate::glass::scopes::enclosing_function;
use crate::verdict::{Call, Place, SharedAccess, TracedCell, UnreachedChanges};

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

const MAX_LINES: usize = 2;

/// Returns the lines that would change the atomic that this call reads, if no thread has reached them.
pub(super) fn unreached_changes(
    history: &History<'_>,
    look: &Place,
    polls: &[RecordedChange],
) -> Option<UnreachedChanges> {
    let program = history.source.calls_by_name();
    let name = program.receiver(look)?;
    let mut calls = program.calls_on(name, &CHANGES);
    let is_reached = |call: &Call| {
        let mut events = history.trace.events.iter();
        events.any(|event| event.place.as_ref() == Some(&call.place))
    };
    let namesakes = namesakes(history, name);
    let is_one_field = |pair: &[&TracedCell]| pair[0].created_at == pair[1].created_at;
    if !namesakes.windows(2).all(is_one_field) {
        return None;
    }
    // The run may have reached the line for another value with this field.
    let of_others = namesakes.len() > 1;
    calls.retain(|call| (of_others || !is_reached(call)) && !is_in_another_test(history, call));
    if calls.is_empty() || calls.len() > MAX_LINES {
        return None;
    }
    let waits = history.waits.iter();
    let mut waits = waits.filter(|wait| wait.ended.is_none() && !wait.for_a_time);
    let stuck = waits.find(|wait| {
        let event = &history.trace.events[wait.began];
        calls.iter().any(|call| leads_to(&event.calls, call))
    });
    let polls = polls.iter();
    let mut polls = polls.map(|poll| access_of(history, &poll.first, poll.cell));
    let poll = polls.find(|poll| {
        let path = calls_of(history, poll);
        calls.iter().any(|call| leads_to(&path, call))
    });
    let poll = poll.filter(|_| stuck.is_none());
    // It is certain which value a line changes only if a thread is about to reach the line.
    if of_others && stuck.is_none() && poll.is_none() {
        return None;
    }
    Some(UnreachedChanges {
        blocked_at: stuck.map(|wait| wait.began),
        blocked_by_poll: poll.map(Box::new),
        may_have_run: of_others || history.trace.omitted_events > 0 || history.trace.truncated,
        calls,
    })
}

/// Whether a line is in a test other than the one that runs: then each run reaches only one of them.
pub(super) fn is_in_another_test(history: &History<'_>, line: &Call) -> bool {
    let in_function = |call: &Call| Call::named(&call.function) == line.function;
    let mut events = history.trace.events.iter();
    history.source.calls_by_name().is_in_test(&line.place)
        && !events.any(|event| event.calls.iter().any(in_function))
}

/// Returns the cells with this name. If they are not one field, a line may change another one.
fn namesakes<'a>(history: &History<'a>, name: &str) -> Vec<&'a TracedCell> {
    let cells = history.trace.cells.iter();
    let named = cells.filter(|cell| cell.name.as_deref() == Some(name));
    named.collect()
}

/// Returns the calls that led to an access. For a late access, only its function is known.
fn calls_of(history: &History<'_>, access: &SharedAccess) -> Vec<Call> {
    if !access.calls.is_empty() {
        return access.calls.clone();
    }
    let function = || {
        let file = history.source.tokens(&access.place)?;
        let (function, ..) = enclosing_function(file, file.at(&access.place)?)?;
        Some(Call {
            function: function.to_owned(),
            place: access.place.clone(),
        })
    };
    function().into_iter().collect()
}

/// Whether a thread is in the function with a line, before that line.
fn leads_to(calls: &[Call], line: &Call) -> bool {
    calls.iter().any(|call| {
        let is_before = call.place.file == line.place.file && call.place.line < line.place.line;
        Call::named(&call.function) == line.function && is_before
    })
}
