//! A schedule that passed beside one that failed: its events that make the difference, and why nothing went wrong.

use super::names::{accessed_cell, cell_of_event, on_line_text, thread_in_a_sentence};
use super::race_steps::{self, RaceStep};
use crate::verdict::{
    BlockedThread, Cause, EventKind, Explanation, Race, RaceKind, Trace, TraceEvent, TracedAction,
    WaitTarget,
};
use std::mem::discriminant;

/// Returns the event to show first: where a thread sees something different from what it sees in the failing schedule,
/// or does not wait although it waits there.
#[must_use]
pub fn main_difference(trace: &Trace, failing: &Trace) -> Option<usize> {
    failing.explanations.iter().find_map(|explanation| {
        if let Cause::Race(race) = &explanation.cause {
            let pairs = pairs(trace, failing, explanation, race).into_iter();
            return pairs.map(|(look, _)| look).max();
        }
        let (wait, _) = endless_wait(explanation)?;
        counterpart(trace, failing, wait).or_else(|| before_the_wait(trace, failing, wait))
    })
}

/// Returns the last of the waits that cause a deadlock.
fn endless_wait(explanation: &Explanation) -> Option<(usize, WaitTarget)> {
    if let Cause::Deadlock { waits, .. } = &explanation.cause {
        let waits = waits.iter().map(|wait| (wait.event, wait.target));
        waits.max_by_key(|(event, _)| *event)
    } else {
        None
    }
}

/// Returns the events that correspond to those which explain the failing schedule, and the one to show first.
pub(super) fn differing_steps(trace: &Trace, failing: &Trace) -> Vec<usize> {
    let explained = failing.explanations.iter().flat_map(|one| {
        let waits_for_these: &[BlockedThread] = if let Cause::Deadlock {
            waiting_for_these, ..
        } = &one.cause
        {
            waiting_for_these
        } else {
            &[]
        };
        let is_cause = |at: &usize| waits_for_these.iter().all(|wait| wait.event != *at);
        let events = race_steps::explained_events(failing, one);
        events.into_iter().filter(is_cause)
    });
    let same = explained.filter_map(|at| counterpart(trace, failing, at));
    same.chain(main_difference(trace, failing)).collect()
}

/// Says why what goes wrong in the failing schedule does not go wrong in this one, if that is certain.
#[must_use]
pub fn why_it_passed(trace: &Trace, failing: &Trace) -> Option<String> {
    failing.explanations.iter().find_map(|explanation| {
        if let Cause::Race(race) = &explanation.cause {
            return without_race(trace, failing, explanation, race);
        }
        let (wait, target) = endless_wait(explanation)?;
        without_wait(trace, failing, wait, target)
    })
}

/// Returns the event of this run that corresponds to one of the failing run: the same thread does the same in the same
/// place, and has done so just as often before.
fn counterpart(trace: &Trace, failing: &Trace, at: usize) -> Option<usize> {
    let event = failing.events.get(at)?;
    let before = failing.events[..at].iter();
    let earlier = before.filter(|other| is_same(event, other)).count();
    let mut same = (0..trace.events.len()).filter(|at| is_same(event, &trace.events[*at]));
    same.nth(earlier)
}

fn is_same(one: &TraceEvent, other: &TraceEvent) -> bool {
    (one.thread, &one.place) == (other.thread, &other.place)
        && discriminant(&one.kind) == discriminant(&other.kind)
}

/// Returns each read of a race with the change that depends on it, as events of this run.
fn pairs(
    trace: &Trace,
    failing: &Trace,
    explanation: &Explanation,
    race: &Race,
) -> Vec<(usize, usize)> {
    let steps = race_steps::steps(failing, explanation, race).unwrap_or_default();
    let event = |wanted: RaceStep| {
        let (_, at) = steps.iter().find(|(step, _)| *step == wanted)?;
        counterpart(trace, failing, *at)
    };
    let ends = [
        (RaceStep::First, RaceStep::Last),
        (RaceStep::OtherLook, RaceStep::Between),
    ];
    let pairs = ends.into_iter();
    pairs
        .filter_map(|(look, change)| Some((event(look)?, event(change)?)))
        .collect()
}

