//! The twin of `Once`.
//!
//! Whoever runs the closure holds the object alone; others wait until it is free. What is complete stays so, which
//! is why looking at it then is no step any more: nobody's turn could change what is seen.

use super::OnceState;
use crate::rt::{
    GuardMark, Hold, Id, Op, Tag, Until, lower, raise, record_operation, record_poisoning, release,
    release_without_step, step,
};
use ::std::fmt;
use ::std::sync as real;

/// The level of one whose closure panicked.
const POISONED: u64 = 1;
/// The level of one that is done.
const COMPLETE: u64 = 2;

/// std's once, with the scheduler saying who is the one.
pub struct Once {
    tag: Tag,
    inner: real::Once,
}

/// A once that nothing was done with.
#[deprecated(since = "1.38.0", note = "the `Once::new()` function is now preferred")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "it is meant to be copied into a static"
)]
pub const ONCE_INIT: Once = Once::new();

impl Once {
    /// A once that nothing was done with.
    #[expect(clippy::new_without_default, reason = "std's has none either")]
    #[must_use]
    #[track_caller]
    pub const fn new() -> Self {
        Self {
            tag: Tag::new(),
            inner: real::Once::new(),
        }
    }

    fn id(&self) -> Id {
        self.tag.id::<()>("Once")
    }

    /// Runs the closure, if none has run before; waits for it, if one runs now.
    #[track_caller]
    pub fn call_once<F>(&self, f: F)
    where
        F: FnOnce(),
    {
        if let Some(run) = self.enter("call_once") {
            self.inner.call_once(move || run.through(false, f));
        }
    }

    /// The same, also after a panic.
    #[track_caller]
    pub fn call_once_force<F>(&self, f: F)
    where
        F: FnOnce(&OnceState),
    {
        if let Some(run) = self.enter("call_once_force") {
            self.inner
                .call_once_force(move |state| run.through(state.is_poisoned(), || f(state)));
        }
    }

    /// Waits while somebody runs a closure; none when that has done it.
    #[track_caller]
    fn enter(&self, what: &'static str) -> Option<Run> {
        let id = self.id();
        if !self.inner.is_completed() {
            step(Op::writes(id, what).until(Until::Free));
            if !self.inner.is_completed() {
                let stage = Stage::Before;
                return Some(Run { id, stage });
            }
            release_without_step(id);
        }
        record_operation(id, what, None);
        None
    }

    /// Whether a closure has run to its end.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        let id = self.id();
        if !self.inner.is_completed() {
            step(Op::reads(id, "is_completed"));
        }
        let is_completed = self.inner.is_completed();
        record_operation(id, "is_completed", Some(&is_completed));
        is_completed
    }

    /// Waits until a closure has run to its end.
    #[track_caller]
    pub fn wait(&self) {
        if !self.inner.is_completed() {
            step(Op::reads(self.id(), "wait").until(Until::Level(POISONED)));
        }
        // It is complete or poisoned, so this returns or panics.
        self.inner.wait();
    }

    /// The same, also through panics.
    #[track_caller]
    pub fn wait_force(&self) {
        if !self.inner.is_completed() {
            step(Op::reads(self.id(), "wait_force").until(Until::Level(COMPLETE)));
        }
        self.inner.wait_force();
    }
}

/// The right to run the closure. Dropped inside the genuine once, so that others may come first before it is
/// complete or poisoned.
struct Run {
    id: Id,
    stage: Stage,
}

/// How far a run has come.
enum Stage {
    /// The genuine once may still refuse it.
    Before,
    Inside,
    Behind,
}

impl Run {
    /// Runs the closure, inside the genuine once.
    fn through(self, was_poisoned: bool, f: impl FnOnce()) {
        let _mark = GuardMark::begin(self.id, Hold::Exclusive);
        // Behind the mark, and therefore dropped before it.
        let mut run = self;
        if was_poisoned {
            lower(run.id, POISONED);
        }
        run.stage = Stage::Inside;
        f();
        run.stage = Stage::Behind;
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        release(self.id, Hold::Exclusive);
        match self.stage {
            Stage::Before => {}
            Stage::Inside => {
                raise(self.id, POISONED);
                record_poisoning(self.id);
            }
            Stage::Behind => raise(self.id, COMPLETE),
        }
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
