//! Explanations in sentences that name lines. They say only what the trace proves.

mod conflict;
mod deadlock;
mod help;
mod holding;
mod leak;
mod lock_order;
mod poison;
mod polling;
mod race;

pub use help::help_text;
pub(super) use holding::function;

use super::names::{
    self, cell_of_event_in_a_sentence, line_text, on_line, on_line_text, since_line,
    thread_in_a_sentence, threads_in_a_sentence,
};
use super::race_steps::take_in_between;
use crate::text::{capitalize, list};
use crate::verdict::{
    AccessMode, Call, Cause, EventKind, Explanation, Place, Trace, TraceEvent, TracedAction,
};
use conflict::KnownGuards;
use polling::RepeatedRead;

/// Returns an explanation in plain text.
#[must_use]
pub fn explanation_text(trace: &Trace, explanation: &Explanation) -> String {
    let mut says = cause_text(trace, explanation);
    says.push_str(&names::numbered_lists(trace, &says));
    says
}

fn cause_text(trace: &Trace, explanation: &Explanation) -> String {
    match &explanation.cause {
        Cause::Conflict {
            refused,
            method,
            guards,
            until,
            holding,
            holdings,
            refused_while_unwinding,
        } => {
            let known = KnownGuards {
                until: until.as_ref(),
                held: holding.as_deref(),
                several: holdings,
            };
            conflict::conflict_text(trace, *refused, method.as_deref(), guards, known)
                + &conflict::again_text(trace, *refused_while_unwinding)
        }
        Cause::Reentry {
            outer_init,
            inner_init,
            panicked,
        } => reentry(trace, *outer_init, *inner_init, *panicked),
        Cause::Deadlock {
            shape,
            waits,
            waiting_for_these,
            reason,
            ..
        } => deadlock::deadlock_text(trace, *shape, waits, waiting_for_these, reason.as_ref()),
        cause @ Cause::Livelock { .. } => spin(trace, cause),
        Cause::Polling {
            cell,
            poll,
            other_threads,
            last_change,
            changes,
            last_store,
            other_reads,
            skipped_change,
            same_name_cell,
            waits,
            unreached_changes,
        } => {
            let read = RepeatedRead {
                cell: *cell,
                look: poll,
                others: other_threads,
                written: last_change.as_ref(),
                changes,
                stored: last_store.as_deref(),
                other_reads,
                skipped: skipped_change.as_ref(),
            };
            let says = polling::polling_text(trace, read, same_name_cell.as_ref(), waits);
            says + &polling::unreached_text(trace, unreached_changes.as_ref())
        }
        Cause::IgnoredError {
            refused,
            times,
            method,
            ignored_by,
            guard,
            holding,
        } => {
            let known = KnownGuards {
                until: holding.as_ref().and_then(|held| held.until.as_ref()),
                held: holding.as_deref(),
                several: &[],
            };
            conflict::conflict_text(trace, *refused, Some(method), &[*guard], known)
                + &conflict::ignored_text(*times, ignored_by)
        }
        Cause::Poison {
            poisoned,
            panicked,
            guard,
            found_by,
            holding,
            stolen_wakeup,
        } => {
            let guard = (*guard, holding.as_deref());
            let stolen = stolen_wakeup.as_ref();
            poison::poison_text(trace, *poisoned, (*panicked, stolen), guard, found_by)
        }
        Cause::Leak(leak) => leak::leak_text(trace, leak),
        Cause::Race(race) => race::race_text(trace, race, take_in_between(trace, explanation)),
        Cause::EarlyAnnouncement(early) => race::early_text(trace, early),
        Cause::UnorderedStores(found) => race::unordered_text(trace, found),
        Cause::TornPair(pair) => race::torn_text(trace, pair),
        Cause::LockOrder { acquisitions } => lock_order::lock_order_text(trace, acquisitions),
        Cause::HeldTooLong {
            guard,
            wait,
            contending_wait,
            other_waits,
            ..
        } => held_too_long(trace, *guard, *wait, (*contending_wait, other_waits)),
    }
}

