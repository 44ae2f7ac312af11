//! The guards of `RwLock`.

use super::RwLock;
use crate::rt::{GuardMark, Hold, Id, downgrade};
use crate::sync::held::{Held, Poisons};
use ::std::fmt;
use ::std::ops::{Deref, DerefMut};
use ::std::sync::{self as real, PoisonError, TryLockError};

/// Somebody reads until this is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'rwlock, T: ?Sized + 'rwlock> {
    // Dropped from above: others may come first, then the lock is free, then it is written down.
    _held: Held,
    inner: real::RwLockReadGuard<'rwlock, T>,
    _mark: GuardMark,
}

/// Somebody writes until this is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'rwlock, T: ?Sized + 'rwlock> {
    // In the same order.
    held: Held,
    inner: real::RwLockWriteGuard<'rwlock, T>,
    poisons: Poisons,
    mark: GuardMark,
    /// For going on as a reader.
    lock: &'rwlock RwLock<T>,
}

impl<'rwlock, T: ?Sized> RwLockReadGuard<'rwlock, T> {
    #[track_caller]
    pub(super) fn new(id: Id, inner: real::RwLockReadGuard<'rwlock, T>) -> Self {
        Self {
            _held: Held::shared(id),
            inner,
            _mark: GuardMark::begin(id, Hold::Shared),
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
            inner,
            poisons: Poisons::new(id),
            mark: GuardMark::begin(id, Hold::Exclusive),
            lock,
        }
    }

    /// Goes on as a reader; no writer can come between.
    #[track_caller]
    pub fn downgrade(s: Self) -> RwLockReadGuard<'rwlock, T> {
        let id = s.held.id();
        downgrade(id);
        s.held.settled();
        // std has this only since 1.92. As long as this thread has its turn, nobody comes between these two.
        let poisoned = s.lock.inner.is_poisoned();
        drop(s.inner);
        if !poisoned {
            // In a panic the drop has poisoned it, which a downgrade does not.
            s.lock.inner.clear_poison();
        }
        s.poisons.never();
        drop(s.mark);
        let inner = match s.lock.inner.try_read() {
            Ok(inner) => inner,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // Only when the run is over and nobody is held up any more.
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
        &self.inner
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
