//! Finds why a barrier isn't full: which threads ended without reaching it, or would reach it later.

use super::blocked::Blocked;
use crate::glass::explain::early_end::{early_end, early_end_on_the_way};
use crate::glass::explain::history::History;
use crate::glass::names;
use crate::glass::scopes::enclosing_function;
use crate::verdict::{EventKind, NamedPlace, Place, TraceEvent, TracedAction, WaitReason};
use std::collections::BTreeSet;

/// Returns how many threads a barrier lacks, and how those ended that could have reached it.
pub(super) fn reason(
    history: &History<'_>,
    cell: u32,
    waits: &[&Blocked<'_>],
) -> Option<WaitReason> {
    let needs = history.find_cell(cell)?.capacity?;
    let arrived = history
        .operations(cell)
        .filter(|(_, _, action, _)| **action == TracedAction::Wait);
    let arrived: BTreeSet<u32> = arrived.map(|(_, event, ..)| event.thread).collect();
    let threads = || history.trace.threads.iter();
    let spawned = |thread: u32| threads().find(|seen| seen.id == thread)?.spawned.as_ref();
    let lines: Vec<_> = (waits.iter())
        .filter_map(|wait| spawned(wait.wait.thread))
        .collect();
    let is_sibling = |at: &Place| lines.contains(&at);
    let siblings = threads().filter(|thread| thread.spawned.as_ref().is_some_and(is_sibling));
    let others = with_another(history, cell, waits);
    let absent = siblings.map(|thread| thread.id).filter(|thread| {
        !arrived.contains(thread) && history.has_exited(*thread) && !others.contains(thread)
    });
    let absent: Vec<u32> = absent.collect();
    let ended = arrived
        .into_iter()
        .filter(|thread| history.has_exited(*thread));
    let ended: Vec<u32> = ended.collect();
    let arrival = |thread: &u32| {
        let mut arrivals = history.operations(cell).rev();
        let last = arrivals.find(|(_, event, ..)| event.thread == *thread);
        last.map(|(index, ..)| index)
    };
    let early_ends = ended.iter().filter_map(arrival);
    let early_ends = early_ends.filter_map(|arrival| early_end(history, arrival));
    let there = waits.first().map(|wait| wait.wait.began);
    let on_the_way = absent.iter().filter_map(|thread| {
        let mut events = history.events().rev();
        let is_last =
            |(_, event): &(usize, &TraceEvent)| event.thread == *thread && !event.calls.is_empty();
        early_end_on_the_way(history, events.find(is_last)?.0, there?)
    });
    let early_ends = early_ends.chain(on_the_way);
    Some(WaitReason::BarrierShort {
        size: needs,
        arrived: waits.len(),
        early_ends: early_ends.collect(),
        arrived_and_exited: ended,
        exited_without_arriving: absent,
        unreached: comes_later(history, cell, waits),
        same_size: same_size(history, cell),
    })
}

/// Returns where the function that created a barrier creates others with the same argument, unless all threads reached
/// one that was created there.
fn same_size(history: &History<'_>, cell: u32) -> Vec<NamedPlace> {
    let found = || {
        let made = history.find_cell(cell)?.created_at.as_ref()?;
        let file = history.source.tokens(made)?;
        let new = file.called(file.at(made)?)?;
        let size = |new: usize| {
            let open = file.parenthesis(new)?;
            Some(file.source_text(open..file.get(open)?.partner?))
        };
        let own = size(new)?;
        let (_, open, close) = enclosing_function(file, new)?;
        let others = (open + 4..close).filter(|other| {
            let is_barrier = file.text(*other) == "new" && file.text(other - 3) == "Barrier";
            is_barrier && *other != new && size(*other).as_ref() == Some(&own)
        });
        let others = others.filter_map(|other| file.place(other - 3, &made.file));
        // The barriers of an earlier call of the function don't count.
        let is_made =
            |event: &TraceEvent| event.kind == EventKind::Created && event.cell == Some(cell);
        let since = history.events().find(|(_, event)| is_made(event))?.0;
        let others = others.filter(|place| {
            let mut cells = history.trace.cells.iter();
            !cells.any(|seen| {
                seen.created_at.as_ref() == Some(place) && was_passed(history, seen.id, since)
            })
        });
        let named = others.map(|place| NamedPlace {
            name: names::binding(file, &place).map(|binding| binding.name),
            place,
        });
        Some(named.collect())
    };
    found().unwrap_or_default()
}

/// Whether all threads that a barrier waits for reached it after an event.
fn was_passed(history: &History<'_>, barrier: u32, since: usize) -> bool {
    let size = history.find_cell(barrier).and_then(|cell| cell.capacity);
    let arrivals = history
        .operations(barrier)
        .filter(|(at, _, action, _)| *at > since && **action == TracedAction::Wait);
    size.is_some_and(|size| arrivals.count() >= size)
}

/// Returns the wait of a thread that has not reached a barrier, and the later place at which its function would.
fn comes_later(history: &History<'_>, cell: u32, waits: &[&Blocked<'_>]) -> Option<(usize, Place)> {
    let name = history.find_cell(cell)?.name.as_ref()?;
    let arrivals = history.source.calls_by_name().calls_on(name, &["wait"]);
    let mut threads = history.trace.threads.iter();
    threads.find_map(|thread| {
        let is_there = waits.iter().any(|wait| wait.wait.thread == thread.id);
        let mut events = history.events().rev();
        let (index, last) = events.find(|(_, event)| event.thread == thread.id)?;
        let is_wait = matches!(last.kind, EventKind::Blocked { .. });
        (is_wait && !is_there).then_some(())?;
        let later = last.calls.iter().find_map(|call| {
            arrivals.iter().find(|arrival| {
                let (there, here) = (&arrival.place, &call.place);
                arrival.function == call.function
                    && there.file == here.file
                    && there.line > here.line
                    && is_statement(history, there)
            })
        });
        later.map(|arrival| (index, arrival.place.clone()))
    })
}

