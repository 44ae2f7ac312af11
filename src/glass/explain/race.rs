//! Finds changes that were lost, or made on the strength of what was no longer true, because another thread came between.
//!
//! The record has the accesses that followed each other so. Only if the source shows that the change depends on the look
//! before it, in the same call of a function, is it a race and no coincidence.

use super::chain::ChangeKind;
use super::dependence::{Dependence, dependence, ends_a_wait, follows, ignores_result};
use super::guard_use::{Change, GuardUse, arguments_at, fields_read, guard_uses, key, measures};
use super::history::History;
use super::{Explanation, explanation};
use crate::glass::names;
use crate::glass::record::{RecordedAccess, RecordedAccesses, RecordedRace};
use crate::glass::tokens::SourceTokens;
use crate::verdict::{Call, Cause, CellKind, EventKind, Place, RaceKind, SharedAccess};

/// How many races are explained.
const MAX_EXPLAINED: usize = 3;

pub(super) fn races(history: &History<'_>, recorded: &RecordedAccesses) -> Vec<Explanation> {
    let mut found: Vec<(u64, Explanation)> = Vec::new();
    for race in &recorded.races {
        let cause = match race.what.as_str() {
            "late" => announced_early(history, race),
            _ => overwritten(history, race),
        };
        let Some(cause) = cause else { continue };
        let known = found
            .iter_mut()
            .find(|(_, one)| is_alike(&one.cause, &cause));
        if let Some((times, _)) = known {
            *times += race.times;
            continue;
        }
        let events = events_of(history, race);
        found.push((race.times, explanation(cause, events)));
    }
    found.sort_by_key(|(times, _)| std::cmp::Reverse(*times));
    let found = found.into_iter().map(|(all, mut one)| {
        if let Cause::Race { times, .. } | Cause::EarlyAnnouncement { times, .. } = &mut one.cause {
            *times = all;
        }
        one
    });
    found.take(MAX_EXPLAINED).collect()
}

/// Whether two races are at the same places: of what is announced, the first that was missed is enough.
fn is_alike(one: &Cause, other: &Cause) -> bool {
    match (one, other) {
        (
            Cause::Race { from, to, .. },
            Cause::Race {
                from: other_from,
                to: other_to,
                ..
            },
        ) => (&from.place, &to.place) == (&other_from.place, &other_to.place),
        (
            Cause::EarlyAnnouncement {
                announced, seen, ..
            },
            Cause::EarlyAnnouncement {
                announced: other_announced,
                seen: other_seen,
                ..
            },
        ) => (&announced.place, &seen.place) == (&other_announced.place, &other_seen.place),
        _ => false,
    }
}

/// The calls of one function in which both accesses were made.
struct SharedCall {
    first: Call,
    last: Call,
    /// How many calls inside of it led to the last access.
    depth: usize,
}

fn shared_call(first: &[Call], last: &[Call]) -> Option<SharedCall> {
    let (mut one, mut other) = (first.len(), last.len());
    while one > 0 && other > 0 && first[one - 1] == last[other - 1] {
        (one, other) = (one - 1, other - 1);
    }
    let (outer, inner) = (
        first.get(one.checked_sub(1)?)?,
        last.get(other.checked_sub(1)?)?,
    );
    let is_same = outer.function == inner.function && outer.place.file == inner.place.file;
    is_same.then(|| SharedCall {
        first: outer.clone(),
        last: inner.clone(),
        depth: other - 1,
    })
}

fn overwritten(history: &History<'_>, race: &RecordedRace) -> Option<Cause> {
    let accesses = [&race.first, &race.second, &race.third];
    let [first, between, last] = accesses.map(|access| access_of(history, access, race.cell));
    let call = shared_call(&first.calls, &last.calls)?;
    let file = history.source.tokens(&call.last.place)?;
    let depends = dependence(file, &call.first.place, &call.last.place)?;
    let kind = match race.kind {
        CellKind::Mutex | CellKind::RwLock => {
            let change = change_of(history, &last.calls[..=call.depth])?;
            let is_about_it = concerns_the_look(history, &first, &between);
            let is_about_it = is_about_it && {
                let other = change_of(history, &between.calls);
                other.is_none_or(|other| other.field == change.field || depends.decides)
            };
            if !is_about_it {
                return None;
            }
            let is_measure = || {
                let file = history.source.tokens(&first.place);
                file.is_some_and(|file| measures(file, &first.place))
            };
            race_under_locks(depends, &change, is_measure, || {
                shares_a_key(file, &call, &change)
            })?
        }
        CellKind::Atomic(_) => {
            let is_store = last.action == "store";
            if !is_store && !ignores_result(history.source.tokens(&last.place)?, &last.place) {
                return None;
            }
            // A schedule that was asked for is one that went wrong.
            let is_certain = !history.trace.choices.is_empty();
            let is_same = last.value.is_some() && last.value == between.value;
            match depends.has_data && is_store {
                true => RaceKind::LostUpdate,
                false if is_same && is_store && !is_certain => return None,
                false => RaceKind::CheckThenAct,
            }
        }
        CellKind::RefCell
        | CellKind::OnceCell
        | CellKind::Once
        | CellKind::OnceLock
        | CellKind::LazyLock
        | CellKind::Condvar
        | CellKind::Barrier
        | CellKind::Channel
        | CellKind::Stdout
        | CellKind::Stderr
        | CellKind::Stdin => return None,
    };
    Some(Cause::Race {
        race: kind,
        cell: race.cell,
        cell_type: race.kind,
        first,
        between,
        last,
        from: call.first,
        to: call.last,
        times: race.times,
    })
}

