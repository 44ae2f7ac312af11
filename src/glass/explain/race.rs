//! Finds changes that were lost, or based on a check that no longer held, because another thread intervened.
//!
//! The record shows only that the accesses came in this order. It is a race, not a coincidence, only if the source
//! shows that the change depends on the read before it, in the same call.

mod shared_call;
mod steps;

pub(super) use shared_call::shared_call;
pub(super) use steps::events_of;

use super::chain::ChangeKind;
use super::dependence::{
    Dependence, comes_before, dependence, ends_a_wait, follows, ignores_result, is_in_a_branch,
    keeps_result, waits_in_a_loop,
};
use super::guard_use::{
    self, Change, FirstUse, arguments_at, field_returned, fields_read, first_use, key, measures,
    only_looks,
};
use super::history::History;
use super::{Explanation, explanation};
use crate::glass::names;
use crate::glass::record::{RaceShape, RecordedAccess, RecordedAccesses, RecordedRace};
use crate::glass::tokens::{SourceTokens, Statement, contains, has_word, position};
use crate::verdict::{
    Call, Cause, CellKind, EarlyAnnouncement, EventKind, Place, Race, RaceKind, SharedAccess,
    TraceEvent, TracedAction,
};
use shared_call::SharedCall;

const MAX_EXPLAINED: usize = 3;

pub(super) fn races(history: &History<'_>, recorded: &RecordedAccesses) -> Vec<Explanation> {
    let mut found: Vec<(RecordedRace, Explanation)> = Vec::new();
    for race in recorded.races.iter().filter(|race| !race.is_refuted) {
        let cause = match race.shape {
            RaceShape::LateStore => announced_early(history, race),
            RaceShape::Overwrite => overwritten(history, race),
            RaceShape::Unordered => None,
        };
        let Some(cause) = cause else { continue };
        let known = found
            .iter_mut()
            .find(|(_, one)| is_alike(&one.cause, &cause));
        if let Some((before, known)) = known {
            if overwrites_its_like(&cause) && !overwrites_its_like(&known.cause) {
                let times = race.times.max(before.times);
                *known = race_explanation(history, race, cause);
                *before = RecordedRace {
                    times,
                    ..race.clone()
                };
                continue;
            }
            if overwrites_its_like(&known.cause) == overwrites_its_like(&cause) {
                add_later_change((before, &mut known.cause), (race, cause));
            }
            before.times = race.times.max(before.times);
            continue;
        }
        found.push((race.clone(), race_explanation(history, race, cause)));
    }
    for at in earlier_looks(&found).into_iter().rev() {
        found.remove(at);
    }
    found.sort_by_key(|(race, _)| std::cmp::Reverse(race.times));
    let found = found.into_iter().map(|(recorded, mut one)| {
        match &mut one.cause {
            Cause::Race(race) => race.times = recorded.times,
            Cause::EarlyAnnouncement(early) => early.times = recorded.times,
            _ => {}
        }
        one
    });
    found.take(MAX_EXPLAINED).collect()
}

fn race_explanation(history: &History<'_>, race: &RecordedRace, cause: Cause) -> Explanation {
    let panicked = match &cause {
        Cause::Race(race) => race.panicked,
        Cause::EarlyAnnouncement(early) => early.panicked,
        _ => None,
    };
    let events = events_of(history, race).into_iter().chain(panicked);
    explanation(cause, events)
}

/// Returns a change that was announced too early, to a value that was read and changed at these places. The thread that
/// missed the change read the new value later.
pub(super) fn announced_before(
    history: &History<'_>,
    recorded: &RecordedAccesses,
    [reads, changes]: [[Option<&Place>; 2]; 2],
) -> Option<Explanation> {
    let late = |race: &&RecordedRace| race.is_refuted && race.shape == RaceShape::LateStore;
    recorded.races.iter().filter(late).find_map(|race| {
        let cause = announced_early(history, race)?;
        let Cause::EarlyAnnouncement(early) = &cause else {
            return None;
        };
        let is_of_these = reads.contains(&Some(&early.stale_read.place))
            && changes.contains(&Some(&early.late_store.place));
        is_of_these.then(|| race_explanation(history, race, cause))
    })
}