/// Whether only blocks are around a place in its function: no closure that is passed to a call.
fn is_statement(history: &History<'_>, place: &Place) -> bool {
    let only_blocks = || {
        let file = history.source.tokens(place)?;
        let mut at = file.at(place)?;
        let (_, body, _) = enclosing_function(file, at)?;
        while at != body {
            at = file.enclosing_open(at)?;
            (file.text(at) == "{").then_some(())?;
        }
        Some(())
    };
    only_blocks().is_some()
}

/// Returns the threads that cannot have this barrier: they reached another one that was created at the same place,
/// ended before one from there was dropped, or had been joined before the first waiting thread started.
fn with_another(history: &History<'_>, cell: u32, waits: &[&Blocked<'_>]) -> BTreeSet<u32> {
    let made = history
        .find_cell(cell)
        .and_then(|cell| cell.created_at.as_ref());
    let is_another = |other: Option<u32>| {
        let other = other.and_then(|other| history.find_cell(other));
        other.is_some_and(|other| other.id != cell && other.created_at.as_ref() == made)
    };
    let is_start = |event: &TraceEvent| {
        let is_of = |child: u32| waits.iter().any(|wait| wait.wait.thread == child);
        matches!(event.kind, EventKind::Spawned { child } if is_of(child))
    };
    let started = history.events().find(|(_, event)| is_start(event));
    let started = started.map_or(0, |(index, _)| index);
    let mut found = BTreeSet::new();
    let mut ended = Vec::new();
    for (index, event) in history.events() {
        let joined = || {
            let mut threads = history.trace.threads.iter();
            let thread = threads.find(|thread| Some(thread.end) == event.cell)?;
            ended.contains(&thread.id).then_some(thread.id)
        };
        match &event.kind {
            EventKind::Exited => ended.push(event.thread),
            EventKind::Dropped if is_another(event.cell) => found.extend(ended.iter().copied()),
            EventKind::Operation { .. } if is_another(event.cell) => {
                found.insert(event.thread);
            }
            EventKind::Operation { .. } | EventKind::Resumed { .. } if index < started => {
                found.extend(joined());
            }
            _ => {}
        }
    }
    found
}
