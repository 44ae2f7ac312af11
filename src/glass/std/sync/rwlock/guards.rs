//! The guards of `RwLock`.

use super::RwLock;
use crate::rt::{GuardMark, Hold, Id, downgrade};
use crate::sync::held::{Held, Recorded};
use ::std::fmt;
use ::std::ops::{Deref, DerefMut};
use ::std::sync::{self as real, PoisonError, TryLockError};

/// std's `RwLockReadGuard`.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'rwlock, T: ?Sized + 'rwlock> {
    // Dropped in this order: other threads may run, then the lock is released, then the drop is recorded.
    _held: Held,
    inner: real::RwLockReadGuard<'rwlock, T>,
    _mark: GuardMark,
}

/// std's `RwLockWriteGuard`.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'rwlock, T: ?Sized + 'rwlock> {
    // Dropped in the same order.
    held: Held,
    guard: Recorded<real::RwLockWriteGuard<'rwlock, T>>,
    /// For `downgrade`.
    lock: &'rwlock RwLock<T>,
}

impl<'rwlock, T: ?Sized> RwLockReadGuard<'rwlock, T> {
    #[track_caller]
    pub(super) fn new(id: Id, inner: real::RwLockReadGuard<'rwlock, T>) -> Self {
        let mark = GuardMark::begin_lock(id, Hold::Shared, &*inner);
        Self {
            _held: Held::shared(id),
            inner,
            _mark: mark,
        }
    }
}

impl<'rwlock, T: ?Sized> RwLockWriteGuard<'rwlock, T> {
    #[track_caller]
    pub(super) fn new(
        lock: &'rwlock RwLock<T>,
        id: Id,
        inner: real::RwLockWriteGuard<'rwlock, T>,
    ) -> Self {
        Self {
            held: Held::exclusive(id),
            guard: Recorded::new(id, inner),
            lock,
        }
    }

    /// std's `downgrade`.
    #[track_caller]
    pub fn downgrade(mut s: Self) -> RwLockReadGuard<'rwlock, T> {
        let id = s.held.id();
        downgrade(id);
        s.held.forget();
        // std has `downgrade` only since 1.92. While this thread is scheduled, none can lock between these two calls.
        let poisoned = s.lock.inner.is_poisoned();
        s.guard.poisons.forget();
        drop(s.guard);
        if !poisoned {
            // During a panic the drop has poisoned the lock, which a downgrade must not do.
            s.lock.inner.clear_poison();
        }
        let inner = match s.lock.inner.try_read() {
            Ok(inner) => inner,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // Only while the process exits and the scheduler holds no thread back.
            Err(TryLockError::WouldBlock) => {
                let inner = s.lock.inner.read();
                inner.unwrap_or_else(PoisonError::into_inner)
            }
        };
        RwLockReadGuard::new(id, inner)
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard.inner
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.guard.mark.set_written();
        &mut self.guard.inner
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.inner.fmt(f)
    }
}
