//! Finds threads that took the same locks in different orders, although the run did not deadlock.
//!
//! It is certain that another schedule deadlocks if each thread can get its first lock before any gets its second one:
//! none of them holds a lock that keeps another one out until then, and nothing orders what they do.

use super::happens_before::{HappensBefore, announcing};
use super::history::{GuardLife, History};
use super::holding::holding;
use super::{Explanation, explanation};
use crate::glass::names;
use crate::verdict::{AccessMode, Cause, CellKind, EventKind, NestedAcquisition, Place, RunEnd};
use std::collections::{BTreeMap, BTreeSet};

const MAX_EXPLAINED: usize = 3;

/// How often to count a thread that takes the same two locks on the same lines; later times are ignored.
const MAX_OCCURRENCES: usize = 8;

/// The maximum number of threads in a cycle.
const MAX_LENGTH: usize = 8;

/// The maximum number of partial cycles to follow.
const MAX_STEPS: usize = 100_000;

pub(super) fn lock_orders(history: &History<'_>) -> Vec<Explanation> {
    if !matches!(history.trace.ending, RunEnd::Outcome { .. }) || history.trace.threads.len() < 2 {
        return Vec::new();
    }
    let steps = steps(history);
    let mut search = CycleSearch {
        history,
        steps: &steps,
        events: steps.iter().map(|step| step.taken).collect(),
        orders: BTreeMap::new(),
        announcing: announcing(history).into_values().collect(),
        remaining_steps: MAX_STEPS,
        found: Vec::new(),
    };
    for start in 0..steps.len() {
        search.extend(&mut vec![start]);
    }
    let found = search.found.iter();
    found.map(|cycle| explained(history, cycle)).collect()
}

/// A lock that a thread took while it held others.
#[derive(Debug)]
struct NestedLock<'a> {
    thread: u32,
    held: &'a GuardLife<'a>,
    /// All locks that it held.
    all: Vec<(u32, AccessMode)>,
    cell: u32,
    access: AccessMode,
    taken: usize,
}

impl NestedLock<'_> {
    fn lines<'a>(&'a self, history: &'a History<'_>) -> [Option<&'a Place>; 2] {
        let taken = &history.trace.events[self.taken];
        [self.held.since, taken.place.as_ref()]
    }

    /// Whether a lock that this thread holds keeps the other one out until it is released.
    fn excludes(&self, other: &Self) -> bool {
        self.all.iter().any(|(cell, access)| {
            let mut others = other.all.iter();
            others.any(|(also, how)| also == cell && is_exclusive(*access, *how))
        })
    }
}

fn is_exclusive(one: AccessMode, other: AccessMode) -> bool {
    one == AccessMode::Exclusive || other == AccessMode::Exclusive
}

