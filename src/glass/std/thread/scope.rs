//! std's `scope` and its handles.
//!
//! The genuine scope would block the scheduled thread until its threads exit, so the twin waits for them first.

use super::join_handle::{check_finished, wait_for};
use super::{Builder, Result, Thread};
use crate::rt::{Action, Id, Op, Until, record_operation, register_thread, step};
use ::std::fmt;
use ::std::io;
use ::std::marker::PhantomData;
use ::std::panic::{self, AssertUnwindSafe};
use ::std::sync::{Mutex, PoisonError};
use ::std::thread as real;

/// std's `Scope`.
pub struct Scope<'scope, 'env: 'scope> {
    inner: &'scope real::Scope<'scope, 'env>,
    /// The objects whose levels rise when its threads exit.
    ends: Mutex<Vec<Id>>,
    /// Not unwind safe, like std's.
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
        // It must live as long as the genuine scope, which no local value does; so it is leaked.
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

    /// Adds a thread that the scope must wait for.
    fn add_thread(&self, end: Id) {
        let mut ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.push(end);
    }

    /// Waits for all threads, including those that start during the wait.
    fn wait(&self) {
        let next = |index: usize| {
            let ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
            ends.get(index).copied()
        };
        let mut index = 0;
        while let Some(end) = next(index) {
            step(Op::reads(end, Action::Scope).until(Until::Level(1)));
            record_operation(end, Action::Join, None);
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
        scope.add_thread(end);
        Ok(ScopedJoinHandle::new(inner, parking, end))
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
    fn new(inner: real::ScopedJoinHandle<'scope, T>, parking: Id, end: Id) -> Self {
        let thread = Thread::new(inner.thread().clone(), parking);
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
        check_finished(self.end, || self.inner.is_finished())
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
