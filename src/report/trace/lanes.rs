//! What each thread holds and waits for, event by event: the bars of the lanes.

use super::events;
use super::names::thread_in_brief;
use super::timeline::LaneState;
use crate::report::Tone;
use crate::verdict::{EventKind, Outcome, Trace, TracedThread};
use std::collections::{BTreeMap, BTreeSet};

/// A fold over the events of a run.
pub(super) struct LaneStates<'a> {
    trace: &'a Trace,
    /// The guards that each thread holds, and their cells.
    held: Vec<BTreeMap<u32, Option<u32>>>,
    /// The threads that wait, and the cells that they wait for.
    waits: BTreeMap<usize, Option<u32>>,
    alive: BTreeSet<usize>,
    /// How many events have been followed.
    next: usize,
}

impl<'a> LaneStates<'a> {
    pub(super) fn new(trace: &'a Trace) -> Self {
        let threads = trace.threads.len();
        Self {
            trace,
            held: vec![BTreeMap::new(); threads],
            waits: BTreeMap::new(),
            alive: BTreeSet::from([0]),
            next: 0,
        }
    }

    pub(super) fn lane(&self, thread: u32) -> Option<usize> {
        let mut threads = self.trace.threads.iter();
        threads.position(|other| other.id == thread)
    }

    /// Returns the state of each thread after this event. Must be called for events in order.
    pub(super) fn after(&mut self, event: usize) -> Vec<LaneState> {
        while self.next <= event && self.next < self.trace.events.len() {
            self.follow(self.next);
            self.next += 1;
        }
        let state = |lane: usize| {
            if !self.alive.contains(&lane) {
                LaneState::Absent
            } else if self.waits.contains_key(&lane) {
                LaneState::Waits
            } else {
                match self.held[lane].len() {
                    0 => LaneState::Runs,
                    1 => LaneState::Holds,
                    2.. => LaneState::HoldsSeveral,
                }
            }
        };
        (0..self.held.len()).map(state).collect()
    }

    fn follow(&mut self, at: usize) {
        let event = &self.trace.events[at];
        let Some(lane) = self.lane(event.thread) else {
            return;
        };
        self.alive.insert(lane);
        self.waits.remove(&lane);
        match &event.kind {
            EventKind::Spawned { child } => self.alive.extend(self.lane(*child)),
            EventKind::Acquired { guard, .. } => {
                self.held[lane].insert(*guard, event.cell);
            }
            EventKind::Released { guard, .. } => {
                for held in &mut self.held {
                    held.remove(guard);
                }
            }
            EventKind::Blocked { .. } => {
                self.waits.insert(lane, event.cell);
            }
            EventKind::Exited => {
                self.alive.remove(&lane);
            }
            EventKind::Created
            | EventKind::Refused { .. }
            | EventKind::Resumed { .. }
            | EventKind::Operation { .. }
            | EventKind::Poisoned
            | EventKind::Dropped
            | EventKind::Panicked { .. } => {}
        }
    }

    /// Returns the lane of another thread that holds what this one waits for.
    pub(super) fn holder(&self, lane: usize) -> Option<usize> {
        let cell = (*self.waits.get(&lane)?)?;
        let holds = |held: &BTreeMap<u32, Option<u32>>| held.values().any(|of| *of == Some(cell));
        let mut lanes = self.held.iter().enumerate();
        lanes.find_map(|(other, held)| (other != lane && holds(held)).then_some(other))
    }

    /// Returns the lanes of the threads that wait for each other in a cycle when the run ends.
    pub(super) fn cycle(mut self) -> Vec<usize> {
        let is_deadlock = matches!(self.trace.ending.outcome(), Outcome::Deadlocked { .. });
        let Some(last) = self
            .trace
            .events
            .len()
            .checked_sub(1)
            .filter(|_| is_deadlock)
        else {
            return Vec::new();
        };
        self.after(last);
        for first in 0..self.held.len() {
            let mut cycle = vec![first];
            while let Some(next) = cycle.last().and_then(|lane| self.holder(*lane)) {
                if next == first {
                    return cycle;
                }
                if cycle.contains(&next) {
                    break;
                }
                cycle.push(next);
            }
        }
        Vec::new()
    }
}