fn without_race(
    trace: &Trace,
    failing: &Trace,
    explanation: &Explanation,
    race: &Race,
) -> Option<String> {
    let pairs = pairs(trace, failing, explanation, race);
    let is_apart = |(look, change): &(usize, usize)| {
        let between = trace.events.get(look + 1..*change);
        between.is_some_and(|between| {
            let thread = trace.events[*look].thread;
            let mut others = between.iter().filter(|event| event.thread != thread);
            others.all(|event| !may_change(event, race))
        })
    };
    let (look, _) = *pairs.iter().max().filter(|_| pairs.iter().all(is_apart))?;
    let thread = thread_in_a_sentence(trace, trace.events[look].thread);
    let cell = accessed_cell(trace, race.cell, &race.first);
    let (from, to) = (
        on_line_text(trace, &race.first.place),
        on_line_text(trace, &race.last.place),
    );
    let changes = if race.panicked.is_some() {
        "use"
    } else {
        "change"
    };
    let (sees, so) = match race.race_kind {
        RaceKind::LostUpdate => ("read", "no change is lost"),
        RaceKind::CheckThenAct => ("check", "the check still holds"),
        RaceKind::OutdatedTake => ("read", "that change replaces the value that was read"),
    };
    Some(format!(
        "In this schedule, no other thread changes {cell} between {thread}'s {sees}{from} and its {changes}{to}, so {so}."
    ))
}

/// Whether an event may be a change to what threads race for.
fn may_change(event: &TraceEvent, race: &Race) -> bool {
    let reads = event.place.as_ref() == Some(&race.first.place);
    let accesses = matches!(event.kind, EventKind::Acquired { .. })
        || matches!(&event.kind, EventKind::Operation { action, .. } if *action != TracedAction::Load);
    event.cell == Some(race.cell) && accesses && !reads
}

/// Returns the last event of a thread before it does something different from what it does in the failing run, where it
/// starts to wait.
fn before_the_wait(trace: &Trace, failing: &Trace, wait: usize) -> Option<usize> {
    let thread = failing.events.get(wait)?.thread;
    let there = failing.events.iter().filter(|event| event.thread == thread);
    let here = trace.events.iter().enumerate();
    let here = here.filter(|(_, event)| event.thread == thread);
    let same = there
        .zip(here)
        .take_while(|(there, (_, here))| is_same(there, here));
    same.last().map(|(_, (at, _))| at)
}

