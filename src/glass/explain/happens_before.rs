//! Determines which events of different threads are ordered in every schedule, as far as the record shows: by the start
//! and the end of a thread, messages, notifications, barriers, initializations, `unpark`, and atomics.
//!
//! A lock orders nothing, because another thread may get it first. A lock released around a notification is the exception:
//! another thread waits for the state behind it.

use super::dependence::ignores_result;
use super::history::History;
use crate::verdict::{CellKind, EventKind, TraceEvent, TracedAction};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many events of each thread happened before, by the thread's index.
type Clock = Vec<usize>;

pub(super) struct HappensBefore {
    /// By event: the index of its thread, and what happened before it. The thread's own entry counts the event itself.
    clocks: BTreeMap<usize, (usize, Clock)>,
}

impl HappensBefore {
    /// Finds what happened before each of these events. The locks in `ignored` order nothing.
    pub(super) fn new(
        history: &History<'_>,
        events: &BTreeSet<usize>,
        ignored: &BTreeSet<u32>,
    ) -> Self {
        let mut replay = Replay::new(history, ignored);
        let mut clocks = BTreeMap::new();
        for (index, event) in history.events() {
            let thread = replay.index_of(event.thread);
            replay.threads[thread][thread] += 1;
            replay.acquire(thread, event);
            if events.contains(&index) {
                clocks.insert(index, (thread, replay.threads[thread].clone()));
            }
            replay.release(thread, index, event);
        }
        Self { clocks }
    }

    /// Whether neither event has to happen before the other one.
    pub(super) fn are_concurrent(&self, one: usize, other: usize) -> bool {
        !self.is_before(one, other) && !self.is_before(other, one)
    }

    fn is_before(&self, one: usize, other: usize) -> bool {
        let (Some((thread, clock)), Some((_, later))) =
            (self.clocks.get(&one), self.clocks.get(&other))
        else {
            return true;
        };
        clock[*thread] <= later[*thread]
    }
}

/// Returns the locks that threads released before or after a notification, by the event that released them. A thread
/// that waits on the condition variable reads the state behind that lock, even if the notification came before it had
/// to wait.
pub(super) fn announcing(history: &History<'_>) -> BTreeMap<usize, u32> {
    let mut found = BTreeMap::new();
    let notifies = |event: &TraceEvent| matches!(&event.kind, EventKind::Operation { action, .. } if action.notifies());
    for (index, event) in history.events().filter(|(_, event)| notifies(event)) {
        let own = || {
            let lives = history
                .lives
                .iter()
                .filter(|life| life.thread == event.thread);
            lives.filter_map(|life| Some((life, life.ended?)))
        };
        let held = own().filter(|(life, _)| life.is_alive_at(index));
        let last = own().filter(|(_, ended)| *ended < index);
        let last = last.max_by_key(|(_, ended)| *ended);
        found.extend(held.chain(last).map(|(life, ended)| (ended, life.cell)));
    }
    found
}

struct Replay<'a> {
    history: &'a History<'a>,
    announcing: BTreeMap<usize, u32>,
    threads: Vec<Clock>,
    /// What happened before the last changes of each cell.
    cells: BTreeMap<u32, Clock>,
    /// What happened before each message in a channel was sent.
    messages: BTreeMap<u32, VecDeque<Clock>>,
    /// What happened before messages were received from a channel, for threads that wait for room.
    rooms: BTreeMap<u32, Clock>,
}

impl<'a> Replay<'a> {
    fn new(history: &'a History<'a>, ignored: &BTreeSet<u32>) -> Self {
        let count = history.trace.threads.len() + 1;
        let mut announcing = announcing(history);
        announcing.retain(|_, cell| !ignored.contains(cell));
        Self {
            history,
            announcing,
            threads: vec![vec![0; count]; count],
            cells: BTreeMap::new(),
            messages: BTreeMap::new(),
            rooms: BTreeMap::new(),
        }
    }

    /// Returns the index of a thread. Unknown threads share the last one.
    fn index_of(&self, thread: u32) -> usize {
        let threads = &self.history.trace.threads;
        let known = threads.iter().position(|known| known.id == thread);
        known.unwrap_or(threads.len())
    }