/// Returns how the last of these calls changes a value, without a look at it first. `calls` are those that led to the
/// lock, the innermost first; a function may return the guard to the next one.
fn change_of(history: &History<'_>, calls: &[Call]) -> Option<Change> {
    for call in calls {
        let file = history.source.tokens(&call.place)?;
        match guard_uses(file, &call.place).into_iter().next()? {
            GuardUse::Returned => {}
            GuardUse::Changes(change) if change.how != ChangeKind::Entry => return Some(change),
            GuardUse::Changes(_) | GuardUse::Looks | GuardUse::Unknown => return None,
        }
    }
    None
}

/// Whether the change of another thread may be of what was looked at: not if it is of another field.
fn concerns_the_look(history: &History<'_>, look: &SharedAccess, between: &SharedAccess) -> bool {
    let file = history.source.tokens(&look.place);
    let read = file.and_then(|file| fields_read(file, &look.place));
    let changed = change_of(history, &between.calls);
    match (read, changed) {
        (Some(read), Some(changed)) if !changed.field.is_empty() => read.contains(&changed.field),
        _ => true,
    }
}

/// Returns what may go wrong, if it is certain that something may.
fn race_under_locks(
    depends: Dependence,
    change: &Change,
    is_measure: impl FnOnce() -> bool,
    shares_a_key: impl FnOnce() -> bool,
) -> Option<RaceKind> {
    match change.how {
        ChangeKind::Overwrites if depends.has_data => Some(RaceKind::LostUpdate),
        // Of another key, it would overwrite nothing.
        ChangeKind::Inserts if depends.has_data && shares_a_key() => Some(RaceKind::LostUpdate),
        _ if depends.decides => Some(RaceKind::CheckThenAct),
        // A number that is the length before.
        ChangeKind::Adds if depends.has_data && is_measure() => Some(RaceKind::CheckThenAct),
        _ => None,
    }
}

/// Whether the look and the change name the same key in their function.
fn shares_a_key(file: &SourceTokens, call: &SharedCall, change: &Change) -> bool {
    let looked = arguments_at(file, &call.first.place);
    let mut changed = arguments_at(file, &call.last.place);
    if call.depth == 0 {
        changed.extend(change.stored.split(',').next().map(key));
    }
    changed.iter().any(|argument| looked.contains(argument))
}

fn announced_early(history: &History<'_>, race: &RecordedRace) -> Option<Cause> {
    let announced = access_of(history, &race.first, race.by);
    let seen = access_of(history, &race.second, race.by);
    let missed = access_of(history, &race.third, race.cell);
    let stored = access_of(history, race.fourth.as_ref()?, race.cell);
    let call = shared_call(&seen.calls, &missed.calls)?;
    let file = history.source.tokens(&call.last.place)?;
    let depends = dependence(file, &call.first.place, &call.last.place);
    if !depends.is_some_and(|depends| depends.is_needed || depends.decides)
        && !ends_a_wait(file, &call.first.place, &call.last.place)
    {
        return None;
    }
    let writes = shared_call(&announced.calls, &stored.calls)?;
    let file = history.source.tokens(&writes.last.place)?;
    let name = announced
        .called
        .as_deref()
        .and_then(|path| path.rsplit('.').next());
    if !follows(file, &writes.first.place, &writes.last.place, name) {
        return None;
    }
    Some(Cause::EarlyAnnouncement {
        announced,
        seen,
        missed,
        stored,
        times: race.times,
    })
}

pub(super) fn access_of(history: &History<'_>, access: &RecordedAccess, cell: u32) -> SharedAccess {
    let source = history.source;
    let place = |file: &str, line, column| Place {
        file: source.name(file).to_owned(),
        line,
        column,
    };
    let at = place(&access.file, access.line, access.column);
    let name = history.find_cell(cell).and_then(|cell| cell.name.clone());
    let receiver = source
        .tokens(&at)
        .and_then(|file| names::receiver(file, &at));
    let calls = access.calls();
    let calls = calls.map(|(function, file, line, column)| Call {
        function: function.to_owned(),
        place: place(file, line, column),
    });
    SharedAccess {
        thread: access.thread,
        action: access.action.clone(),
        value: access.value.clone(),
        called: receiver.map(|receiver| receiver.path).or(name),
        calls: calls.collect(),
        place: at,
    }
}

/// Returns the events of the race that the record has: the first accesses that followed each other so.
fn events_of(history: &History<'_>, race: &RecordedRace) -> Vec<usize> {
    let mut found = Vec::new();
    let by = if race.what == "late" {
        race.by
    } else {
        race.cell
    };
    let accesses = [
        (Some(&race.first), by),
        (Some(&race.second), by),
        (Some(&race.third), race.cell),
        (race.fourth.as_ref(), race.cell),
    ];
    let mut from = 0;
    for (access, cell) in accesses {
        let Some(access) = access else { continue };
        let mut events = history.events().skip(from);
        let is_it = |(_, event): &(usize, &crate::verdict::TraceEvent)| {
            let line = event.place.as_ref().map(|place| place.line);
            let is_access = matches!(
                event.kind,
                EventKind::Operation { .. } | EventKind::Acquired { .. }
            );
            is_access
                && (event.thread, event.cell, line)
                    == (access.thread, Some(cell), Some(access.line))
        };
        let Some((at, _)) = events.find(is_it) else {
            return Vec::new();
        };
        found.push(at);
        from = at + 1;
    }
    found
}
