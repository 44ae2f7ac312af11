//! Which threads can take their step, and what the run's past would be after it.

use super::shared::{Scheduler, Stand};
use crate::rt::hashing::{Past, mix, of_word};
use crate::rt::object::{Access, Op};

impl Scheduler {
    /// Whether this thread could take this step now, in time or because its deadline is over.
    pub(super) fn can(&self, thread: u32, op: &Op) -> bool {
        self.holds(thread, op) || op.deadline.is_some_and(|deadline| deadline <= self.clock)
    }

    /// Whether what the step waits for holds.
    pub(super) fn holds(&self, thread: u32, op: &Op) -> bool {
        self.seen(op.on).admits(op, thread)
    }

    /// All threads that can go on, by number.
    pub(super) fn able(&self) -> Vec<u32> {
        let number = |index| u32::try_from(index).unwrap_or(u32::MAX);
        self.threads
            .iter()
            .enumerate()
            .filter(|(index, thread)| match &thread.stand {
                Stand::Before(op) => self.can(number(*index), op),
                Stand::Newborn => true,
                Stand::Running | Stand::Gone => false,
            })
            .map(|(index, _)| number(index))
            .collect()
    }

    /// Lets time pass until one more deadline is over. False: nobody waits for time.
    pub(super) fn let_time_pass(&mut self) -> bool {
        let deadlines = self
            .threads
            .iter()
            .filter_map(|thread| match &thread.stand {
                Stand::Before(op) => op.deadline,
                _ => None,
            });
        match deadlines.min() {
            Some(next) => {
                self.clock = next;
                true
            }
            None => false,
        }
    }

    /// The number of the step that this thread would take: its own past, and that of what it touches.
    pub(super) fn step_of(&self, thread: u32) -> Past {
        let own = self.thread(thread).past;
        let Stand::Before(op) = self.thread(thread).stand else {
            return mix(own, 0x0000_BE61);
        };
        let mut step = mix(own, of_word(op.what));
        step = mix(step, self.seen(op.on).past(op.access));
        if let Some(also) = op.also {
            step = mix(step, self.seen(also).past(Access::Write));
        }
        if op.deadline.is_some() {
            step = mix(step, mix(self.clock, self.holds(thread, &op).into()));
        }
        step
    }

    /// The past of the run after this thread's step. Equal pasts lead to equal futures.
    pub(super) fn past_after(&self, thread: u32) -> Past {
        let steps = self.past.wrapping_add(self.step_of(thread));
        let yielding = self.threads.iter().fold(0, |all, thread| {
            (all << 2) | (u64::from(thread.spins) << 1) | u64::from(thread.yields)
        });
        mix(steps, mix(self.clock, yielding))
    }
}
