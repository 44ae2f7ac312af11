//! Determines which threads can take their step, and the history of the run after it.

use super::shared::{Scheduler, ThreadState};
use crate::rt::hashing::{HistoryHash, hash_word, mix};
use crate::rt::object::{Access, Op, Until};

impl Scheduler {
    /// Returns whether this thread can take this step now, because its condition holds or its deadline passed.
    pub(super) fn can_step(&self, thread: u32, op: &Op) -> bool {
        self.holds(thread, op) || op.deadline.is_some_and(|deadline| deadline <= self.clock)
    }

    /// Returns whether this thread may have to wait before it can take this step.
    pub(super) fn may_wait(&self, thread: u32, op: &Op) -> bool {
        op.until != Until::Now && (self.threads.len() > 1 || !self.can_step(thread, op))
    }

    /// Returns whether the condition of a step holds.
    pub(super) fn holds(&self, thread: u32, op: &Op) -> bool {
        self.object_ref(op.on).admits(op, thread)
    }

    /// Returns the threads that can run, by number.
    pub(super) fn runnable(&self) -> Vec<u32> {
        let number = |index| u32::try_from(index).unwrap_or(u32::MAX);
        self.threads
            .iter()
            .enumerate()
            .filter(|(index, thread)| match &thread.state {
                ThreadState::Proposed(op) => self.can_step(number(*index), op),
                ThreadState::NotStarted => true,
                ThreadState::Running | ThreadState::Away | ThreadState::Exited => false,
            })
            .map(|(index, _)| number(index))
            .collect()
    }

    /// Advances the clock to the next deadline. Returns false if no thread has one that has not passed.
    pub(super) fn advance_clock(&mut self) -> bool {
        let deadlines = self
            .threads
            .iter()
            .filter_map(|thread| match &thread.state {
                ThreadState::Proposed(op) => op.deadline,
                _ => None,
            });
        match deadlines.filter(|deadline| *deadline > self.clock).min() {
            Some(next) => {
                self.clock = next;
                true
            }
            None => false,
        }
    }

    /// Hashes the next step of a thread from its own history and that of its object.
    pub(super) fn step_of(&self, thread: u32) -> HistoryHash {
        let own = self.thread(thread).history;
        let ThreadState::Proposed(op) = self.thread(thread).state else {
            return mix(own, 0x0000_BE61);
        };
        let mut step = mix(own, hash_word(op.action.word()));
        step = mix(step, self.object_ref(op.on).history(op.access));
        if let Some(also) = op.also {
            step = mix(step, self.object_ref(also).history(Access::Write));
        }
        if op.deadline.is_some() {
            step = mix(step, mix(self.clock, self.holds(thread, &op).into()));
        }
        step
    }

    /// Returns the history of the run after this thread's step. Equal histories have equal continuations.
    pub(super) fn history_after(&self, thread: u32) -> HistoryHash {
        let steps = self.history.wrapping_add(self.step_of(thread));
        let yielding = self.threads.iter().fold(0, |all, thread| {
            (all << 2) | (u64::from(thread.spins) << 1) | u64::from(thread.yields)
        });
        mix(steps, mix(self.clock, yielding))
    }
}
