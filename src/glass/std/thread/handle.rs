//! std's `Thread`, with an object for parking whose level never exceeds 1.

use super::ThreadId;
use crate::rt::{Action, Id, Op, Until, lower, raise, record_operation, step};
use ::std::fmt;
use ::std::thread as real;

/// std's `Thread`.
#[derive(Clone)]
pub struct Thread {
    inner: real::Thread,
    parking: Id,
}

impl Thread {
    pub(super) fn new(inner: real::Thread, parking: Id) -> Self {
        Self { inner, parking }
    }

    /// std's `unpark`.
    #[track_caller]
    pub fn unpark(&self) {
        step(Op::writes(self.parking, Action::Unpark));
        // Several calls let only one `park` return.
        lower(self.parking, 1);
        raise(self.parking, 1);
        record_operation(self.parking, Action::Unpark, None);
    }

    /// std's `id`.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        self.inner.id()
    }

    /// std's `name`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.inner.name()
    }

    /// Waits for an `unpark` or the deadline, and consumes the `unpark`.
    #[track_caller]
    pub(super) fn park(&self, action: Action, deadline: Option<u64>) {
        let op = Op::writes(self.parking, action);
        step(op.until(Until::Level(1)).by(deadline));
        lower(self.parking, 1);
        record_operation(self.parking, action, None);
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