/// Returns the indices of races whose thread read again before the same change, which is based on the last read. If the
/// value is locked, each read may have been for something else.
fn earlier_looks(found: &[(RecordedRace, Explanation)]) -> Vec<usize> {
    let are_alike = |one: &Explanation, other: &Explanation| match (&one.cause, &other.cause) {
        (Cause::Race(one), Cause::Race(other)) => {
            matches!(one.cell_type, CellKind::Atomic(_)) || one.race_kind == other.race_kind
        }
        _ => false,
    };
    let is_earlier = |(race, one): &(RecordedRace, Explanation)| {
        found.iter().any(|(other, another)| {
            let change = |race: &RecordedRace| (race.cell, race.third.number);
            let is_earlier = race.first.number < other.first.number;
            is_earlier && change(race) == change(other) && are_alike(one, another)
        })
    };
    let all = found.iter().enumerate();
    all.filter(|(_, one)| is_earlier(one))
        .map(|(at, _)| at)
        .collect()
}

/// Whether the change of a locked value in between was made in the same place as the one that followed. A change in another
/// place may concern another part of the value.
fn overwrites_its_like(cause: &Cause) -> bool {
    let Cause::Race(race) = cause else {
        return false;
    };
    let is_lock = !matches!(race.cell_type, CellKind::Atomic(_));
    is_lock && race.intervening.place == race.last.place
}

/// Adds another change that came between the same two accesses: the record has the first and the last one.
fn add_later_change(
    (before, known): (&RecordedRace, &mut Cause),
    (race, other): (&RecordedRace, Cause),
) {
    let (Cause::Race(known), Cause::Race(other)) = (known, other) else {
        return;
    };
    let ends = |race: &RecordedRace| (race.first.number, race.third.number);
    let is_later = before.second.number < race.second.number;
    if ends(before) == ends(race) && is_later && known.last_intervening.is_none() {
        known.last_intervening = Some(other.intervening);
    }
}

pub(super) fn panicked(race: &Explanation) -> bool {
    match &race.cause {
        Cause::Race(race) => race.panicked.is_some(),
        Cause::EarlyAnnouncement(early) => early.panicked.is_some(),
        _ => false,
    }
}

/// Whether two races are at the same places: of several changes that one announcement covers, only the first missed one
/// is explained.
fn is_alike(one: &Cause, other: &Cause) -> bool {
    match (one, other) {
        (Cause::Race(one), Cause::Race(other)) => {
            (&one.first_call.place, &one.last_call.place)
                == (&other.first_call.place, &other.last_call.place)
        }
        (Cause::EarlyAnnouncement(one), Cause::EarlyAnnouncement(other)) => {
            (&one.announcement.place, &one.announcement_read.place)
                == (&other.announcement.place, &other.announcement_read.place)
        }
        _ => false,
    }
}