/// Says what an explanation is about, if only this cell is shown and none of the explained events is of it.
pub(super) fn subject_elsewhere(
    trace: &Trace,
    explanation: &Explanation,
    shown: Option<u32>,
) -> Option<String> {
    let shown = shown?;
    let events = explanation.events.iter();
    let events: Vec<&TraceEvent> = events.filter_map(|at| trace.events.get(*at)).collect();
    if events.iter().any(|event| event.cell == Some(shown)) {
        return None;
    }
    let panics =
        |event: &&&TraceEvent| matches!(event.kind, EventKind::Refused { panics: true, .. });
    let refused = events.iter().find(panics);
    let of_a_cell = || events.iter().find(|event| trace.cell(event).is_some());
    let event = refused.or_else(of_a_cell)?;
    let cell = cell_of_event_in_a_sentence(trace, event);
    Some(match refused {
        Some(_) => format!("The panic is at {cell}."),
        None => format!("The explanation of this run is about {cell}."),
    })
}

/// A guard, as sentences refer to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guard<'a> {
    thread: u32,
    pub(super) access: AccessMode,
    /// The variable that holds it.
    pub(super) name: Option<&'a str>,
    pub(super) since: Option<&'a Place>,
    calls: &'a [Call],
}

impl<'a> Guard<'a> {
    /// Returns the guard that this event created.
    pub(super) fn new(trace: &'a Trace, began: usize) -> Option<Self> {
        let event = trace.events.get(began)?;
        let EventKind::Acquired { access, name, .. } = &event.kind else {
            return None;
        };
        Some(Self {
            thread: event.thread,
            access: *access,
            name: name.as_deref(),
            since: event.place.as_ref(),
            calls: &event.calls,
        })
    }

    /// Returns its name in parentheses, `` (guard `items`)``, unless its lock is called that.
    fn in_parentheses(&self, lock: &str) -> String {
        let name = self.name.map(|name| format!("`{name}`"));
        let name = name.filter(|name| !lock.ends_with(name.trim_start_matches('`')));
        name.map_or(String::new(), |name| format!(" (guard {name})"))
    }
}

/// Returns `in thread 1, `, or nothing if there is only one thread.
fn in_thread(trace: &Trace, thread: u32) -> String {
    match trace.threads.len() {
        0 | 1 => String::new(),
        _ => format!("in {}, ", thread_in_a_sentence(trace, thread)),
    }
}

fn place_of(trace: &Trace, event: usize) -> Option<&Place> {
    trace.events.get(event)?.place.as_ref()
}

/// Returns the action in which the thread waits, or that it took.
fn action(event: &TraceEvent) -> Option<&TracedAction> {
    if let EventKind::Blocked { action, .. } | EventKind::Operation { action, .. } = &event.kind {
        Some(action)
    } else {
        None
    }
}

fn action_name(event: &TraceEvent) -> &str {
    action(event).map_or("", TracedAction::as_str)
}

/// Says what threads look at again and again. If there is only one, it may also be known what it sees, and which thread
/// changed that last.
fn spin(trace: &Trace, cause: &Cause) -> String {
    let Cause::Livelock {
        checks,
        blocking_guards,
        look,
        last_change,
        changes,
        last_store,
        other_reads,
        skipped_change,
        waits,
        unreached_changes,
    } = cause
    else {
        return String::new();
    };
    let check = checks.first().and_then(|at| trace.events.get(*at));
    let says = match (look, check.and_then(|check| check.cell)) {
        (Some(look), Some(cell)) => {
            let read = RepeatedRead {
                cell,
                look,
                others: &[],
                written: last_change.as_deref(),
                changes,
                stored: last_store.as_deref(),
                other_reads,
                skipped: skipped_change.as_ref(),
            };
            polling::spin_text(trace, read, waits)
        }
        _ => livelock(trace, checks) + &held_by(trace, blocking_guards),
    };
    says + &polling::unreached_text(trace, unreached_changes.as_ref())
}

fn livelock(trace: &Trace, checks: &[usize]) -> String {
    let again = "again and again";
    let checks = checks.iter().filter_map(|check| trace.events.get(*check));
    let checks: Vec<(String, String)> = checks
        .map(|event| {
            let cell = cell_of_event_in_a_sentence(trace, event);
            let at = format!("{cell}{}", on_line(trace, event.place.as_ref()));
            (thread_in_a_sentence(trace, event.thread), at)
        })
        .collect();
    match &checks[..] {
        [(thread, at)] => format!(
            "{} checks {at} {again}, but nothing changes anymore.",
            capitalize(thread)
        ),
        many => {
            let parts = many
                .iter()
                .map(|(thread, at)| format!("{thread} checks {at}"));
            let parts: Vec<String> = parts.collect();
            format!(
                "These threads check values {again}, but nothing changes anymore: {}.",
                list(&parts)
            )
        }
    }
}

