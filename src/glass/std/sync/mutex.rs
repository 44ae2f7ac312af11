//! The twin of `Mutex`.

use super::held::{Held, Poisons};
use crate::rt::{
    GuardMark, Hold, Id, Op, Tag, Until, mark_idle, record_operation, record_refusal, step,
};
use ::std::fmt;
use ::std::ops::{Deref, DerefMut};
use ::std::sync::{self as real, LockResult, PoisonError, TryLockError, TryLockResult};

/// std's mutex, given out by the scheduler.
pub struct Mutex<T: ?Sized> {
    tag: Tag,
    inner: real::Mutex<T>,
}

/// Somebody has the mutex until this is dropped.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized + 'a> {
    // Dropped from above: others may come first, then the lock is free, then it is written down.
    held: Held,
    inner: real::MutexGuard<'a, T>,
    poisons: Poisons,
    mark: GuardMark,
    /// For condition variables, which lock it again.
    lock: &'a Mutex<T>,
}

impl<T> Mutex<T> {
    /// A mutex that nobody has yet.
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
        self.tag.id::<T>("Mutex")
    }

    #[track_caller]
    fn guard<'a>(&'a self, id: Id, inner: real::MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        MutexGuard {
            held: Held::exclusive(id),
            inner,
            poisons: Poisons::new(id),
            mark: GuardMark::begin(id, Hold::Exclusive),
            lock: self,
        }
    }

    /// Waits until nobody has it, and takes it.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let id = self.id();
        step(Op::writes(id, "lock").until(Until::Free));
        let inner = match self.inner.try_lock() {
            Ok(inner) => Ok(inner),
            Err(TryLockError::Poisoned(poisoned)) => Err(poisoned),
            // Only when the run is over and nobody is held up any more: then std's own lock has to do it.
            Err(TryLockError::WouldBlock) => self.inner.lock(),
        };
        match inner {
            Ok(inner) => Ok(self.guard(id, inner)),
            Err(poisoned) => Err(PoisonError::new(self.guard(id, poisoned.into_inner()))),
        }
    }

    /// Takes it, if nobody has it now.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let id = self.id();
        // Time is over from the beginning, so this never waits.
        step(Op::writes(id, "try_lock").until(Until::Free).by(Some(0)));
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

    /// Whether somebody panicked while having it.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        let id = self.id();
        step(Op::reads(id, "is_poisoned"));
        let is_poisoned = self.inner.is_poisoned();
        record_operation(id, "is_poisoned", Some(&is_poisoned));
        is_poisoned
    }

    /// Forgets that somebody panicked.
    #[track_caller]
    pub fn clear_poison(&self) {
        let id = self.id();
        step(Op::writes(id, "clear_poison"));
        self.inner.clear_poison();
        record_operation(id, "clear_poison", None);
    }

    /// What is in it, at its end.
    pub fn into_inner(self) -> LockResult<T>
    where
        T: Sized,
    {
        self.inner.into_inner()
    }

    /// What is in it: nobody else can have it meanwhile.
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
        // As std does it, with this twin's lock: what is in it may come to locks of its own.
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
    /// The number of its mutex.
    pub(super) const fn id(&self) -> Id {
        self.held.id()
    }

    /// Gives the mutex back as part of the step that this thread has just taken.
    pub(super) fn let_go(self) -> &'a Mutex<T> {
        self.held.let_go();
        drop(self.inner);
        drop(self.poisons);
        drop(self.mark);
        self.lock
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
