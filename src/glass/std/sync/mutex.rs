//! Mutex.
use crate::rt::{Hold, Id, Mark, Op, Tag, Until, leave, step};
use ::std::ops::{Deref, DerefMut};
use ::std::sync::{self as real, LockResult, PoisonError, TryLockError};

pub struct Mutex<T: ?Sized> {
    tag: Tag,
    inner: real::Mutex<T>,
}
pub struct MutexGuard<'a, T: ?Sized> {
    // Let go in this order: first it is somebody else's turn, then the lock, then the record.
    _gate: Gate,
    inner: real::MutexGuard<'a, T>,
    _mark: Mark,
}
struct Gate(Id);
impl Drop for Gate {
    fn drop(&mut self) {
        leave(self.0, Hold::Alone);
    }
}
impl<T> Mutex<T> {
    #[track_caller]
    pub const fn new(value: T) -> Self {
        Self { tag: Tag::new(), inner: real::Mutex::new(value) }
    }
}
impl<T: ?Sized> Mutex<T> {
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let id = self.tag.id::<T>("Mutex");
        step(Op::writes(id, "lock").until(Until::Free));
        let guard = |inner| MutexGuard { _gate: Gate(id), inner, _mark: Mark::begin(id, Hold::Alone) };
        match self.inner.try_lock() {
            Ok(inner) => Ok(guard(inner)),
            Err(TryLockError::Poisoned(poisoned)) => Err(PoisonError::new(guard(poisoned.into_inner()))),
            Err(TryLockError::WouldBlock) => unreachable!("the scheduler gave it to this thread"),
        }
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
