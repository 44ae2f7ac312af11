//! The twin of `Once`.
//!
//! The thread that runs the closure holds the object exclusively; others wait until it is free. A completed `Once` never
//! changes again, so reading it is not a step.

use super::OnceState;
use crate::rt::{
    Action, CellKind, GuardMark, Hold, Id, Op, Tag, Until, lower, raise, record_operation,
    record_poisoning, release, release_without_step, step,
};
use ::std::fmt;
use ::std::sync as real;

/// The level after the closure panicked.
const POISONED: u64 = 1;
/// The level after the closure finished.
const COMPLETE: u64 = 2;

/// std's `Once`.
pub struct Once {
    tag: Tag,
    inner: real::Once,
}

/// std's `ONCE_INIT`.
#[deprecated(since = "1.38.0", note = "the `Once::new()` function is now preferred")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "it is meant to be copied into a static"
)]
pub const ONCE_INIT: Once = Once::new();

impl Once {
    /// std's `new`.
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
        self.tag.id::<()>(CellKind::Once)
    }

    /// std's `call_once`.
    #[track_caller]
    pub fn call_once<F>(&self, f: F)
    where
        F: FnOnce(),
    {
        if let Some(run) = self.enter(Action::CallOnce) {
            self.inner.call_once(move || run.call(false, f));
        }
    }

    /// std's `call_once_force`.
    #[track_caller]
    pub fn call_once_force<F>(&self, f: F)
    where
        F: FnOnce(&OnceState),
    {
        if let Some(run) = self.enter(Action::CallOnceForce) {
            self.inner
                .call_once_force(move |state| run.call(state.is_poisoned(), || f(state)));
        }
    }

    /// Waits while another thread runs a closure. Returns `None` if that completed this `Once`.
    #[track_caller]
    fn enter(&self, action: Action) -> Option<Run> {
        let id = self.id();
        if !self.inner.is_completed() {
            step(Op::writes(id, action).until(Until::Free));
            if !self.inner.is_completed() {
                let stage = Stage::Before;
                return Some(Run { id, stage });
            }
            release_without_step(id, Hold::Exclusive);
        }
        record_operation(id, action, None);
        None
    }

    /// std's `is_completed`.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        let id = self.id();
        if !self.inner.is_completed() {
            step(Op::reads(id, Action::IsCompleted));
        }
        let is_completed = self.inner.is_completed();
        record_operation(id, Action::IsCompleted, Some(&is_completed));
        is_completed
    }

    /// std's `wait`.
    #[track_caller]
    pub fn wait(&self) {
        if !self.inner.is_completed() {
            step(Op::reads(self.id(), Action::Wait).until(Until::Level(POISONED)));
        }
        // It is complete or poisoned, so this returns or panics.
        self.inner.wait();
    }

    /// std's `wait_force`.
    #[track_caller]
    pub fn wait_force(&self) {
        if !self.inner.is_completed() {
            step(Op::reads(self.id(), Action::WaitForce).until(Until::Level(COMPLETE)));
        }
        self.inner.wait_force();
    }
}

/// The right to run the closure. Dropped inside the genuine `Once`, so that other threads may run before it is complete
/// or poisoned.
struct Run {
    id: Id,
    stage: Stage,
}

enum Stage {
    /// The genuine `Once` may still reject it.
    Before,
    Inside,
    Finished,
}

impl Run {
    /// Runs the closure. Called inside the genuine `Once`.
    fn call(self, was_poisoned: bool, f: impl FnOnce()) {
        let _mark = GuardMark::begin(self.id, Hold::Exclusive);
        // Declared after the mark, so that it is dropped before it.
        let mut run = self;
        if was_poisoned {
            lower(run.id, POISONED);
        }
        run.stage = Stage::Inside;
        f();
        run.stage = Stage::Finished;
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
            Stage::Finished => raise(self.id, COMPLETE),
        }
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
