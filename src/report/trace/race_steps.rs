//! The steps of a race: which one reads, which one changes, and what the last one overwrites.

use super::names::{on_line_text, thread_in_a_sentence, thread_in_brief};
use crate::verdict::{
    Cause, CellKind, EventKind, Explanation, Race, RaceKind, SharedAccess, Trace,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RaceStep {
    First,
    /// The read by the other thread, before its change.
    OtherLook,
    Between,
    Last,
}

/// Returns what an event does in a race, as text that follows its description in a lane: `, reads 0`. The race may be
/// that of another run.
pub(super) fn in_lane(trace: &Trace, at: usize, other: Option<&Race>) -> String {
    let of_other = |race| Some((race, same_step(trace, race, at)?));
    let step = step(trace, at)
        .or_else(|| other.and_then(of_other))
        .or_else(|| repeated_step(trace, at));
    let Some((race, step)) = step else {
        return String::new();
    };
    let lost = if step == RaceStep::Last && race.loses_change() {
        let other = thread_in_brief(trace, race.overwritten().thread);
        format!(", so {other}'s change is lost")
    } else {
        String::new()
    };
    // The words of an operation contain its value.
    if !is_lock(race) {
        return lost;
    }
    let does = match (step, race.race_kind) {
        (RaceStep::First | RaceStep::OtherLook, RaceKind::LostUpdate | RaceKind::OutdatedTake) => {
            format!("reads {}", value_or(found(trace, at), "it"))
        }
        (RaceStep::First | RaceStep::OtherLook, RaceKind::CheckThenAct) => {
            let value = found(trace, at).map_or(String::new(), |value| format!(": {value}"));
            format!("checks it{value}")
        }
        (RaceStep::Last, _) if race.panicked.is_some() => "uses it".to_owned(),
        (RaceStep::Between | RaceStep::Last, _) => match value_left(trace, at) {
            Some(value) => format!("writes {value}"),
            None => "changes it".to_owned(),
        },
    };
    format!(", {does}{lost}")
}

fn value_or<'a>(value: Option<&'a str>, otherwise: &'a str) -> &'a str {
    value.unwrap_or(otherwise)
}

/// Returns the value that a guard found.
fn found(trace: &Trace, at: usize) -> Option<&str> {
    if let EventKind::Acquired { value, .. } = &trace.events[at].kind {
        value.as_deref()
    } else {
        None
    }
}

fn value_left(trace: &Trace, at: usize) -> Option<&str> {
    let EventKind::Acquired { guard, .. } = trace.events[at].kind else {
        return None;
    };
    let mut later = trace.events[at + 1..].iter();
    let end = later.find(
        |event| matches!(event.kind, EventKind::Released { guard: ended, .. } if ended == guard),
    )?;
    if let EventKind::Released { value, .. } = &end.kind {
        value.as_deref()
    } else {
        None
    }
}

/// Returns the race that explains a run.
pub(super) fn race_of(trace: &Trace) -> Option<&Race> {
    trace.explanations.iter().find_map(|one| {
        if let Cause::Race(race) = &one.cause {
            Some(race)
        } else {
            None
        }
    })
}

/// Returns which step of another run's race an event corresponds to: a change at one of its places, or a read.
fn same_step(trace: &Trace, race: &Race, at: usize) -> Option<RaceStep> {
    let event = &trace.events[at];
    let place = event
        .place
        .as_ref()
        .filter(|_| is_access(&event.kind) && event.cell == Some(race.cell))?;
    if [&race.intervening.place, &race.last.place].contains(&place) {
        return Some(RaceStep::Between);
    }
    (*place == race.first.place).then_some(RaceStep::OtherLook)
}

/// Returns the step of a lost update that an event repeats elsewhere in the run, if its value is known.
fn repeated_step(trace: &Trace, at: usize) -> Option<(&Race, RaceStep)> {
    let race = race_of(trace).filter(|race| race.race_kind == RaceKind::LostUpdate)?;
    let step = same_step(trace, race, at)?;
    let value = match step {
        RaceStep::First | RaceStep::OtherLook => found(trace, at),
        RaceStep::Between | RaceStep::Last => value_left(trace, at),
    };
    value.map(|_| (race, step))
}

/// Says what a thread had not seen at the last step of a race, as a sentence of its own.
pub(super) fn at_last(trace: &Trace, at: usize) -> Option<String> {
    let (race, step) = step(trace, at)?;
    if step != RaceStep::Last {
        return None;
    }
    let seen = on_line_text(trace, &race.first.place);
    let between = race.overwritten();
    let other = thread_in_a_sentence(trace, between.thread);
    let since = on_line_text(trace, &between.place);
    let verb = match race.race_kind {
        RaceKind::LostUpdate | RaceKind::OutdatedTake => "read",
        RaceKind::CheckThenAct => "checked",
    };
    Some(match (&race.first.value, &between.value) {
        (Some(read), Some(made)) => {
            let lost = if race.loses_change() {
                ": that change is lost"
            } else {
                ""
            };
            format!("It {verb} {read}{seen}, before {other} made it {made}{since}{lost}.")
        }
        _ => format!("It {verb} the value{seen}, before {other} changed it{since}."),
    })
}

fn is_lock(race: &Race) -> bool {
    !matches!(race.cell_type, CellKind::Atomic(_))
}

/// Returns which step of which race an event is.
fn step(trace: &Trace, at: usize) -> Option<(&Race, RaceStep)> {
    trace.explanations.iter().find_map(|explanation| {
        let Cause::Race(race) = &explanation.cause else {
            return None;
        };
        let steps = steps(trace, explanation, race)?;
        let (step, _) = steps.into_iter().find(|(_, step)| *step == at)?;
        Some((race, step))
    })
}

/// Returns the events of a race, if the record has them; the read by the other thread may be missing.
pub(super) fn steps(
    trace: &Trace,
    explanation: &Explanation,
    race: &Race,
) -> Option<Vec<(RaceStep, usize)>> {
    let mut events = explanation.events.iter().copied();
    let [first, between, last] = [events.next()?, events.next()?, events.next()?];
    let is_of = |at: usize, access: &SharedAccess| {
        let event = &trace.events[at];
        event.thread == access.thread && event.place.as_ref() == Some(&access.place)
    };
    let are_all =
        is_of(first, &race.first) && is_of(between, &race.intervening) && is_of(last, &race.last);
    if !are_all {
        return None;
    }
    let overwritten = race.last_intervening.as_ref().and_then(|access| {
        let is_change = |at: &usize| {
            let event = &trace.events[*at];
            is_of(*at, access) && event.cell == Some(race.cell) && is_access(&event.kind)
        };
        (between + 1..last).rev().find(is_change)
    });
    let take = other_take(trace, race, [first, overwritten.unwrap_or(between)]);
    let changes = match &take {
        Some(take) => vec![take.store],
        None => [between].into_iter().chain(overwritten).collect(),
    };
    let look = match &take {
        Some(take) => Some(take.look),
        None => other_look(trace, race, between),
    };
    let looks = look.map(|at| (RaceStep::OtherLook, at));
    let changes = changes.into_iter().map(|at| (RaceStep::Between, at));
    let steps = [(RaceStep::First, first)].into_iter().chain(looks);
    Some(
        steps
            .chain(changes)
            .chain([(RaceStep::Last, last)])
            .collect(),
    )
}

/// A read and a change by the other thread, at the same places as those of the first one and between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct OtherTake {
    pub(super) look: usize,
    pub(super) store: usize,
}

