//! Finds threads that looked at the same value again and again when the time limit ended the run.

use super::history::History;
use super::race::access_of;
use super::unreached::unreached_changes;
use super::{Explanation, explanation};
use crate::glass::record::{EndEvent, RecordedAccesses, RecordedChange, RecordedCount};
use crate::glass::scopes::{enclosing_closure, enclosing_function};
use crate::verdict::{
    Call, Cause, CellKind, ChangeCount, EventKind, OtherRead, Place, SameNameCell, SharedAccess,
    SkippedChange, TracedAction,
};
use std::collections::BTreeMap;

pub(super) fn polling(history: &History<'_>, recorded: &RecordedAccesses) -> Vec<Explanation> {
    if history.end != Some(EndEvent::Timeout) {
        return Vec::new();
    }
    // If a thread looks at several values, the one that it looks at most often explains it.
    let mut by_thread: BTreeMap<u32, &RecordedChange> = BTreeMap::new();
    let is_print = |look: &&RecordedChange| {
        let kind = history.kind(look.cell);
        kind.is_some_and(CellKind::is_stream)
    };
    for look in recorded.polls.iter().filter(|look| !is_print(look)) {
        let most = by_thread.entry(look.first.thread).or_insert(look);
        if look.times > most.times {
            *most = look;
        }
    }
    let mut groups: Vec<Vec<&RecordedChange>> = Vec::new();
    for look in by_thread.into_values() {
        let is_alike = |group: &&mut Vec<&RecordedChange>| {
            let place = |look: &RecordedChange| (look.cell, look.first.line, look.first.column);
            let same = place(group[0]) == place(look) && group[0].first.file == look.first.file;
            same && group[0].first.value == look.first.value
        };
        match groups.iter_mut().find(is_alike) {
            Some(group) => group.push(look),
            None => groups.push(vec![look]),
        }
    }
    let polls = groups.iter();
    let mut polls: Vec<Explanation> = polls
        .map(|group| polled(history, recorded, group))
        .collect();
    // A poll that keeps another one from ending comes before it.
    polls.sort_by_key(|one| match &one.cause {
        Cause::Polling {
            unreached_changes: Some(changes),
            ..
        } => changes.blocked_by_poll.is_some(),
        _ => false,
    });
    polls
}

fn polled(
    history: &History<'_>,
    recorded: &RecordedAccesses,
    looks: &[&RecordedChange],
) -> Explanation {
    let look = looks[0];
    let written = recorded.last_changes.iter();
    let own = written.clone().find(|last| last.cell == look.cell);
    let thread = look.first.thread;
    let threads = looks.iter().map(|look| look.first.thread);
    let threads: Vec<u32> = threads.collect();
    let ends = history.trace.threads.iter();
    let ends = ends.filter(|seen| threads.contains(&seen.id));
    let ends: Vec<u32> = ends.map(|thread| thread.end).collect();
    let waits = history.waits.iter();
    let waits = waits.filter(|wait| wait.ended.is_none() && ends.contains(&wait.cell));
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
        .then(|| unreached_changes(history, &look_at.place, &recorded.polls))
        .flatten();
    let last_change = own.map(|last| access_of(history, &last.first, last.cell));
    let cause = Cause::Polling {
        cell: look.cell,
        other_threads: threads[1..].to_vec(),
        changes: own.map_or(Vec::new(), |last| counts(history, last)),
        last_store: own.and_then(|last| last_store(history, last)).map(Box::new),
        other_reads: other_reads(history, recorded, look),
        skipped_change: last_change
            .as_ref()
            .and_then(|last| skipped_change(history, &look_at.place, last)),
        last_change,
        poll: look_at,
        same_name_cell: namesake.filter(|_| own.is_none()),
        unreached_changes: unreached.filter(|_| own.is_none()),
        waits,
    };
    explanation(cause, events)
}

/// Returns what else the thread of a poll reads again and again.
pub(super) fn other_reads(
    history: &History<'_>,
    recorded: &RecordedAccesses,
    poll: &RecordedChange,
) -> Vec<OtherRead> {
    const MAX_NAMED: usize = 2;
    let others = recorded.polls.iter();
    let others = others.filter(|other| {
        let is_atomic = matches!(history.kind(other.cell), Some(CellKind::Atomic(_)));
        is_atomic && other.first.thread == poll.first.thread && other.cell != poll.cell
    });
    let reads = others.take(MAX_NAMED).map(|other| {
        let mut last = recorded.last_changes.iter();
        let last = last.find(|last| last.cell == other.cell);
        OtherRead {
            cell: other.cell,
            read: access_of(history, &other.first, other.cell),
            last_change: last.map(|last| access_of(history, &last.first, last.cell)),
        }
    });
    reads.collect()
}

