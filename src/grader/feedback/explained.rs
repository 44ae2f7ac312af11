//! What the explanations of a failing schedule say, for the slots of feedback.

use crate::course::ExplanationKind;
use crate::verdict::{
    BlockedThread, Blocker, Call, Cause, DeadlockShape, EventKind, LastNotification, Place,
    RaceKind, Trace, TraceEvent, WaitReason, WaitTarget,
};
use std::collections::BTreeMap;

/// What the slots of a text stand for.
pub(super) type Values = BTreeMap<&'static str, String>;

/// Returns what each explanation of this kind says. A slot whose value is not known, or is not in the learner's file, is
/// left out.
pub(super) fn explained(trace: &Trace, kind: ExplanationKind) -> Vec<Values> {
    let causes = trace.explanations.iter().map(|found| &found.cause);
    causes
        .flat_map(|cause| slots_of_cause(trace, cause))
        .filter(|(found, _)| *found == kind)
        .map(|(_, slots)| slots.into_iter().filter_map(known).collect())
        .collect()
}

type Slots = Vec<(&'static str, Option<String>)>;

/// Returns a slot if its value is known, and not empty: a closure of an unknown function has no name.
fn known((name, value): (&'static str, Option<String>)) -> Option<(&'static str, String)> {
    let value = value.filter(|value| !value.is_empty())?;
    Some((name, value))
}

fn slots_of_cause(trace: &Trace, cause: &Cause) -> Vec<(ExplanationKind, Slots)> {
    match cause {
        Cause::Race(race) => {
            let kind = match race.race_kind {
                RaceKind::LostUpdate => ExplanationKind::LostUpdate,
                RaceKind::CheckThenAct => ExplanationKind::CheckThenAct,
                RaceKind::OutdatedTake => return Vec::new(),
            };
            let called = race.first.expression.clone();
            let mut slots = vec![
                ("function", function(&race.first_call)),
                ("cell", called.or_else(|| cell_name(trace, race.cell))),
                ("type", Some(race.cell_type.as_str().to_owned())),
                ("between", line(&race.intervening.place)),
            ];
            slots.extend(lines([
                ("first", line(&race.first.place)),
                ("last", line(&race.last.place)),
            ]));
            vec![(kind, slots)]
        }
        Cause::Deadlock {
            shape,
            waits,
            waiting_for_these,
            reason,
            ..
        } => {
            let mut found = Vec::new();
            match (shape, waits.as_slice(), reason) {
                (DeadlockShape::SelfDeadlock, [wait], _) => found.extend(for_itself(trace, wait)),
                (DeadlockShape::Cycle, [one, other], _) => {
                    found.extend(in_a_cycle(trace, one, other));
                }
                (DeadlockShape::NoWaker, [wait, ..], Some(reason)) => {
                    found.extend(unended(trace, waits, wait, reason));
                }
                _ => {}
            }
            found.extend(with_a_guard(trace, waits, waiting_for_these));
            found
        }
        _ => Vec::new(),
    }
}

fn for_itself(trace: &Trace, wait: &BlockedThread) -> Option<(ExplanationKind, Slots)> {
    let (event, guard) = (event(trace, wait)?, guard(trace, wait)?);
    // If a function returns its guard, its callers count.
    let mut pairs = event.calls.iter().zip(&guard.calls);
    let apart = pairs.find(|(one, other)| one.place != other.place);
    let inner = apart.map(|(one, _)| one).or(event.calls.first());
    let outer = apart.map(|(_, other)| other).or(guard.calls.first());
    let (here, there) = match apart {
        Some((one, other)) if at(event) == at(guard) => (line(&one.place), line(&other.place)),
        _ => (at(event), at(guard)),
    };
    let (inner, outer) = (inner.and_then(function), outer.and_then(function));
    let holder = outer.filter(|outer| inner.as_ref() != Some(outer));
    let kind = trace.cell(event).map(|cell| cell.kind.as_str().to_owned());
    let mut slots = vec![
        ("cell", cell(trace, event)),
        ("type", kind),
        ("function", inner),
        ("holder", holder),
    ];
    slots.extend(lines([("line", here), ("guard", there)]));
    Some((ExplanationKind::WaitsForItself, slots))
}

fn in_a_cycle(
    trace: &Trace,
    one: &BlockedThread,
    other: &BlockedThread,
) -> Option<(ExplanationKind, Slots)> {
    // Each has the guard that the other one waits for.
    let (has, other_has) = (guard(trace, other)?, guard(trace, one)?);
    let (waits, other_waits) = (event(trace, one)?, event(trace, other)?);
    let slots = vec![
        ("has", cell(trace, has)),
        ("guard", at(has)),
        ("cell", cell(trace, waits)),
        ("line", at(waits)),
        ("other_has", cell(trace, other_has)),
        ("other_guard", at(other_has)),
        ("other_cell", cell(trace, other_waits)),
        ("other_line", at(other_waits)),
    ];
    Some((ExplanationKind::WaitCycle, slots))
}

/// Finds a guard that another thread waits for, while its own thread waits for something that is not locked.
fn with_a_guard(
    trace: &Trace,
    waits: &[BlockedThread],
    behind: &[BlockedThread],
) -> Option<(ExplanationKind, Slots)> {
    let all = || waits.iter().chain(behind);
    all().find_map(|wait| {
        let guard = guard(trace, wait)?;
        let holder = all().find(|other| {
            let is_lock = matches!(other.target, WaitTarget::Lock | WaitTarget::RwLock(_));
            let thread = event(trace, other).map(|event| event.thread);
            !is_lock && thread == Some(guard.thread)
        })?;
        let held = event(trace, holder)?;
        let EventKind::Blocked { action, .. } = &held.kind else {
            return None;
        };
        let slots = vec![
            ("cell", cell(trace, event(trace, wait)?)),
            ("guard", at(guard)),
            ("action", Some(action.to_string())),
            ("line", at(held)),
            ("other_line", at(event(trace, wait)?)),
        ];
        Some((ExplanationKind::WaitsWithAGuard, slots))
    })
}

/// Returns why no thread ends a wait for a notification.
fn unended(
    trace: &Trace,
    waits: &[BlockedThread],
    wait: &BlockedThread,
    reason: &WaitReason,
) -> Option<(ExplanationKind, Slots)> {
    let waiting = event(trace, wait)?;
    let mut slots = vec![("cell", cell(trace, waiting)), ("line", at(waiting))];
    let kind = match (wait.target, reason) {
        (
            WaitTarget::Notify,
            WaitReason::Notification(LastNotification {
                last_notification,
                woken_thread,
                value_checked_since,
                unnotified,
                ..
            }),
        ) => {
            let last_notification = last_notification.filter(|_| unnotified.is_none());
            let last_notification = last_notification.and_then(|event| trace.events.get(event));
            let waits_again = |thread: u32| {
                let mut all = waits.iter().filter_map(|wait| event(trace, wait));
                all.any(|event| event.thread == thread)
            };
            slots.push(("notified", last_notification.and_then(at)));
            match (last_notification, woken_thread) {
                (None, _) => ExplanationKind::NoNotification,
                (Some(_), None) if !value_checked_since => ExplanationKind::EarlyNotification,
                (Some(_), Some(thread)) if waits_again(*thread) => {
                    ExplanationKind::WastedNotification
                }
                (Some(_), _) => return None,
            }
        }
        _ => return None,
    };
    Some((kind, slots))
}

/// Returns two lines with their names, or only one if they are the same.
fn lines(named: [(&'static str, Option<String>); 2]) -> Slots {
    match named {
        [(_, Some(one)), (_, Some(other))] if one == other => vec![("both", Some(one))],
        named => named.into(),
    }
}

fn event<'a>(trace: &'a Trace, wait: &BlockedThread) -> Option<&'a TraceEvent> {
    trace.events.get(wait.event)
}

/// Returns the event that made the only guard in the way of a wait.
fn guard<'a>(trace: &'a Trace, wait: &BlockedThread) -> Option<&'a TraceEvent> {
    match wait.blockers.as_slice() {
        [Blocker::Guard(began)] => trace.events.get(*began),
        _ => None,
    }
}

fn cell(trace: &Trace, event: &TraceEvent) -> Option<String> {
    event
        .expression
        .clone()
        .or_else(|| cell_name(trace, event.cell?))
}

fn cell_name(trace: &Trace, id: u32) -> Option<String> {
    let cell = trace.cells.iter().find(|cell| cell.id == id)?;
    cell.name.clone()
}

fn at(event: &TraceEvent) -> Option<String> {
    line(event.place.as_ref()?)
}

fn line(place: &Place) -> Option<String> {
    (!place.is_in_test()).then(|| place.line.to_string())
}

/// Returns the name of a function of the learner's file.
fn function(call: &Call) -> Option<String> {
    let name = Call::named(&call.function);
    (!call.place.is_in_test()).then(|| name.to_owned())
}
