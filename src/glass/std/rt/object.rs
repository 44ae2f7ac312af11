//! What threads share, a lock, a channel, a thread…: its number, the steps that threads take on it, and what the
//! scheduler knows of it, which is enough to say who can go on.

use super::hashing::{Past, mix};
use ::std::collections::VecDeque;
use ::std::num::NonZeroU32;

/// The number of a cell, lock, channel or thread in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id(NonZeroU32);

impl Id {
    /// The first number there is.
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

    /// As the record writes it.
    pub(super) fn number(self) -> u32 {
        self.0.get()
    }
}

/// Whether a step changes what it touches. Two steps that only read the same thing may be taken in either order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// It looks.
    Read,
    /// It changes something, or others could notice that it came.
    Write,
}

/// When a step can be taken, in terms of the object that it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// At once.
    Now,
    /// When nobody holds it; the step takes it for its thread alone.
    Free,
    /// When no writer holds it or waits for it (its level is 0); the step adds a reader.
    NoWriter,
    /// When its level has risen to this.
    Level(u64),
    /// When the thread has been called out of the line that it stands in.
    Called,
    /// Never by itself, only by its deadline.
    Never,
}

/// A step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Op {
    /// What it touches.
    pub(crate) on: Id,
    /// Whether it changes that.
    pub(crate) access: Access,
    /// A second object that it changes, such as the lock that a waiting thread lets go.
    pub(crate) also: Option<Id>,
    /// What it waits for.
    pub(crate) until: Until,
    /// When waiting ends without what it waits for, in nanoseconds of the run's own clock.
    pub(crate) deadline: Option<u64>,
    /// A word for it, such as `lock`.
    pub(crate) what: &'static str,
}

impl Op {
    /// A step that waits for nothing and only looks.
    pub(crate) const fn reads(on: Id, what: &'static str) -> Self {
        Self {
            on,
            access: Access::Read,
            also: None,
            until: Until::Now,
            deadline: None,
            what,
        }
    }

    /// A step that waits for nothing and changes something.
    pub(crate) const fn writes(on: Id, what: &'static str) -> Self {
        Self {
            access: Access::Write,
            ..Self::reads(on, what)
        }
    }

    /// The same step, once something holds.
    pub(crate) const fn until(self, until: Until) -> Self {
        Self { until, ..self }
    }

    /// The same step, which gives up at a time.
    pub(crate) const fn by(self, deadline: Option<u64>) -> Self {
        Self { deadline, ..self }
    }

    /// The same step, which changes a second object, too.
    pub(crate) const fn and(self, also: Id) -> Self {
        Self {
            also: Some(also),
            ..self
        }
    }
}

/// One thing that threads share.
#[derive(Debug, Default)]
pub(super) struct Object {
    /// Who holds it alone.
    pub(super) writer: Option<u32>,
    /// How many hold it together.
    pub(super) readers: u32,
    /// How far it has come: messages sent, generations passed, 1 for "it is done", writers that stand and wait.
    pub(super) level: u64,
    /// Threads that stand in line until they are called.
    pub(super) line: VecDeque<u32>,
    /// The last step that changed it.
    written: Past,
    /// The steps that looked at it since then, in any order.
    read: Past,
}

impl Object {
    /// Whether a thread can take this step now.
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

    /// What taking the step by itself does.
    pub(super) fn take(&mut self, op: &Op, thread: u32) {
        match op.until {
            Until::Free => self.writer = Some(thread),
            Until::NoWriter => self.readers += 1,
            _ => {}
        }
    }

    /// The past that a step on this object builds on.
    pub(super) fn past(&self, access: Access) -> Past {
        match access {
            Access::Read => self.written,
            Access::Write => mix(self.written, self.read),
        }
    }

    /// Remembers that a step was taken.
    pub(super) fn remember(&mut self, access: Access, step: Past) {
        match access {
            Access::Read => self.read = self.read.wrapping_add(step),
            Access::Write => (self.written, self.read) = (step, 0),
        }
    }
}