fn steps<'a>(history: &'a History<'a>) -> Vec<NestedLock<'a>> {
    let mut found: Vec<NestedLock<'a>> = Vec::new();
    let mut times: BTreeMap<_, usize> = BTreeMap::new();
    let mut alive: BTreeMap<u32, Vec<&GuardLife<'_>>> = BTreeMap::new();
    let mut lives = history.lives.iter();
    for (index, event) in history.events() {
        match event.kind {
            EventKind::Acquired { access, .. } => {
                let Some(life) = lives.next() else { break };
                let is_lock = history.kind(life.cell).is_some_and(CellKind::is_lock);
                if !is_lock {
                    continue;
                }
                let own = alive.entry(event.thread).or_default();
                if waits_for_it(history, event.place.as_ref()) {
                    let all: Vec<_> = own.iter().map(|held| (held.cell, held.access)).collect();
                    for held in own.iter().filter(|held| held.cell != life.cell) {
                        let key = (
                            (event.thread, held.cell, life.cell),
                            (held.since, event.place.as_ref()),
                        );
                        let times = times.entry(key).or_default();
                        *times += 1;
                        if *times <= MAX_OCCURRENCES {
                            found.push(NestedLock {
                                thread: event.thread,
                                held,
                                all: all.clone(),
                                cell: life.cell,
                                access,
                                taken: index,
                            });
                        }
                    }
                }
                own.push(life);
            }
            EventKind::Released { guard, .. } => {
                for own in alive.values_mut() {
                    own.retain(|life| life.guard != guard);
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether the method that takes a lock here waits until it is free.
fn waits_for_it(history: &History<'_>, place: Option<&Place>) -> bool {
    let method = || {
        let place = place?;
        names::called_at(history.source.tokens(place)?, place)
    };
    method().is_some_and(|method| {
        matches!(method, "lock" | "read" | "write") || method.starts_with("wait")
    })
}

struct CycleSearch<'a> {
    history: &'a History<'a>,
    steps: &'a [NestedLock<'a>],
    events: BTreeSet<usize>,
    /// What happens before what, without the order that these locks impose.
    orders: BTreeMap<BTreeSet<u32>, HappensBefore>,
    announcing: BTreeSet<u32>,
    remaining_steps: usize,
    found: Vec<Vec<&'a NestedLock<'a>>>,
}

impl CycleSearch<'_> {
    /// Looks for steps that complete a cycle, in which each step holds the lock that the step before takes.
    fn extend(&mut self, cycle: &mut Vec<usize>) {
        let (first, last) = (&self.steps[cycle[0]], &self.steps[cycle[cycle.len() - 1]]);
        for next in 0..self.steps.len() {
            if self.remaining_steps == 0 || self.found.len() == MAX_EXPLAINED {
                return;
            }
            let step = &self.steps[next];
            // A cycle begins with its first step.
            let follows = step.held.cell == last.cell
                && is_exclusive(step.held.access, last.access)
                && step.taken > first.taken
                && cycle.iter().all(|at| self.steps[*at].thread != step.thread);
            if !follows {
                continue;
            }
            self.remaining_steps -= 1;
            cycle.push(next);
            let closes =
                step.cell == first.held.cell && is_exclusive(step.access, first.held.access);
            if closes {
                self.check(cycle);
            } else if cycle.len() < MAX_LENGTH {
                self.extend(cycle);
            }
            cycle.pop();
        }
    }

    fn check(&mut self, cycle: &[usize]) {
        let cycle: Vec<&NestedLock<'_>> = cycle.iter().map(|at| &self.steps[*at]).collect();
        let lines = |cycle: &[&NestedLock<'_>]| {
            let lines = cycle.iter().map(|step| step.lines(self.history));
            let lines = lines.map(|lines| lines.map(<Option<&Place>>::cloned));
            lines.collect::<BTreeSet<_>>()
        };
        let is_known = self.found.iter().any(|known| lines(known) == lines(&cycle));
        let pairs = || {
            let pairs = cycle.iter().enumerate();
            pairs.flat_map(|(at, one)| cycle[at + 1..].iter().map(move |other| (one, other)))
        };
        if is_known || pairs().any(|(one, other)| one.excludes(other)) {
            return;
        }
        let cells: BTreeSet<u32> = cycle.iter().map(|step| step.cell).collect();
        let ignored: BTreeSet<u32> = cells.intersection(&self.announcing).copied().collect();
        let (history, events) = (self.history, &self.events);
        let order = self
            .orders
            .entry(ignored)
            .or_insert_with_key(|ignored| HappensBefore::new(history, events, ignored));
        if pairs().all(|(one, other)| order.are_concurrent(one.taken, other.taken)) {
            self.found.push(cycle);
        }
    }
}

fn explained(history: &History<'_>, cycle: &[&NestedLock<'_>]) -> Explanation {
    let orders = cycle.iter().map(|step| NestedAcquisition {
        guard: step.held.began,
        acquired: step.taken,
        call: holding(history, step.held, step.taken)
            .call
            .map(|calls| calls.from),
    });
    let cause = Cause::LockOrder {
        acquisitions: orders.collect(),
    };
    let events = cycle.iter().flat_map(|step| [step.held.began, step.taken]);
    explanation(cause, events)
}