fn overwritten(history: &History<'_>, race: &RecordedRace) -> Option<Cause> {
    let accesses = [&race.first, &race.second, &race.third];
    let [first, between, last] = accesses.map(|access| access_of(history, access, race.cell));
    let call = shared_call(&first.calls, &last.calls)?;
    // A hidden test reads values in order to check them; its assertions are not decisions of the program.
    if call.first.place.is_in_test() {
        return None;
    }
    let file = history.source.tokens(&call.last.place)?;
    let depends = dependence(file, &call.first.place, &call.last.place);
    let panicked = panic_over(history, &race.third, &call);
    let Some(depends) = depends else {
        let accesses = (&first, &between, &last);
        let is_take = is_outdated_take(history, file, accesses, &call);
        return is_take.then(|| {
            let kind = RaceKind::OutdatedTake;
            Cause::Race(race_of(race, kind, [first, between, last], call, panicked))
        });
    };
    let kind = match race.cell_type {
        CellKind::Mutex | CellKind::RwLock => {
            let is_certain = !race.needs_failure
                || returns_what_changes(history, &first, &last, &call)
                || is_failing_schedule(history)
                    && depends.decides
                    && only_looks_at(history, &first);
            if !is_certain || !concerns_the_look(history, &first, &between) {
                return None;
            }
            race_under_locks(history, (&first, &between, &last), &call, depends, panicked)?
        }
        CellKind::Atomic(_) => {
            let is_store = last.action == TracedAction::Store;
            if !is_store && !ignores_result(history.source.tokens(&last.place)?, &last.place) {
                return None;
            }
            // A trace with an explicit schedule counts as one that went wrong.
            let is_certain = !history.trace.schedule.is_empty();
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
    let accesses = [first, between, last];
    Some(Cause::Race(race_of(race, kind, accesses, call, panicked)))
}

fn race_of(
    recorded: &RecordedRace,
    race_kind: RaceKind,
    [first, intervening, last]: [SharedAccess; 3],
    call: SharedCall,
    panicked: Option<usize>,
) -> Race {
    Race {
        race_kind,
        cell: recorded.cell,
        cell_type: recorded.cell_type,
        first,
        intervening,
        last_intervening: None,
        last,
        first_call: call.first,
        last_call: call.last,
        panicked,
        times: recorded.times,
    }
}

/// Whether a function keeps the value of an atomic that it loads, and then stores one that does not depend on it. In a
/// schedule that fails, a change in between explains something: without it, the two steps are one.
fn is_outdated_take(
    history: &History<'_>,
    file: &SourceTokens,
    (first, between, last): (&SharedAccess, &SharedAccess, &SharedAccess),
    call: &SharedCall,
) -> bool {
    first.action == TracedAction::Load
        && last.action == TracedAction::Store
        && first.value != between.value
        && is_failing_schedule(history)
        && keeps_result(file, &call.first.place, &call.last.place)
}

/// Returns the panic that the last access led to: under its guard, or in the statement that called the function with it.
fn panic_over(history: &History<'_>, last: &RecordedAccess, call: &SharedCall) -> Option<usize> {
    let mut panics = history.events().rev().filter(|(_, event)| {
        event.thread == last.thread && matches!(event.kind, EventKind::Panicked { .. })
    });
    if last.panicked {
        return panics.next().map(|(panic, _)| panic);
    }
    let file = history.source.tokens(&call.last.place)?;
    let statement = Statement::at(file, &call.last.place)?;
    let is_there = |event: &TraceEvent| {
        let mut calls = event.calls.iter();
        let of_it = calls
            .find(|of| of.function == call.last.function && of.place.file == call.last.place.file);
        let at = of_it.and_then(|of| position(&of.place));
        at.is_some_and(|at| contains(statement.tokens(), at))
    };
    panics
        .find(|(_, event)| is_there(event))
        .map(|(panic, _)| panic)
}

/// Returns what is done first with the guard. `calls` are those that led to the lock, the innermost first; a function may
/// return the guard to the next one.
fn use_of(history: &History<'_>, calls: &[Call]) -> FirstUse {
    let uses = calls.iter().map(|call| {
        let file = history.source.tokens(&call.place);
        file.map_or(FirstUse::Unknown, |file| first_use(file, &call.place))
    });
    let mut uses = uses.skip_while(|one| *one == FirstUse::Returned);
    uses.next().unwrap_or(FirstUse::Unknown)
}

/// Whether a guard that gave mutable access was only used for a read, as far as the names of methods show.
fn only_looks_at(history: &History<'_>, look: &SharedAccess) -> bool {
    look.calls.iter().all(|call| {
        let file = history.source.tokens(&call.place);
        file.is_some_and(|file| only_looks(file, &call.place))
    })
}

/// Whether a guard that changed something was then used to return a field, and the last access changes that field.
fn returns_what_changes(
    history: &History<'_>,
    look: &SharedAccess,
    last: &SharedAccess,
    call: &SharedCall,
) -> bool {
    let file = history.source.tokens(&look.place);
    let returned = file.and_then(|file| field_returned(file, &look.place));
    let changed = use_of(history, &last.calls[..=call.depth]);
    matches!((returned, changed), (Some(field), FirstUse::Changes { change, .. }) if change.field == field)
}

/// Whether the change of another thread may concern what was looked at: not if it changes another field.
fn concerns_the_look(history: &History<'_>, look: &SharedAccess, between: &SharedAccess) -> bool {
    let file = history.source.tokens(&look.place);
    let read = file.and_then(|file| fields_read(file, &look.place));
    match (read, use_of(history, &between.calls)) {
        (
            Some(read),
            FirstUse::Changes {
                change,
                has_looked: false,
            },
        ) if !change.field.is_empty() => read.contains(&change.field),
        _ => true,
    }
}

/// Returns what may go wrong, if it is certain that something may.
fn race_under_locks(
    history: &History<'_>,
    (first, between, last): (&SharedAccess, &SharedAccess, &SharedAccess),
    call: &SharedCall,
    depends: Dependence,
    panicked: Option<usize>,
) -> Option<RaceKind> {
    if panicked.is_some() {
        return (depends.decides || depends.is_needed).then_some(RaceKind::CheckThenAct);
    }
    let (change, has_looked) = match use_of(history, &last.calls[..=call.depth]) {
        FirstUse::Changes { change, has_looked } => (change, has_looked),
        // If the use is unknown, only a failing schedule shows that something goes wrong.
        FirstUse::Unknown if depends.decides && is_failing_schedule(history) => {
            return Some(RaceKind::CheckThenAct);
        }
        FirstUse::Decides | FirstUse::Returned | FirstUse::Unknown => return None,
    };
    // The change happens only if an entry is found, and finding it may be the check.
    let is_compared = |place| {
        let file = history.source.tokens(place);
        file.is_some_and(|file| guard_use::compares(file, place))
    };
    if change.is_of_found && !is_compared(&first.place) && !is_compared(&call.first.place) {
        return None;
    }
    if depends.decides && has_looked {
        return Some(RaceKind::CheckThenAct);
    }
    if let FirstUse::Changes { change: other, .. } = use_of(history, &between.calls)
        && other.field != change.field
        && !depends.decides
    {
        return None;
    }
    let file = history.source.tokens(&call.last.place)?;
    let is_measure = || {
        let file = history.source.tokens(&first.place);
        file.is_some_and(|file| measures(file, &first.place))
    };
    match change.how {
        _ if has_looked => None,
        ChangeKind::Overwrites if depends.has_data => Some(RaceKind::LostUpdate),
        // With another key, it would overwrite nothing.
        ChangeKind::Inserts if depends.has_data && shares_a_key(file, call, &change, depends) => {
            Some(RaceKind::LostUpdate)
        }
        _ if depends.decides => Some(RaceKind::CheckThenAct),
        // The value that it adds was computed from an earlier length or last element.
        ChangeKind::Adds if depends.has_data && is_measure() => Some(RaceKind::CheckThenAct),
        _ => None,
    }
}

fn is_failing_schedule(history: &History<'_>) -> bool {
    !history.trace.schedule.is_empty() && !super::has_finished(history.trace)
}

/// Whether the read and the change name the same key in their function. What another function inserts after a decision
/// may have an argument in common with the read that is not its key.
fn shares_a_key(
    file: &SourceTokens,
    call: &SharedCall,
    change: &Change,
    depends: Dependence,
) -> bool {
    let looked = arguments_at(file, &call.first.place);
    let mut changed = arguments_at(file, &call.last.place);
    let inserted = change.stored.split(',').next().map(key);
    if call.depth > 0 && depends.decides {
        changed.retain(|argument| inserted.as_ref() == Some(argument));
    } else if call.depth == 0 {
        changed.extend(inserted);
    }
    changed.iter().any(|argument| looked.contains(argument))
}

/// Whether the function in which both accesses were made first called another one, which returned only because of what
/// it saw in the head of a loop.
pub(super) fn waits_in_a_call(history: &History<'_>, seen: &[Call], call: &SharedCall) -> bool {
    let Some(shared) = seen.iter().position(|frame| *frame == call.first) else {
        return false;
    };
    let file = |place: &Place| history.source.tokens(place);
    let loops =
        |frame: &Call| file(&frame.place).is_some_and(|file| waits_in_a_loop(file, &frame.place));
    let is_certain =
        |frame: &Call| file(&frame.place).is_some_and(|file| !is_in_a_branch(file, &frame.place));
    let Some(waits) = seen[..shared].iter().position(loops) else {
        return false;
    };
    seen[waits + 1..=shared].iter().all(is_certain)
        && file(&call.last.place)
            .is_some_and(|file| comes_before(file, &call.first.place, &call.last.place))
}

fn announced_early(history: &History<'_>, race: &RecordedRace) -> Option<Cause> {
    let announced = access_of(history, &race.first, race.announcing_cell);
    let seen = access_of(history, &race.second, race.announcing_cell);
    let missed = access_of(history, &race.third, race.cell);
    let stored = access_of(history, race.fourth.as_ref()?, race.cell);
    let call = shared_call(&seen.calls, &missed.calls)?;
    let file = history.source.tokens(&call.last.place)?;
    let depends = dependence(file, &call.first.place, &call.last.place);
    if !depends.is_some_and(|depends| depends.is_needed || depends.decides)
        && !ends_a_wait(file, &call.first.place, &call.last.place)
        && !waits_in_a_call(history, &seen.calls, &call)
    {
        return None;
    }
    let writes = shared_call(&announced.calls, &stored.calls)?;
    let file = history.source.tokens(&writes.last.place)?;
    let name = announced
        .expression
        .as_deref()
        .and_then(|path| path.rsplit('.').next());
    if !follows(file, &writes.first.place, &writes.last.place, name) {
        return None;
    }
    let panicked = panic_over(history, &race.third, &call);
    // A counter is a version number only if the reader compares it with its earlier value; any other counter may be
    // unrelated.
    let is_version = || {
        let reader = history.source.tokens(&call.last.place);
        reader.is_some_and(|file| compares(file, &call.first.place, &call.last.place))
    };
    if race.is_count && panicked.is_none() && !is_version() {
        return None;
    }
    // Nothing shows that something counted or listed belongs to the announcement.
    let is_unsure = race.needs_failure || only_adds(history, &stored);
    if is_unsure && panicked.is_none() {
        return None;
    }
    // What was read may matter only later.
    let later = || {
        let mut own = history.events().rev();
        let last = own.find(|(_, event)| {
            event.thread == missed.thread && matches!(event.kind, EventKind::Panicked { .. })
        });
        let panic = last.map(|(panic, _)| panic)?;
        let mut read = history.events().rev();
        let read = read.find(|(_, event)| {
            event.thread == missed.thread && event.place.as_ref() == Some(&missed.place)
        });
        read.is_none_or(|(read, _)| panic > read).then_some(panic)
    };
    let has_failed = !super::has_finished(history.trace);
    let panicked = panicked.or_else(|| has_failed.then(later).flatten());
    // If a thread read something and then finished, that is not why others are stuck.
    if has_failed && panicked.is_none() && history.has_exited(missed.thread) {
        return None;
    }
    Some(Cause::EarlyAnnouncement(EarlyAnnouncement {
        panicked,
        announcement: announced,
        announcement_read: seen,
        stale_read: missed,
        late_store: stored,
        times: race.times,
    }))
}

/// Whether a change counts or adds something to what is there, instead of writing a new value.
fn only_adds(history: &History<'_>, change: &SharedAccess) -> bool {
    match change.action.as_str() {
        "store" => {
            let file = history.source.tokens(&change.place);
            let statement = file.and_then(|file| Statement::at(file, &change.place));
            statement.is_none_or(|statement| has_word(statement.tokens(), &["load"]))
        }
        action if action.starts_with("fetch_") => true,
        _ => matches!(
            use_of(history, &change.calls),
            FirstUse::Changes { change, .. } if change.how == ChangeKind::Adds
        ),
    }
}

/// Whether something is compared with `!=` or `==` between two places.
fn compares(file: &SourceTokens, first: &Place, last: &Place) -> bool {
    let (Some(from), Some(to)) = (file.at(first), file.at(last)) else {
        return false;
    };
    (from..to).any(|at| {
        let is_equals = file.is(at + 1, '=') && !file.is(at + 2, '=');
        is_equals && (file.is(at, '!') || file.is(at, '='))
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
    let calls = access.calls().map(|call| source.call(call));
    SharedAccess {
        thread: access.thread,
        action: access.action.clone(),
        value: access.value.clone(),
        expression: receiver.map(|receiver| receiver.path).or(name),
        calls: calls.collect(),
        place: at,
    }
}
