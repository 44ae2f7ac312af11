//! The twin of `RwLock`.

mod guards;

pub use guards::{RwLockReadGuard, RwLockWriteGuard};

use crate::rt::{
    Action, CellKind, Hold, Id, Op, Tag, Until, lower, mark_idle, place_of, raise,
    record_operation, record_refusal, step,
};
use ::std::fmt;
use ::std::sync::{self as real, LockResult, PoisonError, TryLockError, TryLockResult};

/// std's `RwLock`.
///
/// As on the common systems, a reader that arrives while a writer waits runs after that writer.
pub struct RwLock<T: ?Sized> {
    tag: Tag,
    pub(super) inner: real::RwLock<T>,
}

impl<T> RwLock<T> {
    /// std's `new`.
    #[track_caller]
    pub const fn new(t: T) -> Self {
        Self {
            tag: Tag::new(),
            inner: real::RwLock::new(t),
        }
    }
}

impl<T: ?Sized> RwLock<T> {
    fn id(&self) -> Id {
        self.tag.id_in::<T>(CellKind::RwLock, place_of(self))
    }

    /// std's `read`.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let id = self.id();
        step(Op::reads(id, Action::Read).until(Until::NoWriter));
        let inner = match self.inner.try_read() {
            Ok(inner) => Ok(inner),
            Err(TryLockError::Poisoned(poisoned)) => Err(poisoned),
            // Only while the process exits and the scheduler holds no thread back.
            Err(TryLockError::WouldBlock) => self.inner.read(),
        };
        match inner {
            Ok(inner) => Ok(RwLockReadGuard::new(id, inner)),
            Err(poisoned) => {
                let guard = RwLockReadGuard::new(id, poisoned.into_inner());
                Err(PoisonError::new(guard))
            }
        }
    }

    /// std's `try_read`, which fails while a writer holds the lock or waits for it.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let id = self.id();
        // The deadline has already passed, so this never waits.
        let op = Op::reads(id, Action::TryRead).until(Until::NoWriter);
        if !step(op.by(Some(0))) {
            return Err(would_block(id, Hold::Shared));
        }
        match self.inner.try_read() {
            Ok(inner) => Ok(RwLockReadGuard::new(id, inner)),
            Err(TryLockError::Poisoned(poisoned)) => {
                let guard = RwLockReadGuard::new(id, poisoned.into_inner());
                Err(PoisonError::new(guard).into())
            }
            Err(TryLockError::WouldBlock) => Err(would_block(id, Hold::Shared)),
        }
    }

    /// std's `write`.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let id = self.id();
        let op = Op::writes(id, Action::Write).until(Until::Free);
        if !step(op.by(Some(0))) {
            // A reader that arrives from here on runs after this writer.
            raise(id, 1);
            step(op);
            lower(id, 1);
        }
        let inner = match self.inner.try_write() {
            Ok(inner) => Ok(inner),
            Err(TryLockError::Poisoned(poisoned)) => Err(poisoned),
            // Only while the process exits and the scheduler holds no thread back.
            Err(TryLockError::WouldBlock) => self.inner.write(),
        };
        match inner {
            Ok(inner) => Ok(RwLockWriteGuard::new(self, id, inner)),
            Err(poisoned) => {
                let guard = RwLockWriteGuard::new(self, id, poisoned.into_inner());
                Err(PoisonError::new(guard))
            }
        }
    }

    /// std's `try_write`.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let id = self.id();
        let op = Op::writes(id, Action::TryWrite).until(Until::Free);
        if !step(op.by(Some(0))) {
            return Err(would_block(id, Hold::Exclusive));
        }
        match self.inner.try_write() {
            Ok(inner) => Ok(RwLockWriteGuard::new(self, id, inner)),
            Err(TryLockError::Poisoned(poisoned)) => {
                let guard = RwLockWriteGuard::new(self, id, poisoned.into_inner());
                Err(PoisonError::new(guard).into())
            }
            Err(TryLockError::WouldBlock) => Err(would_block(id, Hold::Exclusive)),
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

/// Records a failed `try_read` or `try_write`.
#[track_caller]
fn would_block<G>(id: Id, how: Hold) -> TryLockError<G> {
    mark_idle();
    record_refusal(id, how, false);
    TryLockError::WouldBlock
}

impl<T> From<T> for RwLock<T> {
    #[track_caller]
    fn from(t: T) -> Self {
        Self::new(t)
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // As std does, but with this twin's lock, because the value's `Debug` may lock other twins.
        let guard = match self.try_read() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        };
        let mut text = f.debug_struct("RwLock");
        match &guard {
            Some(guard) => text.field("data", &&**guard),
            None => text.field("data", &format_args!("<locked>")),
        };
        text.field("poisoned", &self.inner.is_poisoned())
            .finish_non_exhaustive()
    }
}
