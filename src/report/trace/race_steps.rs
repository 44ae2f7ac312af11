//! What the steps of a race are for: which one reads, which one changes, and what the last one overwrites.

use super::names::{on_line_text, thread_in_a_sentence, thread_name};
use crate::verdict::{Cause, CellKind, Explanation, Race, RaceKind, SharedAccess, Trace};

/// A step of a race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RaceStep {
    First,
    Between,
    Last,
}

/// What an event is for a race, to follow its words in a lane: `, reads it`.
pub(super) fn in_lane(trace: &Trace, at: usize) -> String {
    let Some((race, step)) = step(trace, at) else {
        return String::new();
    };
    if !is_lock(race) {
        return match (step, lost(race)) {
            (RaceStep::Last, Some(lost)) if race.race_kind == RaceKind::LostUpdate => {
                let between = race.last_intervening.as_ref().unwrap_or(&race.intervening);
                format!(", over {}'s {lost}", thread_name(trace, between.thread))
            }
            (RaceStep::First | RaceStep::Between | RaceStep::Last, _) => String::new(),
        };
    }
    let does = match (step, race.race_kind) {
        (RaceStep::First, RaceKind::LostUpdate) => "reads",
        (RaceStep::First, RaceKind::CheckThenAct) => "checks",
        (RaceStep::Last, _) if race.panicked.is_some() => "uses",
        (RaceStep::Between | RaceStep::Last, _) => "changes",
    };
    format!(", {does} it")
}

/// What a thread did not know at the last step of a race, as a sentence of its own.
pub(super) fn at_last(trace: &Trace, at: usize) -> Option<String> {
    let (race, step) = step(trace, at)?;
    if step != RaceStep::Last {
        return None;
    }
    let seen = on_line_text(trace, &race.first.place);
    let between = race.last_intervening.as_ref().unwrap_or(&race.intervening);
    let other = thread_in_a_sentence(trace, between.thread);
    let since = on_line_text(trace, &between.place);
    let verb = match race.race_kind {
        RaceKind::LostUpdate => "read",
        RaceKind::CheckThenAct => "checked",
    };
    Some(match (&race.first.value, &between.value) {
        (Some(read), Some(made)) => {
            let lost = if race.race_kind == RaceKind::LostUpdate && !is_lock(race) {
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

/// The value that the last step overwrites.
fn lost(race: &Race) -> Option<&str> {
    let between = race.last_intervening.as_ref().unwrap_or(&race.intervening);
    between
        .value
        .as_deref()
        .filter(|_| race.last.action == "store")
}

/// Which step of which race an event is.
fn step(trace: &Trace, at: usize) -> Option<(&Race, RaceStep)> {
    trace.explanations.iter().find_map(|explanation| {
        let Cause::Race(race) = &explanation.cause else {
            return None;
        };
        let steps = steps(trace, explanation, race)?;
        let which = steps.iter().position(|step| *step == at)?;
        Some((
            race,
            [RaceStep::First, RaceStep::Between, RaceStep::Last][which],
        ))
    })
}

/// The events of a race, if the record has all three.
fn steps(trace: &Trace, explanation: &Explanation, race: &Race) -> Option<[usize; 3]> {
    let mut events = explanation.events.iter().copied();
    let steps = [events.next()?, events.next()?, events.next()?];
    let is_of = |at: usize, access: &SharedAccess| {
        let event = &trace.events[at];
        event.thread == access.thread && event.place.as_ref() == Some(&access.place)
    };
    let accesses = [&race.first, &race.intervening, &race.last];
    let are_all = steps
        .iter()
        .zip(accesses)
        .all(|(at, access)| is_of(*at, access));
    are_all.then_some(steps)
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
        let notes = [0, 1, 2].map(|at| in_lane(&trace, at));
        assert_eq!(notes, [", reads it", ", changes it", ", changes it"]);
        assert_eq!(
            sentence(&trace, 2).unwrap(),
            "Line 2: main locks `n`. It read the value on line 1, before thread 1 changed it on line 2."
        );
        let does = |action: &str, value: &str| json!({"kind": "operation", "action": action, "value": value});
        let steps = [does("load", "3"), does("store", "4"), does("store", "5")];
        let values = [Some("3"), Some("4"), Some("5")];
        let trace = race("AtomicU64", "lost-update", steps.each_ref(), values);
        let notes = [0, 1, 2].map(|at| in_lane(&trace, at));
        assert_eq!(notes, ["", "", ", over thread 1's 4"]);
        let says = sentence(&trace, 2).unwrap();
        let more = "It read 3 on line 1, before thread 1 made it 4 on line 2: that change is lost.";
        assert!(says.ends_with(more), "{says}");
    }

    #[test]
    fn a_check_that_is_outdated_is_named_and_loses_nothing() {
        let locks = json!({"kind": "acquired", "guard": 1, "access": "exclusive", "guards": {"read_guards": 0, "write_guard": true}});
        let mut trace = race("Mutex", "check-then-act", [&locks; 3], [None; 3]);
        assert_eq!(in_lane(&trace, 0), ", checks it");
        let says = sentence(&trace, 2).unwrap();
        assert!(says.contains("It checked the value on line 1,"), "{says}");
        // Another event than the one that is explained.
        trace.events[1].thread = 0;
        assert_eq!([0, 1, 2].map(|at| in_lane(&trace, at)), [""; 3]);
    }
}
