//! Finds two values that one thread read one after the other, while another thread changed both.
//!
//! By itself, that is not a bug: the values may have nothing to do with each other.

use super::guard_use::reached_change;
use super::history::{GuardLife, History};
use super::race::{announced_before, shared_call};
use super::{Explanation, explanation};
use crate::glass::record::RecordedAccesses;
use crate::glass::scopes::enclosing_function;
use crate::verdict::{Cause, CellKind, EventKind, OppositeOrder, Place, TornPair, TracedAction};
use std::collections::BTreeMap;

/// The maximum number of accesses that a thread makes between the two of a pair.
const MAX_BETWEEN: usize = 2;

/// A guard of a lock, or an operation on an atomic.
#[derive(Clone, Copy, Debug)]
struct Access<'a> {
    cell: u32,
    thread: u32,
    /// The indices of its first and its last event.
    began: usize,
    ended: usize,
    wrote: bool,
    place: Option<&'a Place>,
    is_guard: bool,
}

/// Two accesses of a thread, one after the other.
type Pair<'a> = [Access<'a>; 2];

/// Returns the first torn pair, preferably one that was read between the changes: those values never belonged together.
///
/// If the thread read them because the other one had announced its changes too early, returns that as the explanation.
pub(super) fn torn_pair(history: &History<'_>, recorded: &RecordedAccesses) -> Option<Explanation> {
    let mut reads: Vec<Pair<'_>> = Vec::new();
    let mut changes: BTreeMap<[u32; 2], Vec<Pair<'_>>> = BTreeMap::new();
    for pair in pairs(history) {
        match pair.map(|access| access.wrote) {
            [true, true] => changes.entry(cells(&pair)).or_default().push(pair),
            [false, false] => reads.push(pair),
            [true, false] | [false, true] => {}
        }
    }
    let torn = |changed_between: bool, is_wanted: &dyn Fn(&Pair<'_>) -> bool| {
        let wanted = reads.iter().filter(|read| is_wanted(read));
        let mut torn = wanted.filter_map(|read| {
            let mut changes = changes.get(&cells(read))?.iter();
            let change = changes.find(|change| {
                let (outer, inner) = if changed_between {
                    (read, *change)
                } else {
                    (*change, read)
                };
                change[0].thread != read[0].thread
                    && is_within(outer, inner)
                    && [read, *change]
                        .iter()
                        .all(|pair| is_one_call(history, pair))
                    && change.iter().all(|access| is_change(history, access))
            })?;
            Some((*read, *change))
        });
        torn.next()
    };
    let read_between = torn(false, &|_| true);
    let changed_between = torn(true, &|read| {
        read_between.is_none_or(|(first, _)| {
            let mut both = first.iter().zip(read);
            both.all(|(one, other)| (one.cell, one.place) == (other.cell, other.place))
        })
    });
    let (read, change) = read_between.or(changed_between)?;
    let places = [read, change].map(|pair| pair.map(|access| access.place));
    if let Some(early) = announced_before(history, recorded, places) {
        return Some(early);
    }
    let began = |pair: Pair<'_>| pair.map(|access| access.began);
    let opposite = changed_between.filter(|_| read_between.is_some());
    let pair = TornPair {
        changed_between: read_between.is_none(),
        reads: began(read),
        changes: began(change),
        opposite_order: opposite.map(|(read, change)| OppositeOrder {
            reads: began(read),
            changes: began(change),
        }),
    };
    let accesses = read.into_iter().chain(change);
    let events = accesses.flat_map(|access| [access.began, access.ended]);
    Some(explanation(Cause::TornPair(pair), events))
}

fn cells(pair: &Pair<'_>) -> [u32; 2] {
    let mut cells = pair.map(|access| access.cell);
    cells.sort_unstable();
    cells
}

fn is_within(outer: &Pair<'_>, inner: &Pair<'_>) -> bool {
    outer[0].ended < inner[0].began && inner[1].ended < outer[1].began
}