/// Says which threads hold what a thread tries to lock, in sentences after a space.
fn held_by(trace: &Trace, holders: &[usize]) -> String {
    let guards = holders.iter().filter_map(|began| {
        let guard = Guard::new(trace, *began)?;
        let thread = thread_in_a_sentence(trace, guard.thread);
        let cell = cell_of_event_in_a_sentence(trace, &trace.events[*began]);
        let since = since_line(trace, guard.since);
        Some(format!(" {} has held {cell}{since}.", capitalize(&thread)))
    });
    guards.collect()
}

/// Returns `` `guard` from line 9``, or what is known about it.
fn origin_text(trace: &Trace, guard: &Guard<'_>) -> String {
    let name = guard.name.map(|name| format!(" `{name}`"));
    let line = guard
        .since
        .map(|since| format!(" from {}", line_text(trace, since)));
    name.unwrap_or_default() + &line.unwrap_or_default()
}

fn reentry(trace: &Trace, outer: usize, inner: usize, panicked: Option<usize>) -> String {
    let (outer, inner) = (&trace.events[outer], &trace.events[inner]);
    let cell = cell_of_event_in_a_sentence(trace, inner);
    let place = inner.place.as_ref().map(|place| line_text(trace, place));
    let path = conflict::call_path(trace, &inner.calls, &[]);
    let calls = calls_between(trace, &outer.calls, &inner.calls);
    let panics = if panicked.is_some() {
        " The inner call sets the value first, so the outer call panics when its closure returns."
    } else {
        ""
    };
    format!(
        "{}{path} initializes {cell} again, before the initialization that began{}{} has finished.{calls}{panics}",
        capitalize(&(in_thread(trace, inner.thread) + &place.unwrap_or_else(|| "std".to_owned()))),
        on_line(trace, outer.place.as_ref()),
        conflict::call_path(trace, &outer.calls, &[]),
    )
}

/// Returns the calls that lead from each of these to the next, as a sentence: `` `run` calls `step` on line 7 and
/// `step` calls `find` on line 9``. The last one calls nothing. Those in the middle of a long path are only counted.
fn calls_in_a_row(trace: &Trace, calls: &[&Call]) -> Option<String> {
    /// How many calls of a longer path are named, at its beginning and at its end.
    const FIRST: usize = 3;
    const LAST: usize = 2;
    let pairs = calls.windows(2).enumerate();
    let steps = pairs.filter_map(|(at, pair)| {
        let [call, next] = [pair[0], pair[1]];
        let called = next.function.as_str();
        // An iterator or an `unwrap_or_else` on the same line calls the closure.
        let own = called.strip_suffix(Call::CLOSURE) == Some(call.function.as_str());
        let subject = match call.function.strip_suffix(Call::CLOSURE) {
            Some(around) if at > 0 && calls[at - 1].function == around => around.to_owned(),
            _ => call.function.clone(),
        };
        let anonymous = holding::kind_of_anonymous(&call.function);
        (!own || next.place.line != call.place.line).then(|| {
            let (outer, to) = (holding::function(&subject), holding::function(called));
            let is_inside = called.strip_suffix(Call::CLOSURE) == Some(subject.as_str());
            let to = if is_inside && subject == call.function {
                "a closure of its own".to_owned()
            } else {
                to
            };
            let from = match anonymous {
                Some(kind) if at > 0 && subject == call.function => format!("that {kind}"),
                _ => outer.clone(),
            };
            let line = on_line_text(trace, &call.place);
            let calls = if Call::is_anonymous(called) {
                "runs"
            } else {
                "calls"
            };
            (format!("{from} {calls} {to}{line}"), outer)
        })
    });
    let mut counted: Vec<(String, String, usize)> = Vec::new();
    for (step, caller) in steps {
        match counted.last_mut().filter(|(last, ..)| *last == step) {
            Some((.., times)) => *times += 1,
            None => counted.push((step, caller, 1)),
        }
    }
    let (mut steps, callers): (Vec<String>, Vec<String>) = counted
        .into_iter()
        .map(|(step, caller, times)| match times {
            1 => (step, caller),
            times => (format!("{step}, {times} calls deep"), caller),
        })
        .unzip();
    if steps.len() > FIRST + LAST + 1 {
        let end = steps.len() - LAST;
        let more = format!("{} more calls lead to {}", end - FIRST, callers[end]);
        steps.splice(FIRST..end, [more]);
    }
    let last = steps.pop()?;
    Some(match steps.as_slice() {
        [] => last,
        before => format!("{}, and {last}", before.join(", ")),
    })
}

