//! The twin of `Mutex`.

use super::held::{Held, Recorded};
use crate::rt::{
    Action, CellKind, Hold, Id, Op, Tag, Until, mark_idle, place_of, record_operation,
    record_refusal, step,
};
use ::std::fmt;
use ::std::ops::{Deref, DerefMut};
use ::std::sync::{self as real, LockResult, PoisonError, TryLockError, TryLockResult};

/// std's `Mutex`.
pub struct Mutex<T: ?Sized> {
    tag: Tag,
    inner: real::Mutex<T>,
}

/// std's `MutexGuard`.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized + 'a> {
    // Dropped in this order: other threads may run, then the lock is released.
    held: Held,
    guard: Recorded<real::MutexGuard<'a, T>>,
    /// For condition variables, which lock it again.
    lock: &'a Mutex<T>,
}

impl<T> Mutex<T> {
    /// std's `new`.
    #[track_caller]
    pub const fn new(t: T) -> Self {
        Self {
            tag: Tag::new(),
            inner: real::Mutex::new(t),
        }
    }
}

impl<T: ?Sized> Mutex<T> {
    fn id(&self) -> Id {
        self.tag.id_in::<T>(CellKind::Mutex, place_of(self))
    }

    #[track_caller]
    fn guard<'a>(&'a self, id: Id, inner: real::MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        MutexGuard {
            held: Held::exclusive(id),
            guard: Recorded::new(id, inner),
            lock: self,
        }
    }

    /// std's `lock`.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let id = self.id();
        step(Op::writes(id, Action::Lock).until(Until::Free));
        let inner = match self.inner.try_lock() {
            Ok(inner) => Ok(inner),
            Err(TryLockError::Poisoned(poisoned)) => Err(poisoned),
            // Only while the process exits and the scheduler holds no thread back.
            Err(TryLockError::WouldBlock) => self.inner.lock(),
        };
        match inner {
            Ok(inner) => Ok(self.guard(id, inner)),
            Err(poisoned) => Err(PoisonError::new(self.guard(id, poisoned.into_inner()))),
        }
    }

    /// std's `try_lock`.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let id = self.id();
        // The deadline has already passed, so this never waits.
        step(
            Op::writes(id, Action::TryLock)
                .until(Until::Free)
                .by(Some(0)),
        );
        match self.inner.try_lock() {
            Ok(inner) => Ok(self.guard(id, inner)),
            Err(TryLockError::Poisoned(poisoned)) => {
                Err(PoisonError::new(self.guard(id, poisoned.into_inner())).into())
            }
            Err(TryLockError::WouldBlock) => {
                mark_idle();
                record_refusal(id, Hold::Exclusive, false);
                Err(TryLockError::WouldBlock)
            }
        }
    }

    /// std's `is_poisoned`.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        let id = self.id();
        step(Op::reads(id, Action::IsPoisoned));
        let is_poisoned = self.inner.is_poisoned();
        record_operation(id, Action::IsPoisoned, Some(&is_poisoned));
        is_poisoned
    }

    /// std's `clear_poison`.
    #[track_caller]
    pub fn clear_poison(&self) {
        let id = self.id();
        step(Op::writes(id, Action::ClearPoison));
        self.inner.clear_poison();
        record_operation(id, Action::ClearPoison, None);
    }

    /// std's `into_inner`.
    pub fn into_inner(self) -> LockResult<T>
    where
        T: Sized,
    {
        self.inner.into_inner()
    }

    /// std's `get_mut`.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.inner.get_mut()
    }
}

impl<T> From<T> for Mutex<T> {
    #[track_caller]
    fn from(t: T) -> Self {
        Self::new(t)
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // As std does, but with this twin's lock, because the value's `Debug` may lock other twins.
        let guard = match self.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return fmt::Debug::fmt(&self.inner, f),
        };
        f.debug_struct("Mutex")
            .field("data", &&*guard)
            .field("poisoned", &self.inner.is_poisoned())
            .finish_non_exhaustive()
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    pub(super) const fn id(&self) -> Id {
        self.held.id()
    }

    /// Notes that this guard was returned by a wait.
    pub(super) fn set_waited(&mut self) {
        self.guard.mark.set_waited();
    }

    /// Releases the mutex as part of the step that this thread has just taken.
    pub(super) fn release(self) -> &'a Mutex<T> {
        self.held.release();
        drop(self.guard);
        self.lock
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard.inner
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.guard.mark.set_written();
        &mut self.guard.inner
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.inner.fmt(f)
    }
}