/// Returns the pairs of lock guards that a thread held one after the other, and the pairs of its operations on atomics.
fn pairs<'a>(history: &'a History<'a>) -> Vec<Pair<'a>> {
    let guards: Vec<Access<'_>> = history
        .lives
        .iter()
        .filter_map(|life| guard(history, life))
        .collect();
    let operations: Vec<Access<'_>> = (0..history.trace.events.len())
        .filter_map(|at| operation(history, at))
        .collect();
    let mut found = Vec::new();
    for thread in &history.trace.threads {
        for all in [&guards, &operations] {
            let own = all.iter().filter(|access| access.thread == thread.id);
            let own: Vec<&Access<'_>> = own.collect();
            for first in 0..own.len() {
                let last = own.len().min(first + MAX_BETWEEN + 2);
                let pairs = (first + 1..last).filter(|second| {
                    own[first].ended < own[*second].began && is_pair(history, &own, first, *second)
                });
                found.extend(pairs.map(|second| [*own[first], *own[second]]));
            }
        }
    }
    found
}

/// Whether two accesses of a thread belong together: neither has a partner that is nearer, or in a call that both share.
/// What the same calls access again in between has another partner: the same field of the next value.
fn is_pair(history: &History<'_>, own: &[&Access<'_>], first: usize, second: usize) -> bool {
    let calls = |at: usize| &history.trace.events[own[at].began].calls;
    let shared = |one: usize, other: usize| {
        let both = calls(one).iter().rev().zip(calls(other).iter().rev());
        both.take_while(|(one, other)| one == other).count()
    };
    let [one, other] = [own[first].cell, own[second].cell];
    let is_again = |at: usize, access: &Access<'_>| {
        let calls_of_access = &history.trace.events[access.began].calls;
        own[at].place == access.place && calls(at) == calls_of_access
    };
    let mut between = own[first + 1..second].iter();
    let before = first.checked_sub(1).filter(|at| own[*at].cell == other);
    let after = Some(second + 1).filter(|at| own.get(*at).is_some_and(|access| access.cell == one));
    one != other
        && between.all(|access| {
            let is_again = is_again(first, access) || is_again(second, access);
            !is_again && ![one, other].contains(&access.cell)
        })
        && before.is_none_or(|at| shared(at, first) <= shared(first, second))
        && after.is_none_or(|at| shared(second, at) <= shared(first, second))
}

fn guard<'a>(history: &History<'_>, life: &GuardLife<'a>) -> Option<Access<'a>> {
    let kind = history.kind(life.cell)?;
    matches!(kind, CellKind::Mutex | CellKind::RwLock).then_some(())?;
    Some(Access {
        cell: life.cell,
        thread: life.thread,
        began: life.began,
        ended: life.ended?,
        wrote: life.wrote,
        place: life.since,
        is_guard: true,
    })
}

fn operation<'a>(history: &History<'a>, at: usize) -> Option<Access<'a>> {
    let event = &history.trace.events[at];
    let EventKind::Operation { action, .. } = &event.kind else {
        return None;
    };
    let cell = event.cell?;
    let is_atomic = matches!(history.kind(cell)?, CellKind::Atomic(_));
    let wrote = *action != TracedAction::Load;
    let is_certain = !wrote || action.always_changes();
    (is_atomic && is_certain).then_some(Access {
        cell,
        thread: event.thread,
        began: at,
        ended: at,
        wrote,
        place: event.place.as_ref(),
        is_guard: false,
    })
}

/// Whether both accesses were made in one call of a function, in the order of its lines.
fn is_one_call(history: &History<'_>, [first, second]: &Pair<'_>) -> bool {
    let calls = |access: &Access<'_>| history.trace.events[access.began].calls.as_slice();
    let in_order = || {
        let (first, second) = match shared_call(calls(first), calls(second)) {
            Some(call) => (call.first.place, call.last.place),
            None => (first.place?.clone(), second.place?.clone()),
        };
        let file = history.source.tokens(&first)?;
        let [one, other] = [&first, &second].map(|place| file.at(place));
        let function = |at: Option<usize>| enclosing_function(file, at?).map(|(_, open, _)| open);
        Some(first.file == second.file && one < other && function(one) == function(other))
    };
    in_order().unwrap_or(false)
}

/// Whether an access certainly changed the value.
fn is_change(history: &History<'_>, access: &Access<'_>) -> bool {
    let change = access.place.and_then(|place| {
        let file = history.source.tokens(place)?;
        reached_change(file, place, None)
    });
    !access.is_guard || change.is_some_and(|change| change.certain.is_change())
}