/// Says which calls led from the outer call to the inner one, in a sentence after a space.
fn calls_between(trace: &Trace, outer: &[Call], inner: &[Call]) -> String {
    let inside = inner.len().saturating_sub(outer.len());
    // The outer call itself, and calls of std in between, have no frames here.
    let calls: Vec<&Call> = inner[..inside].iter().rev().collect();
    let steps = calls_in_a_row(trace, &calls);
    steps.map_or(String::new(), |steps| format!(" {}.", capitalize(&steps)))
}

fn held_too_long(
    trace: &Trace,
    guard: usize,
    waited: usize,
    (contended, others): (usize, &[usize]),
) -> String {
    let Some(held) = Guard::new(trace, guard) else {
        return String::new();
    };
    let cell = cell_of_event_in_a_sentence(trace, &trace.events[guard]);
    let waited = &trace.events[waited];
    let mut waits: Vec<(String, Vec<u32>)> = Vec::new();
    let contended = [contended].into_iter().chain(others.iter().copied());
    for event in contended.filter_map(|wait| trace.events.get(wait)) {
        let at = on_line(trace, event.place.as_ref());
        match waits.iter_mut().find(|(known, _)| *known == at) {
            Some((_, threads)) if threads.contains(&event.thread) => {}
            Some((_, threads)) => threads.push(event.thread),
            None => waits.push((at, vec![event.thread])),
        }
    }
    let waited_there = match waits.as_slice() {
        [(at, threads)] => format!("{} had to wait{at}", threads_in_a_sentence(trace, threads)),
        several => {
            let waits = several.iter();
            let waits = waits.map(|(at, threads)| threads_in_a_sentence(trace, threads) + at);
            format!("{} had to wait", list(&waits.collect::<Vec<_>>()))
        }
    };
    let does = match action(waited) {
        Some(TracedAction::Sleep) => "slept".to_owned(),
        _ => format!("waited (`{}`)", action_name(waited)),
    };
    format!(
        "{} {does}{}{} while it held {cell} (the guard{}). So {waited_there}.",
        capitalize(&thread_in_a_sentence(trace, held.thread)),
        on_line(trace, waited.place.as_ref()),
        conflict::call_path(trace, &waited.calls, &[held]),
        origin_text(trace, &held),
    )
}

#[cfg(test)]
mod tests {
    use super::calls_in_a_row;
    use crate::verdict::{Call, Place, Trace};
    use serde_json::json;

    #[test]
    fn a_closure_and_a_recursion_are_named_once() {
        let trace = json!({
            "file": "a.rs", "ending": { "kind": "deadlock" }, "cells": [], "threads": [], "events": [], "truncated": false,
            "schedule": [], "stdout": "", "explanations": [],
        });
        let trace: Trace = serde_json::from_value(trace).unwrap();
        let says = |calls: &[(&str, u32)]| {
            let call = |(function, line): &(&str, u32)| Call {
                function: (*function).to_owned(),
                place: Place {
                    file: "a.rs".to_owned(),
                    line: *line,
                    column: 1,
                },
            };
            let calls: Vec<Call> = calls.iter().map(call).collect();
            calls_in_a_row(&trace, &calls.iter().collect::<Vec<&Call>>()).unwrap()
        };
        assert_eq!(
            says(&[("fire", 98), ("main::{{closure}}", 140), ("after", 70)]),
            "`fire` runs a closure in `main` on line 98, and that closure calls `after` on line 140"
        );
        assert_eq!(
            says(&[("visit", 77), ("visit", 77), ("visit", 69)]),
            "`visit` calls `visit` on line 77, 2 calls deep"
        );
    }
}