/// Where a thread is after an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadPlace {
    pub line: u32,
    /// `thread 1 waits for forks[0]`
    pub says: String,
    /// Whether it waits there, and nothing will end that.
    pub is_stuck: bool,
    /// Whether it got there with this event.
    pub is_current: bool,
}

/// Returns the line of each thread in this file after an event, and what it did there.
#[must_use]
pub fn thread_places(trace: &Trace, event: usize, file: &str) -> Vec<ThreadPlace> {
    let place = |thread: &TracedThread| {
        let events = trace.events.iter().enumerate().take(event + 1).rev();
        let mut own = events.filter(|(_, other)| other.thread == thread.id);
        // A thread that is in another file now has no place in this one.
        let (at, last, words, tone) = own.find_map(|(at, event)| {
            let (words, tone) = events::in_lane(trace, at)?;
            Some((at, event, words, tone))
        })?;
        let place = last.place.as_ref().filter(|place| place.file == file)?;
        let words = events::wait_in_lane(trace, at).unwrap_or(words);
        Some(ThreadPlace {
            line: place.line,
            says: format!("{} {words}", thread_in_brief(trace, thread.id)),
            is_stuck: tone == Tone::Bad,
            is_current: at == event,
        })
    };
    trace.threads.iter().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Two threads, each of which locks one cell and then waits for the other one.
    fn crossed_locks(ending: &Value) -> Trace {
        let guards = json!({"read_guards": 0, "write_guard": true});
        let event = |thread: u32, cell: u32, what: Value| {
            let mut event = json!({"thread": thread, "cell": cell});
            let fields = what.as_object().unwrap().clone();
            event.as_object_mut().unwrap().extend(fields);
            event
        };
        let locks = |guard: u32| json!({"kind": "acquired", "guard": guard, "access": "exclusive", "name": null, "guards": guards});
        let waits = json!({"kind": "blocked", "action": "lock", "has_timeout": false});
        let trace = json!({
            "file": "a.rs", "ending": ending, "cells": [],
            "threads": [
                {"id": 0, "name": "main", "spawned": null},
                {"id": 1, "name": "thread 1", "spawned": null},
            ],
            "events": [
                event(0, 0, json!({"kind": "spawned", "child": 1})),
                event(0, 1, locks(1)),
                event(1, 2, locks(2)),
                event(0, 2, waits.clone()),
                event(1, 1, waits),
            ],
            "truncated": false, "schedule": [], "stdout": "", "explanations": [],
        });
        serde_json::from_value(trace).unwrap()
    }

    #[test]
    fn lanes_show_which_threads_hold_and_wait_and_a_deadlock_closes_the_cycle() {
        use LaneState::{Absent, Holds, Runs, Waits};
        let trace = crossed_locks(&json!({"kind": "deadlock"}));
        let mut lanes = LaneStates::new(&trace);
        assert_eq!(lanes.after(0), [Runs, Runs]);
        assert_eq!(lanes.after(1), [Holds, Runs]);
        assert_eq!(lanes.after(3), [Waits, Holds]);
        assert_eq!((lanes.holder(0), lanes.holder(1)), (Some(1), None));
        assert_eq!(lanes.cycle(), [0, 1]);
        assert_ne!(LaneStates::new(&trace).after(0), [Runs, Absent]);
        let finished = json!({"kind": "outcome", "outcome": {"kind": "finished", "code": 0}});
        let trace = crossed_locks(&finished);
        assert_eq!(LaneStates::new(&trace).cycle(), [0_usize; 0]);
    }
}
