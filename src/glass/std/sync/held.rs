//! Fields of lock guards that tell the scheduler and the record when the guard is dropped. They have no type parameters,
//! because they implement `Drop`.

use crate::rt::{Hold, Id, record_poisoning, release, release_without_step};
use ::std::mem;
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

/// Records that a lock was poisoned. Dropped *after* the genuine guard, and by its rule: a panic began while the guard
/// was alive.
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

    /// Discards this for a guard that is dropped without poisoning.
    pub(super) fn forget(self) {
        mem::forget(self);
    }
}

impl Drop for PoisonRecorder {
    fn drop(&mut self) {
        if self.was_calm && panicking() {
            record_poisoning(self.id);
        }
    }
}
