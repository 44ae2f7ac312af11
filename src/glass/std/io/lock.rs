//! The lock of a standard stream as the scheduler sees it. Who has it may print or read; the genuine lock is not this
//! file's business.

use crate::rt::{Id, Op, Tag, Until, me, release_without_step, step, take_if_free};
use ::std::sync::atomic::{AtomicU32, Ordering};

/// Nobody has it.
const NOBODY: u32 = u32::MAX;

/// A lock that the thread which has it may take again, where std's allows that.
pub(super) struct Lock {
    tag: Tag,
    stream: &'static str,
    // Only the thread whose turn it is looks at these.
    holder: AtomicU32,
    times: AtomicU32,
}

/// The lock is held, until this is dropped.
pub(super) struct Held(&'static Lock);

impl Lock {
    pub(super) const fn of(stream: &'static str) -> Self {
        Self {
            tag: Tag::new(),
            stream,
            holder: AtomicU32::new(NOBODY),
            times: AtomicU32::new(0),
        }
    }

    pub(super) fn id(&self) -> Id {
        self.tag.id::<()>(self.stream)
    }

    /// Takes it when nobody else has it.
    #[track_caller]
    pub(super) fn take(&'static self, what: &'static str) -> Held {
        if self.holder.load(Ordering::Relaxed) != me() {
            self.take_once(what);
        }
        self.count()
    }

    /// The same, for a lock that its holder must not take again.
    #[track_caller]
    pub(super) fn take_alone(&'static self, what: &'static str) -> Held {
        self.take_once(what);
        self.count()
    }

    /// The same as `take`, and not a step unless somebody else has it.
    #[track_caller]
    pub(super) fn take_unnoticed(&'static self, what: &'static str) -> Held {
        if self.holder.load(Ordering::Relaxed) != me() && !take_if_free(self.id()) {
            self.take_once(what);
        }
        self.count()
    }

    #[track_caller]
    fn take_once(&self, what: &'static str) {
        step(Op::writes(self.id(), what).until(Until::Free));
        self.times.store(0, Ordering::Relaxed);
    }

    fn count(&'static self) -> Held {
        self.holder.store(me(), Ordering::Relaxed);
        self.times.fetch_add(1, Ordering::Relaxed);
        Held(self)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Self(lock) = self;
        if lock.times.fetch_sub(1, Ordering::Relaxed) == 1 {
            lock.holder.store(NOBODY, Ordering::Relaxed);
            // Not a step: without a `try_lock` nobody can tell how long before its next step a thread gave it back.
            release_without_step(lock.id());
        }
    }
}
