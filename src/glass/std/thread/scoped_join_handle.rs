//! std's `ScopedJoinHandle`.

use super::join_handle::{look_at, wait_for};
use super::{Result, Thread};
use crate::rt::Id;
use ::std::fmt;
use ::std::thread as real;

/// std's `ScopedJoinHandle`.
pub struct ScopedJoinHandle<'scope, T> {
    inner: real::ScopedJoinHandle<'scope, T>,
    thread: Thread,
    end: Id,
}

impl<'scope, T> ScopedJoinHandle<'scope, T> {
    pub(super) fn of(inner: real::ScopedJoinHandle<'scope, T>, parking: Id, end: Id) -> Self {
        let thread = Thread::of(inner.thread().clone(), parking);
        Self { inner, thread, end }
    }

    /// std's `thread`.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    /// std's `join`.
    ///
    /// # Errors
    /// As std's.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        wait_for(self.end);
        self.inner.join()
    }

    /// std's `is_finished`.
    #[expect(clippy::must_use_candidate, reason = "std's is not")]
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        look_at(self.end, || self.inner.is_finished())
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