fn without_wait(trace: &Trace, failing: &Trace, wait: usize, target: WaitTarget) -> Option<String> {
    let waiting = failing.events.get(wait)?;
    let thread = thread_in_a_sentence(trace, waiting.thread);
    let is_for_notification = target == WaitTarget::Notify;
    let on = if is_for_notification {
        format!(" on {}", cell_of_event(failing, waiting)?)
    } else {
        on_line_text(trace, waiting.place.as_ref()?)
    };
    let mine = trace.events.iter();
    let mut mine = mine.filter(|event| event.thread == waiting.thread);
    let has_ended = mine.clone().any(|event| event.kind == EventKind::Exited);
    if has_ended && !mine.any(|event| is_same(waiting, event)) {
        let so = if is_for_notification {
            ", so it needs no notification"
        } else {
            ""
        };
        return Some(format!("In this schedule, {thread} never waits{on}{so}."));
    }
    let wait = counterpart(trace, failing, wait)?;
    let mut later = trace.events.iter().enumerate().skip(wait + 1);
    let (end, _) = later.find(|(_, event)| {
        event.thread == waiting.thread && matches!(event.kind, EventKind::Resumed { .. })
    })?;
    let notification = |event: &TraceEvent| {
        if let EventKind::Operation { action, .. } = &event.kind
            && action.notifies()
            && event.cell == trace.events[wait].cell
        {
            Some((event.thread, action.clone(), event.place.clone()))
        } else {
            None
        }
    };
    let (other, action, place) = trace.events[wait..end]
        .iter()
        .rev()
        .find_map(notification)?;
    let other = thread_in_a_sentence(trace, other);
    let line = on_line_text(trace, &place?);
    Some(format!(
        "In this schedule, {other} calls `{action}`{line} while {thread} waits{on}."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::trace::sentence_beside;
    use serde_json::{Value, json};

    fn place(line: u32) -> Value {
        json!({"file": "a.rs", "line": line, "column": 1})
    }

    fn event(thread: u32, line: u32, what: &Value) -> Value {
        let mut event = json!({"thread": thread, "cell": 1, "place": place(line)});
        let fields = what.as_object().unwrap().clone();
        event.as_object_mut().unwrap().extend(fields);
        event
    }

    /// A thread locks on a line, finds a value and leaves one.
    fn locks(thread: u32, line: u32, found: &str, left: &str) -> [Value; 2] {
        let guard = 10 * thread + line;
        let guards = |held: bool| json!({"read_guards": 0, "write_guard": held});
        let locks = json!({
            "kind": "acquired", "guard": guard, "access": "exclusive", "value": found, "guards": guards(true),
        });
        let unlocks = json!({
            "kind": "released", "guard": guard, "unwinding": false, "value": left, "guards": guards(false),
        });
        [event(thread, line, &locks), event(thread, line, &unlocks)]
    }

    fn trace(kind: &str, name: &str, events: &[Value], explanations: &Value) -> Trace {
        let trace = json!({
            "file": "a.rs", "ending": {"kind": "deadlock"},
            "cells": [{
                "id": 1, "kind": kind, "content_type": "u32", "created_at": null, "name": name, "is_static": false,
                "may_own_cells": false,
            }],
            "threads": [
                {"id": 0, "name": "test", "spawned": null}, {"id": 1, "name": "thread 1", "spawned": null},
            ],
            "events": events, "truncated": false, "schedule": [], "stdout": "", "explanations": explanations,
        });
        serde_json::from_value(trace).unwrap()
    }

    #[test]
    fn a_change_that_is_not_lost_comes_before_the_other_read() {
        let events = |order: [(u32, u32, &str, &str); 4]| {
            let events = order.map(|(thread, line, found, left)| locks(thread, line, found, left));
            events.concat()
        };
        let bad = events([
            (0, 1, "0", "0"),
            (1, 1, "0", "0"),
            (1, 2, "0", "1"),
            (0, 2, "1", "1"),
        ]);
        let access = |thread: u32, line: u32, value: &str| json!({"thread": thread, "action": "lock", "value": value, "place": place(line)});
        let call = |line: u32| json!({"function": "like", "place": place(line)});
        let race = json!([{
            "kind": "race", "race_kind": "lost-update", "cell": 1, "cell_type": "Mutex", "first": access(0, 1, "0"),
            "intervening": access(1, 2, "1"), "last": access(0, 2, "1"), "first_call": call(1), "last_call": call(2),
            "times": 1, "events": [0, 4, 6],
        }]);
        let bad = trace("Mutex", "likes", &bad, &race);
        let good = events([
            (0, 1, "0", "0"),
            (0, 2, "0", "1"),
            (1, 1, "1", "1"),
            (1, 2, "1", "2"),
        ]);
        let good = trace("Mutex", "likes", &good, &json!([]));
        assert_eq!(main_difference(&good, &bad), Some(4));
        let mut steps = differing_steps(&good, &bad);
        steps.sort_unstable();
        steps.dedup();
        assert_eq!(steps, [0, 2, 4, 6]);
        let why = "In this schedule, no other thread changes `likes` between thread 1's read on line 1 and its change on \
                   line 2, so no change is lost.";
        assert_eq!(why_it_passed(&good, &bad).as_deref(), Some(why));
        let says = [4, 6].map(|at| sentence_beside(&good, at, Some(&bad)).unwrap());
        assert_eq!(
            says,
            [
                "Line 1: thread 1 locks `likes` and reads 1.",
                "Line 2: thread 1 locks `likes` and writes 2."
            ]
        );
        // Nothing is claimed about a schedule in which a change came between.
        assert_eq!(why_it_passed(&bad, &bad), None);
    }

    #[test]
    fn a_thread_that_needs_no_notification_never_waits_or_is_notified_while_it_waits() {
        let waits = json!({"kind": "blocked", "action": "wait", "has_timeout": false});
        let waits = event(1, 2, &waits);
        let notifies = event(0, 3, &json!({"kind": "operation", "action": "notify_one"}));
        let checks = event(
            1,
            1,
            &json!({"kind": "operation", "action": "load", "value": "0"}),
        );
        let ends = json!({"thread": 1, "kind": "exited"});
        let deadlock = json!([{
            "kind": "deadlock", "shape": "no-waker", "events": [2],
            "waits": [{"event": 2, "target": "notify", "blockers": []}],
        }]);
        let bad = vec![notifies.clone(), checks.clone(), waits.clone()];
        let bad = trace("Condvar", "filled", &bad, &deadlock);
        let good = vec![notifies.clone(), checks.clone(), ends.clone()];
        let good = trace("Condvar", "filled", &good, &json!([]));
        assert_eq!(main_difference(&good, &bad), Some(1));
        let why =
            "In this schedule, thread 1 never waits on `filled`, so it needs no notification.";
        assert_eq!(why_it_passed(&good, &bad).as_deref(), Some(why));
        let resumes = json!({"thread": 1, "cell": 1, "kind": "resumed", "timed_out": false});
        let good = vec![checks, waits, notifies, resumes, ends];
        let good = trace("Condvar", "filled", &good, &json!([]));
        assert_eq!(main_difference(&good, &bad), Some(1));
        let why = "In this schedule, the test calls `notify_one` on line 3 while thread 1 waits on `filled`.";
        assert_eq!(why_it_passed(&good, &bad).as_deref(), Some(why));
    }
}
