//! std's `scope` and its handles: threads that may borrow, because all of them have ended before it returns.
//!
//! The genuine scope would wait for them while it is its thread's turn; so the turn is waited for first.

use super::join_handle::{look_at, wait_for};
use super::{Builder, Result, Thread};
use crate::rt::{Id, Op, Until, register_thread, step};
use ::std::fmt;
use ::std::io;
use ::std::marker::PhantomData;
use ::std::panic::{self, AssertUnwindSafe};
use ::std::sync::{Mutex, PoisonError};
use ::std::thread as real;

/// std's `Scope`.
pub struct Scope<'scope, 'env: 'scope> {
    inner: &'scope real::Scope<'scope, 'env>,
    /// The ends of its threads.
    ends: Mutex<Vec<Id>>,
    /// As std's, it is not unwind safe.
    not_unwind_safe: PhantomData<&'scope mut &'scope ()>,
}

/// std's `scope`.
///
/// # Panics
/// As std's.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    real::scope(|inner| {
        // It has to live as long as the genuine one, which nothing that is made in here does; so it is never freed.
        let scope = Box::leak(Box::new(Scope {
            inner,
            ends: Mutex::new(Vec::new()),
            not_unwind_safe: PhantomData,
        }));
        let scope = &*scope;
        let result = panic::catch_unwind(AssertUnwindSafe(|| f(scope)));
        scope.wait();
        result.unwrap_or_else(|panic| panic::resume_unwind(panic))
    })
}

impl<'scope> Scope<'scope, '_> {
    /// std's `spawn`.
    ///
    /// # Panics
    /// As std's.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Builder::new()
            .spawn_scoped(self, f)
            .expect("failed to spawn thread")
    }

    /// A thread was started whose end has to be waited for.
    fn expect_end(&self, end: Id) {
        let mut ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.push(end);
    }

    /// Waits for all threads, also for those that are started meanwhile.
    fn wait(&self) {
        let next = |index: usize| {
            let ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
            ends.get(index).copied()
        };
        let mut index = 0;
        while let Some(end) = next(index) {
            step(Op::reads(end, "scope").until(Until::Level(1)));
            index += 1;
        }
    }
}

impl Builder {
    /// std's `spawn_scoped`.
    ///
    /// # Errors
    /// As std's.
    #[track_caller]
    pub fn spawn_scoped<'scope, 'env, F, T>(
        self,
        scope: &'scope Scope<'scope, 'env>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let unstarted = register_thread(self.name.as_deref());
        let (parking, end) = (unstarted.parking(), unstarted.end());
        let inner = self.inner.spawn_scoped(scope.inner, move || {
            unstarted.start();
            f()
        })?;
        scope.expect_end(end);
        Ok(ScopedJoinHandle::of(inner, parking, end))
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// std's `ScopedJoinHandle`.
pub struct ScopedJoinHandle<'scope, T> {
    inner: real::ScopedJoinHandle<'scope, T>,
    thread: Thread,
    end: Id,
}

impl<'scope, T> ScopedJoinHandle<'scope, T> {
    fn of(inner: real::ScopedJoinHandle<'scope, T>, parking: Id, end: Id) -> Self {
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
