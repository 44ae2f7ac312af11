//! std's `scope`: threads that may borrow, because all of them have ended before it returns.
//!
//! The genuine scope would wait for them while it is its thread's turn; so the turn is waited for first.

use super::{Builder, ScopedJoinHandle};
use crate::rt::{Id, Op, Until, step};
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{self, AssertUnwindSafe};
use ::std::sync::{Mutex, PoisonError};
use ::std::thread as real;

/// std's `Scope`.
pub struct Scope<'scope, 'env: 'scope> {
    pub(super) inner: &'scope real::Scope<'scope, 'env>,
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
    pub(super) fn expect_end(&self, end: Id) {
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

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
