//! std's `JoinHandle` and its platform-specific traits.

use super::{Result, Thread};
use crate::rt::{Action, Id, Op, Until, record_operation, step};
use ::std::fmt;
use ::std::thread as real;

/// std's `JoinHandle`.
pub struct JoinHandle<T> {
    inner: real::JoinHandle<T>,
    thread: Thread,
    end: Id,
}

impl<T> JoinHandle<T> {
    pub(super) fn new(inner: real::JoinHandle<T>, parking: Id, end: Id) -> Self {
        let thread = Thread::new(inner.thread().clone(), parking);
        Self { inner, thread, end }
    }

    /// std's `thread`.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    /// std's `join`. A thread that joins itself deadlocks, which the run reports.
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
        check_finished(self.end, || self.inner.is_finished())
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// Waits until a thread exits.
#[track_caller]
pub(super) fn wait_for(end: Id) {
    step(Op::reads(end, Action::Join).until(Until::Level(1)));
    record_operation(end, Action::Join, None);
}

/// Returns whether a thread has returned its result. Its thread-locals may still be alive then.
#[track_caller]
pub(super) fn check_finished(end: Id, is_finished: impl FnOnce() -> bool) -> bool {
    step(Op::reads(end, Action::IsFinished));
    let is_finished = is_finished();
    record_operation(end, Action::IsFinished, Some(&is_finished));
    is_finished
}

#[cfg(unix)]
mod unix {
    use super::JoinHandle;
    use ::std::os::unix::thread::{JoinHandleExt, RawPthread};

    impl<T> JoinHandleExt for JoinHandle<T> {
        fn as_pthread_t(&self) -> RawPthread {
            self.inner.as_pthread_t()
        }

        fn into_pthread_t(self) -> RawPthread {
            self.inner.into_pthread_t()
        }
    }
}

#[cfg(windows)]
mod windows {
    use super::JoinHandle;
    use ::std::os::windows::io::{
        AsHandle, AsRawHandle, BorrowedHandle, IntoRawHandle, OwnedHandle, RawHandle,
    };

    impl<T> AsHandle for JoinHandle<T> {
        fn as_handle(&self) -> BorrowedHandle<'_> {
            self.inner.as_handle()
        }
    }

    impl<T> AsRawHandle for JoinHandle<T> {
        fn as_raw_handle(&self) -> RawHandle {
            self.inner.as_raw_handle()
        }
    }

    impl<T> IntoRawHandle for JoinHandle<T> {
        fn into_raw_handle(self) -> RawHandle {
            self.inner.into_raw_handle()
        }
    }

    impl<T> From<JoinHandle<T>> for OwnedHandle {
        fn from(handle: JoinHandle<T>) -> Self {
            handle.inner.into()
        }
    }
}
