//! Fields of lock guards that tell the scheduler and the record when the guard is dropped.

use crate::rt::{GuardMark, Hold, Id, record_poisoning, release, release_without_step};
use ::std::mem;
use ::std::ops::Deref;
use ::std::thread::panicking;

/// Access that a thread holds. Dropped *before* the genuine guard, so that other threads can run before the release.
#[derive(Debug)]
pub(super) struct Held {
    id: Id,
    how: Hold,
}

impl Held {
    pub(super) const fn exclusive(id: Id) -> Self {
        let how = Hold::Exclusive;
        Self { id, how }
    }

    pub(super) const fn shared(id: Id) -> Self {
        let how = Hold::Shared;
        Self { id, how }
    }

    pub(super) const fn id(&self) -> Id {
        self.id
    }

    /// Releases the access as part of the step that this thread has just taken.
    pub(super) fn release(self) {
        release_without_step(self.id, self.how);
        mem::forget(self);
    }

    /// Discards this without a release, which the scheduler has already made.
    pub(super) fn forget(self) {
        mem::forget(self);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        release(self.id, self.how);
    }
}

/// Records that a lock was poisoned, by std's rule: a panic began while the guard was alive. Dropped *after* the
/// genuine guard.
#[derive(Debug)]
pub(super) struct PoisonRecorder {
    id: Id,
    /// Whether the thread was not panicking when the guard was created.
    was_calm: bool,
}

impl PoisonRecorder {
    pub(super) fn new(id: Id) -> Self {
        let was_calm = !panicking();
        Self { id, was_calm }
    }

    /// Lets a guard be dropped without poisoning.
    pub(super) fn forget(&mut self) {
        self.was_calm = false;
    }
}

impl Drop for PoisonRecorder {
    fn drop(&mut self) {
        if self.was_calm && panicking() {
            record_poisoning(self.id);
        }
    }
}

/// A genuine guard with mutable access, and what records its end: other threads may see the value that it leaves.
pub(super) struct Recorded<G: Deref> {
    // Dropped in this order: the lock is released, then the drop is recorded.
    pub(super) inner: G,
    pub(super) poisons: PoisonRecorder,
    pub(super) mark: GuardMark,
}

impl<G: Deref> Recorded<G> {
    #[track_caller]
    pub(super) fn new(id: Id, inner: G) -> Self {
        let mark = GuardMark::begin_lock(id, Hold::Exclusive, &*inner);
        Self {
            inner,
            poisons: PoisonRecorder::new(id),
            mark,
        }
    }
}

impl<G: Deref> Drop for Recorded<G> {
    fn drop(&mut self) {
        self.mark.set_value(&*self.inner);
    }
}