    /// Adds what must have happened before this event to the clock of its thread.
    fn acquire(&mut self, thread: usize, event: &TraceEvent) {
        let Some(cell) = event.cell else { return };
        let mut threads = self.history.trace.threads.iter();
        if let Some(ended) = threads.position(|ended| ended.end == cell) {
            let has_ended = match &event.kind {
                EventKind::Operation { action, value, .. } => {
                    *action == TracedAction::Join || value.as_deref() == Some("true")
                }
                EventKind::Resumed { timed_out } => !timed_out,
                _ => false,
            };
            if has_ended {
                let ended = self.threads[ended].clone();
                join(&mut self.threads[thread], &ended);
            }
            return;
        }
        match self.history.kind(cell) {
            Some(CellKind::Channel) => self.acquire_message(thread, cell, event),
            Some(CellKind::Mutex | CellKind::RwLock) => {
                if matches!(event.kind, EventKind::Acquired { .. }) {
                    self.acquire_cell(thread, cell);
                }
            }
            Some(CellKind::Atomic(_)) if !self.reads(event) => {}
            None if self.is_parking(cell) => self.acquire_cell(thread, cell),
            // A cell without a kind is the clock.
            Some(
                CellKind::RefCell
                | CellKind::OnceCell
                | CellKind::Stdout
                | CellKind::Stderr
                | CellKind::Stdin,
            )
            | None => {}
            Some(CellKind::Condvar) => {
                if let EventKind::Resumed { timed_out: false } = event.kind {
                    self.acquire_cell(thread, cell);
                }
            }
            Some(
                CellKind::Atomic(_)
                | CellKind::Barrier
                | CellKind::Once
                | CellKind::OnceLock
                | CellKind::LazyLock,
            ) => self.acquire_cell(thread, cell),
        }
    }

    fn is_parking(&self, cell: u32) -> bool {
        let mut threads = self.history.trace.threads.iter();
        threads.any(|thread| thread.parking == cell)
    }

    /// Whether the program may use the value of an atomic that this operation returns.
    fn reads(&self, event: &TraceEvent) -> bool {
        let EventKind::Operation { action, .. } = &event.kind else {
            return false;
        };
        let is_ignored = || {
            let place = event.place.as_ref()?;
            Some(ignores_result(self.history.source.tokens(place)?, place))
        };
        match action {
            TracedAction::Store => false,
            TracedAction::Load => true,
            _ => !is_ignored().unwrap_or(false),
        }
    }

    fn acquire_message(&mut self, thread: usize, cell: u32, event: &TraceEvent) {
        let EventKind::Operation { action, value, .. } = &event.kind else {
            return;
        };
        if action.sends() {
            let has_limit = self.history.find_cell(cell).and_then(|cell| cell.capacity);
            if let Some(room) = self.rooms.get(&cell).filter(|_| has_limit.is_some()) {
                join(&mut self.threads[thread], room);
            }
        } else if value.is_none() && action.receives() {
            let sent = self.messages.get_mut(&cell).and_then(VecDeque::pop_front);
            join(&mut self.threads[thread], &sent.unwrap_or_default());
        } else if value.as_deref() == Some("Disconnected") {
            self.acquire_cell(thread, cell);
        }
    }

    fn acquire_cell(&mut self, thread: usize, cell: u32) {
        if let Some(clock) = self.cells.get(&cell) {
            join(&mut self.threads[thread], clock);
        }
    }

    /// Makes what happened up to this event available to later ones.
    fn release(&mut self, thread: usize, index: usize, event: &TraceEvent) {
        let clock = self.threads[thread].clone();
        if let EventKind::Spawned { child } = event.kind {
            let child = self.index_of(child);
            join(&mut self.threads[child], &clock);
            return;
        }
        let Some(cell) = event.cell else { return };
        let action = match &event.kind {
            EventKind::Operation { action, value, .. } if value.is_none() => Some(action),
            _ => None,
        };
        match self.history.kind(cell) {
            Some(CellKind::Channel) if action.is_some_and(TracedAction::sends) => {
                self.messages.entry(cell).or_default().push_back(clock);
            }
            Some(CellKind::Channel) if action.is_some_and(TracedAction::receives) => {
                join(self.rooms.entry(cell).or_default(), &clock);
            }
            Some(CellKind::Mutex | CellKind::RwLock) => {
                if self.announcing.contains_key(&index) {
                    join(self.cells.entry(cell).or_default(), &clock);
                }
            }
            Some(CellKind::Atomic(_)) => {
                let is_load = matches!(&event.kind, EventKind::Operation { action, .. } if *action == TracedAction::Load);
                if !is_load && event.kind != EventKind::Created {
                    join(self.cells.entry(cell).or_default(), &clock);
                }
            }
            None if self.is_parking(cell) => join(self.cells.entry(cell).or_default(), &clock),
            // A cell without a kind is the clock.
            Some(
                CellKind::RefCell
                | CellKind::OnceCell
                | CellKind::Stdout
                | CellKind::Stderr
                | CellKind::Stdin,
            )
            | None => {}
            Some(
                CellKind::Channel
                | CellKind::Condvar
                | CellKind::Barrier
                | CellKind::Once
                | CellKind::OnceLock
                | CellKind::LazyLock,
            ) => join(self.cells.entry(cell).or_default(), &clock),
        }
    }
}

/// Adds what happened before another event.
fn join(clock: &mut Clock, other: &Clock) {
    clock.resize(clock.len().max(other.len()), 0);
    for (own, other) in clock.iter_mut().zip(other) {
        *own = (*own).max(*other);
    }
}
