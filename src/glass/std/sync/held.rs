//! What the guards of locks carry, so that the scheduler and the record hear of their ends. They have no type
//! parameters, because `Drop` stands on them.

use crate::rt::{Hold, Id, record_poisoning, release, release_without_step};
use ::std::mem;
use ::std::thread::panicking;

/// Something is held. Dropped *before* it is really given back: others may come first.
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

    /// Gives back at once what is held alone: as part of a step that this thread has just taken.
    pub(super) fn let_go(self) {
        release_without_step(self.id);
        mem::forget(self);
    }

    /// The scheduler knows already that this is over.
    pub(super) fn settled(self) {
        mem::forget(self);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        release(self.id, self.how);
    }
}

/// Writes down that a lock was poisoned. Dropped *after* the genuine guard, by the same rule: a panic has come up
/// since the guard was given out.
#[derive(Debug)]
pub(super) struct Poisons {
    id: Id,
    calm: bool,
}

impl Poisons {
    pub(super) fn new(id: Id) -> Self {
        let calm = !panicking();
        Self { id, calm }
    }

    /// The guard ends in a way that never poisons.
    pub(super) fn never(self) {
        mem::forget(self);
    }
}

impl Drop for Poisons {
    fn drop(&mut self) {
        if self.calm && panicking() {
            record_poisoning(self.id);
        }
    }
}