/// Returns the take by the other thread, if both threads read the value before either of them replaced it.
pub(super) fn take_in_between(trace: &Trace, explanation: &Explanation) -> Option<OtherTake> {
    let Cause::Race(race) = &explanation.cause else {
        return None;
    };
    let steps = steps(trace, explanation, race)?;
    let at = |wanted| {
        steps
            .iter()
            .find(|(step, _)| *step == wanted)
            .map(|(_, at)| *at)
    };
    let store = at(RaceStep::Between)?;
    other_take(trace, race, [at(RaceStep::First)?, store])
}

fn other_take(trace: &Trace, race: &Race, [first, store]: [usize; 2]) -> Option<OtherTake> {
    let overwritten = race.overwritten();
    let is_same = overwritten.place == race.last.place
        && overwritten.value.is_some()
        && overwritten.value == race.last.value;
    if race.race_kind != RaceKind::OutdatedTake || !is_same {
        return None;
    }
    let look = other_look(trace, race, store).filter(|look| *look > first)?;
    Some(OtherTake { look, store })
}

fn is_access(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Acquired { .. } | EventKind::Operation { .. }
    )
}

/// Returns the read before a change, at the same place as that of the other thread, if it is what the thread did last
/// with the value.
fn other_look(trace: &Trace, race: &Race, between: usize) -> Option<usize> {
    let change = &trace.events[between];
    let mut before = (0..between).rev();
    let last = before.find(|at| {
        let event = &trace.events[*at];
        is_access(&event.kind) && (event.thread, event.cell) == (change.thread, change.cell)
    })?;
    (trace.events[last].place.as_ref() == Some(&race.first.place)).then_some(last)
}

