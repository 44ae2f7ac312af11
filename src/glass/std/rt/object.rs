//! Objects that threads share, such as locks, channels and threads: their ids, the steps that access them, and the state
//! from which the scheduler determines which threads can run.

use super::hashing::{HistoryHash, mix};
use super::words::Action;
use ::std::collections::VecDeque;
use ::std::num::NonZeroU32;

/// The id of a cell, lock, channel or thread in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id(NonZeroU32);

impl Id {
    pub(super) const FIRST: Self = Self(NonZeroU32::MIN);

    pub(super) fn from_index(index: usize) -> Self {
        let number = u32::try_from(index).unwrap_or(u32::MAX - 1) + 1;
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN))
    }

    pub(super) fn from_number(number: NonZeroU32) -> Self {
        Self(number)
    }

    pub(super) fn index(self) -> usize {
        usize::try_from(self.0.get() - 1).unwrap_or(usize::MAX)
    }

    /// Returns the number in the record.
    pub(super) fn number(self) -> u32 {
        self.0.get()
    }
}

/// Whether a step changes its object. Two reads of the same object are independent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    /// It changes the object, or other threads could observe it.
    Write,
}

/// What a step waits for, in terms of its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// Nothing.
    Now,
    /// No thread holds it; the step acquires it exclusively.
    Free,
    /// No writer holds it or waits for it (its level is 0); the step adds a reader.
    NoWriter,
    /// Its level is at least this.
    Level(u64),
    /// The thread has been removed from the queue of waiters.
    Called,
    /// Only the deadline.
    Never,
}

/// A step, proposed to the scheduler.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Op {
    pub(crate) on: Id,
    pub(crate) access: Access,
    /// A second object that it changes, such as the lock that a waiting thread releases.
    pub(crate) also: Option<Id>,
    pub(crate) until: Until,
    /// When the wait times out, in nanoseconds of the virtual clock.
    pub(crate) deadline: Option<u64>,
    pub(crate) action: Action,
}

impl Op {
    /// Returns a step that reads and waits for nothing.
    pub(crate) const fn reads(on: Id, action: Action) -> Self {
        Self {
            on,
            access: Access::Read,
            also: None,
            until: Until::Now,
            deadline: None,
            action,
        }
    }

    /// Returns a step that writes and waits for nothing.
    pub(crate) const fn writes(on: Id, action: Action) -> Self {
        Self {
            access: Access::Write,
            ..Self::reads(on, action)
        }
    }

    pub(crate) const fn until(self, until: Until) -> Self {
        Self { until, ..self }
    }

    pub(crate) const fn by(self, deadline: Option<u64>) -> Self {
        Self { deadline, ..self }
    }

    /// Sets the second object.
    pub(crate) const fn and(self, also: Id) -> Self {
        Self {
            also: Some(also),
            ..self
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Object {
    /// The thread that holds it exclusively.
    pub(super) writer: Option<u32>,
    pub(super) readers: u32,
    /// A counter whose meaning depends on the kind: messages sent, rounds of a barrier, 1 for *done*, waiting writers.
    pub(super) level: u64,
    /// The queue of waiting threads.
    pub(super) line: VecDeque<u32>,
    /// The history after the last write.
    written: HistoryHash,
    /// The sum of the reads since then, in any order.
    read: HistoryHash,
}

impl Object {
    /// Returns whether a thread can take this step now.
    pub(super) fn admits(&self, op: &Op, thread: u32) -> bool {
        match op.until {
            Until::Now => true,
            Until::Free => self.writer.is_none() && self.readers == 0,
            Until::NoWriter => self.writer.is_none() && self.level == 0,
            Until::Level(level) => self.level >= level,
            Until::Called => !self.line.contains(&thread),
            Until::Never => false,
        }
    }

    /// Applies the effect of a step.
    pub(super) fn take(&mut self, op: &Op, thread: u32) {
        match op.until {
            Until::Free => self.writer = Some(thread),
            Until::NoWriter => self.readers += 1,
            _ => {}
        }
    }

    /// Returns the history that a step on this object depends on.
    pub(super) fn history(&self, access: Access) -> HistoryHash {
        match access {
            Access::Read => self.written,
            Access::Write => mix(self.written, self.read),
        }
    }

    /// Adds a step to the history.
    pub(super) fn remember(&mut self, access: Access, step: HistoryHash) {
        match access {
            Access::Read => self.read = self.read.wrapping_add(step),
            Access::Write => (self.written, self.read) = (step, 0),
        }
    }
}
