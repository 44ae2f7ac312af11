//! The twin of `RwLock`; its guards are in a file of their own.

mod guards;

pub use guards::{RwLockReadGuard, RwLockWriteGuard};

use crate::rt::{
    Hold, Id, Op, Tag, Until, lower, mark_idle, raise, record_operation, record_refusal, step,
};
use ::std::fmt;
use ::std::sync::{self as real, LockResult, PoisonError, TryLockError, TryLockResult};

/// std's lock for many readers or one writer, given out by the scheduler.
///
/// As with std's on the common systems, a reader that comes when a writer waits already is let in after it.
pub struct RwLock<T: ?Sized> {
    tag: Tag,
    pub(super) inner: real::RwLock<T>,
}

impl<T> RwLock<T> {
    /// A lock that nobody has yet.
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
        self.tag.id::<T>("RwLock")
    }

    /// Waits until no writer has it or waits for it, and reads.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let id = self.id();
        step(Op::reads(id, "read").until(Until::NoWriter));
        let inner = match self.inner.try_read() {
            Ok(inner) => Ok(inner),
            Err(TryLockError::Poisoned(poisoned)) => Err(poisoned),
            // Only when the run is over and nobody is held up any more: then std's own lock has to do it.
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

    /// Reads, if no writer has it or waits for it now.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let id = self.id();
        // Time is over from the beginning, so this never waits.
        let op = Op::reads(id, "try_read").until(Until::NoWriter);
        if !step(op.by(Some(0))) {
            return Err(not_now(id, Hold::Shared));
        }
        match self.inner.try_read() {
            Ok(inner) => Ok(RwLockReadGuard::new(id, inner)),
            Err(TryLockError::Poisoned(poisoned)) => {
                let guard = RwLockReadGuard::new(id, poisoned.into_inner());
                Err(PoisonError::new(guard).into())
            }
            Err(TryLockError::WouldBlock) => Err(not_now(id, Hold::Shared)),
        }
    }

    /// Waits until nobody has it, and takes it alone.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let id = self.id();
        let op = Op::writes(id, "write").until(Until::Free);
        if !step(op.by(Some(0))) {
            // Whoever comes to read from here on comes after this writer.
            raise(id, 1);
            step(op);
            lower(id, 1);
        }
        let inner = match self.inner.try_write() {
            Ok(inner) => Ok(inner),
            Err(TryLockError::Poisoned(poisoned)) => Err(poisoned),
            // As above.
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

    /// Takes it alone, if nobody has it now.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let id = self.id();
        let op = Op::writes(id, "try_write").until(Until::Free);
        if !step(op.by(Some(0))) {
            return Err(not_now(id, Hold::Exclusive));
        }
        match self.inner.try_write() {
            Ok(inner) => Ok(RwLockWriteGuard::new(self, id, inner)),
            Err(TryLockError::Poisoned(poisoned)) => {
                let guard = RwLockWriteGuard::new(self, id, poisoned.into_inner());
                Err(PoisonError::new(guard).into())
            }
            Err(TryLockError::WouldBlock) => Err(not_now(id, Hold::Exclusive)),
        }
    }

    /// Whether a writer panicked while having it.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        let id = self.id();
        step(Op::reads(id, "is_poisoned"));
        let is_poisoned = self.inner.is_poisoned();
        record_operation(id, "is_poisoned", Some(&is_poisoned));
        is_poisoned
    }

    /// Forgets that a writer panicked.
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

/// Somebody asked, and it was not to be had.
#[track_caller]
fn not_now<G>(id: Id, how: Hold) -> TryLockError<G> {
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
        // As std does it, with this twin's lock: what is in it may come to locks of its own.
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
