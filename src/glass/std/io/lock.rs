//! The lock of a standard stream as the scheduler sees it. The streams take the genuine locks themselves.

use crate::rt::{
    Action, CellKind, Hold, Id, Op, Tag, Until, me, release_without_step, step, take_if_free,
};
use ::std::sync::atomic::{AtomicU32, Ordering};

/// The value of `holder` while no thread holds the lock.
const NO_THREAD: u32 = u32::MAX;

/// A lock, re-entrant where std's is.
pub(super) struct Lock {
    tag: Tag,
    stream: CellKind,
    // Only the scheduled thread accesses these.
    holder: AtomicU32,
    depth: AtomicU32,
}

/// Releases the lock on drop.
pub(super) struct HeldLock(&'static Lock);

impl Lock {
    pub(super) const fn new(stream: CellKind) -> Self {
        Self {
            tag: Tag::new(),
            stream,
            holder: AtomicU32::new(NO_THREAD),
            depth: AtomicU32::new(0),
        }
    }

    pub(super) fn id(&self) -> Id {
        self.tag.id::<()>(self.stream)
    }

    /// Acquires the lock once no other thread holds it.
    #[track_caller]
    pub(super) fn take(&'static self, action: Action) -> HeldLock {
        if self.holder.load(Ordering::Relaxed) != me() {
            self.take_once(action);
        }
        self.count()
    }

    /// Like [`Self::take`], for a lock that is not re-entrant.
    #[track_caller]
    pub(super) fn take_exclusive(&'static self, action: Action) -> HeldLock {
        self.take_once(action);
        self.count()
    }

    /// Like [`Self::take`], but a step only if another thread holds the lock.
    #[track_caller]
    pub(super) fn take_without_step(&'static self, action: Action) -> HeldLock {
        if self.holder.load(Ordering::Relaxed) != me() && !take_if_free(self.id()) {
            self.take_once(action);
        }
        self.count()
    }

    #[track_caller]
    fn take_once(&self, action: Action) {
        step(Op::writes(self.id(), action).until(Until::Free));
        self.depth.store(0, Ordering::Relaxed);
    }

    fn count(&'static self) -> HeldLock {
        self.holder.store(me(), Ordering::Relaxed);
        self.depth.fetch_add(1, Ordering::Relaxed);
        HeldLock(self)
    }
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        let Self(lock) = self;
        if lock.depth.fetch_sub(1, Ordering::Relaxed) == 1 {
            lock.holder.store(NO_THREAD, Ordering::Relaxed);
            // Not a step: without a `try_lock`, no thread can observe when exactly the lock was released.
            release_without_step(lock.id(), Hold::Exclusive);
        }
    }
}