/// Returns the events that an explanation is about. Those of a race include what the other thread read, if it is known.
pub(super) fn explained_events(trace: &Trace, explanation: &Explanation) -> Vec<usize> {
    let Cause::Race(race) = &explanation.cause else {
        return explanation.events.clone();
    };
    match steps(trace, explanation, race) {
        // After the three steps, a race may have a panic.
        Some(steps) => {
            let others = explanation.events.iter().skip(3).copied();
            steps.into_iter().map(|(_, at)| at).chain(others).collect()
        }
        None => explanation.events.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::trace::sentence;
    use serde_json::{Value, json};

    fn place(line: u32) -> Value {
        json!({"file": "a.rs", "line": line, "column": 1})
    }

    /// Main reads on line 1 and changes on line 2; thread 1 changes on line 2 in between.
    fn race(
        cell_type: &str,
        race_kind: &str,
        steps: [&Value; 3],
        values: [Option<&str>; 3],
    ) -> Trace {
        let threads = [0, 1, 0];
        let lines = [1, 2, 2];
        let event = |at: usize| {
            let mut event = json!({"thread": threads[at], "cell": 1, "place": place(lines[at])});
            let fields = steps[at].as_object().unwrap().clone();
            event.as_object_mut().unwrap().extend(fields);
            event
        };
        let access = |at: usize| {
            let action = steps[at]["action"].as_str().unwrap_or("lock");
            json!({"thread": threads[at], "action": action, "value": values[at], "place": place(lines[at])})
        };
        let call = json!({"function": "f", "place": place(1)});
        let trace = json!({
            "file": "a.rs", "ending": {"kind": "outcome", "outcome": {"kind": "finished", "code": 0}},
            "cells": [{"id": 1, "name": "n", "kind": cell_type, "content_type": "u64", "created_at": null, "is_static": false, "may_own_cells": false}],
            "threads": [
                {"id": 0, "name": "main", "spawned": null},
                {"id": 1, "name": "thread 1", "spawned": null},
            ],
            "events": [event(0), event(1), event(2)],
            "truncated": false, "schedule": [], "stdout": "",
            "explanations": [{
                "kind": "race", "race_kind": race_kind, "cell": 1, "cell_type": cell_type,
                "first": access(0), "intervening": access(1), "last": access(2),
                "first_call": call, "last_call": call, "times": 1, "events": [0, 1, 2],
            }],
        });
        serde_json::from_value(trace).unwrap()
    }

    #[test]
    fn a_lost_update_says_what_each_step_is_for_and_what_is_lost() {
        let locks = json!({"kind": "acquired", "guard": 1, "access": "exclusive", "guards": {"read_guards": 0, "write_guard": true}});
        let trace = race("Mutex", "lost-update", [&locks; 3], [None; 3]);
        let notes = [0, 1, 2].map(|at| in_lane(&trace, at, None));
        assert_eq!(notes, [", reads it", ", changes it", ", changes it"]);
        assert_eq!(
            sentence(&trace, 2).unwrap(),
            "Line 2: main locks `n`. It read the value on line 1, before thread 1 changed it on line 2."
        );
        let does = |action: &str, value: &str| json!({"kind": "operation", "action": action, "value": value});
        let steps = [does("load", "3"), does("store", "4"), does("store", "5")];
        let values = [Some("3"), Some("4"), Some("5")];
        let trace = race("AtomicU64", "lost-update", steps.each_ref(), values);
        let notes = [0, 1, 2].map(|at| in_lane(&trace, at, None));
        assert_eq!(notes, ["", "", ", so thread 1's change is lost"]);
        let says = sentence(&trace, 2).unwrap();
        let more = "It read 3 on line 1, before thread 1 made it 4 on line 2: that change is lost.";
        assert!(says.ends_with(more), "{says}");
    }

    #[test]
    fn a_lost_update_under_locks_shows_the_value_at_each_of_its_four_steps() {
        let threads = [0, 1, 1, 0];
        let (reads, writes) = ([0, 1], [2, 3]);
        let event = |at: usize| {
            let line = if reads.contains(&at) { 1 } else { 2 };
            let found = if at == 3 { "1" } else { "0" };
            let guards = json!({"read_guards": 0, "write_guard": true});
            let locks = json!({
                "thread": threads[at], "cell": 1, "place": place(line), "kind": "acquired", "guard": at,
                "access": "exclusive", "value": found, "guards": guards,
            });
            let mut unlocks = json!({
                "thread": threads[at], "cell": 1, "place": place(line), "kind": "released", "guard": at,
                "unwinding": false, "guards": {"read_guards": 0, "write_guard": false},
            });
            if writes.contains(&at) {
                unlocks["value"] = "1".into();
            }
            [locks, unlocks]
        };
        let locks = json!({"kind": "acquired", "guard": 1, "access": "exclusive", "guards": {"read_guards": 0, "write_guard": true}});
        let values = [Some("0"), Some("1"), Some("1")];
        let mut trace = race("Mutex", "lost-update", [&locks; 3], values);
        let mut events: Vec<Value> = (0..4).flat_map(event).collect();
        // The result is read in the same place.
        let mut read = events[0].clone();
        read["value"] = "1".into();
        events.push(read);
        let events = events.into_iter().map(serde_json::from_value);
        trace.events = events.collect::<Result<_, _>>().unwrap();
        trace.explanations[0].events = vec![0, 4, 6];
        let notes = [0, 2, 4, 6, 8].map(|at| in_lane(&trace, at, None));
        let lost = ", writes 1, so thread 1's change is lost";
        assert_eq!(
            notes,
            [", reads 0", ", reads 0", ", writes 1", lost, ", reads 1"]
        );
        assert_eq!(
            explained_events(&trace, &trace.explanations[0]),
            [0, 2, 4, 6]
        );
    }

    #[test]
    fn a_check_that_is_outdated_is_named_and_loses_nothing() {
        let locks = json!({"kind": "acquired", "guard": 1, "access": "exclusive", "guards": {"read_guards": 0, "write_guard": true}});
        let mut trace = race("Mutex", "check-then-act", [&locks; 3], [None; 3]);
        assert_eq!(in_lane(&trace, 0, None), ", checks it");
        let says = sentence(&trace, 2).unwrap();
        assert!(says.contains("It checked the value on line 1,"), "{says}");
        // An event other than the one that is explained.
        trace.events[1].thread = 0;
        assert_eq!([0, 1, 2].map(|at| in_lane(&trace, at, None)), [""; 3]);
    }
}