/// Returns the last `store` to a cell, if lines that only count changed it since.
pub(super) fn last_store(history: &History<'_>, last: &RecordedChange) -> Option<SharedAccess> {
    let stored = last.stored.as_ref()?;
    (!counts(history, last).is_empty()).then(|| access_of(history, stored, last.cell))
}

/// Returns how often each line added to a cell or subtracted from it, if nothing else changed it since the last `store`.
pub(super) fn counts(history: &History<'_>, last: &RecordedChange) -> Vec<ChangeCount> {
    let changes = last.changes.iter();
    let is_step = |change: &RecordedCount| {
        matches!(
            change.action,
            TracedAction::FetchAdd | TracedAction::FetchSub
        )
    };
    if !last.changes.iter().all(is_step) {
        return Vec::new();
    }
    let counts = changes.map(|change| {
        let place = Place {
            file: history.source.name(&change.file).to_owned(),
            line: change.line,
            column: change.column,
        };
        ChangeCount {
            action: change.action.clone(),
            returns_before: returns_before(history, &place).unwrap_or_default(),
            place,
            times: change.times,
        }
    });
    counts.collect()
}

/// Returns where the function around a place may return before it gets there, unless it can do so in many places.
pub(super) fn returns_before(history: &History<'_>, place: &Place) -> Option<Vec<Call>> {
    let file = history.source.tokens(place)?;
    let (_, body, _) = enclosing_function(file, file.at(place)?)?;
    returns_between(history, place, body)
}

/// Returns where the function around a place may return between this token and the place.
fn returns_between(history: &History<'_>, place: &Place, from: usize) -> Option<Vec<Call>> {
    const MAX_NAMED: usize = 2;
    let file = history.source.tokens(place)?;
    let at = file.at(place)?;
    let (function, ..) = enclosing_function(file, at)?;
    let closure = enclosing_closure(file, at);
    let returns = (from..at).filter(|before| {
        let is_return = file.text(*before) == "return" || file.is(*before, '?');
        is_return && enclosing_closure(file, *before) == closure
    });
    let returns = returns.map(|before| {
        Some(Call {
            function: function.to_owned(),
            place: file.place(before, &place.file)?,
        })
    });
    let mut returns: Vec<Call> = returns.collect::<Option<_>>()?;
    returns.dedup_by_key(|call| call.place.line);
    Some(returns).filter(|returns| closure.is_none() && returns.len() <= MAX_NAMED)
}

/// Returns the only call of the function that last changed what threads read again and again, if the caller first calls
/// the function that reads, and may return in between. The thread of the last change has ended.
pub(super) fn skipped_change(
    history: &History<'_>,
    read: &Place,
    last: &SharedAccess,
) -> Option<SkippedChange> {
    let function = |place: &Place| {
        let file = history.source.tokens(place)?;
        let (name, ..) = enclosing_function(file, file.at(place)?)?;
        Some(name.to_owned())
    };
    let (reads, changes) = (function(read)?, function(&last.place)?);
    let program = history.source.calls_by_name();
    let of_change = program.calls_of(&changes);
    let [call] = of_change.as_slice() else {
        return None;
    };
    let file = history.source.tokens(&call.place)?;
    let at = file.at(&call.place)?;
    let mut of_read = program.calls_of(&reads).into_iter();
    let from = of_read.find_map(|other| {
        let before = file.at(&other.place)?;
        let is_same = other.place.file == call.place.file && other.function == call.function;
        (is_same && before < at).then_some(before)
    })?;
    let returns_before = returns_between(history, &call.place, from)?;
    let is_skipped = history.has_exited(last.thread) && reads != changes;
    (is_skipped && !returns_before.is_empty()).then(|| SkippedChange {
        function: changes,
        place: call.place.clone(),
        returns_before,
    })
}

/// Whether two cells have the same name but were created at different places.
fn is_namesake(history: &History<'_>, cell: u32, other: u32) -> bool {
    match (history.find_cell(cell), history.find_cell(other)) {
        (Some(cell), Some(other)) => {
            let is_alike = (cell.kind, &cell.name) == (other.kind, &other.name);
            is_alike && cell.name.is_some() && cell.created_at != other.created_at
        }
        _ => false,
    }
}
