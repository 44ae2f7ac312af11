//! A step that a thread is about to take: what it touches, and what it has to wait for.

use super::Id;

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
