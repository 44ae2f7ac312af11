//! The twin of `OnceLock`.
//!
//! The thread that initializes the value holds the object exclusively; others wait until it is free. An initialized cell
//! never changes again, so reading it is not a step.

use super::held::Held;
use crate::rt::{
    Action, CellKind, GuardMark, Hold, Id, Op, Tag, Until, lower, place_of, raise,
    record_operation, record_refusal, release_without_step, step,
};
use ::std::fmt;
use ::std::sync as real;

/// std's `OnceLock`.
pub struct OnceLock<T> {
    tag: Tag,
    inner: real::OnceLock<T>,
}

impl<T> OnceLock<T> {
    /// std's `new`.
    #[must_use]
    #[track_caller]
    pub const fn new() -> Self {
        Self {
            tag: Tag::new(),
            inner: real::OnceLock::new(),
        }
    }

    fn id(&self) -> Id {
        self.tag.id_in::<T>(CellKind::OnceLock, place_of(self))
    }

    /// std's `get`.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        let id = self.id();
        if self.inner.get().is_none() {
            step(Op::reads(id, Action::Get));
        }
        let value = self.inner.get();
        record_operation(id, Action::Get, Some(&OpaqueOption(value.is_some())));
        value
    }

    /// std's `get_mut`.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.inner.get_mut()
    }

    /// std's `wait`.
    #[track_caller]
    pub fn wait(&self) -> &T {
        if self.inner.get().is_none() {
            step(Op::reads(self.id(), Action::Wait).until(Until::Level(1)));
        }
        self.inner.wait()
    }

    /// std's `set`.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let id = self.id();
        if !self.enter(id, Action::Set) {
            record_refusal(id, Hold::Exclusive, false);
            return Err(value);
        }
        let result = self.inner.set(value);
        raise(id, 1);
        release_without_step(id, Hold::Exclusive);
        record_operation(id, Action::Set, None);
        result
    }

    /// std's `get_or_init`.
    #[track_caller]
    pub fn get_or_init<F>(&self, f: F) -> &T
    where
        F: FnOnce() -> T,
    {
        let id = self.id();
        if !self.enter(id, Action::GetOrInit) {
            record_operation(id, Action::GetOrInit, None);
            return self.inner.get_or_init(f);
        }
        let _mark = GuardMark::begin(id, Hold::Exclusive);
        let held = Held::exclusive(id);
        let value = f();
        drop(held);
        raise(id, 1);
        self.inner.get_or_init(|| value)
    }

    /// Waits while another thread initializes the value, and acquires the cell to write it. Returns false if there is a
    /// value.
    #[track_caller]
    fn enter(&self, id: Id, action: Action) -> bool {
        if self.inner.get().is_some() {
            return false;
        }
        step(Op::writes(id, action).until(Until::Free));
        let is_empty = self.inner.get().is_none();
        if !is_empty {
            release_without_step(id, Hold::Exclusive);
        }
        is_empty
    }

    /// std's `into_inner`.
    pub fn into_inner(self) -> Option<T> {
        self.inner.into_inner()
    }

    /// std's `take`.
    #[track_caller]
    pub fn take(&mut self) -> Option<T> {
        let value = self.inner.take()?;
        let id = self.id();
        lower(id, 1);
        record_operation(id, Action::Take, None);
        Some(value)
    }
}

/// Formats whether there was a value, without asking for its `Debug`.
pub(super) struct OpaqueOption(pub(super) bool);

impl fmt::Debug for OpaqueOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "Some(_)" } else { "None" })
    }
}

impl<T> Default for OnceLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_tuple("OnceLock");
        match self.get() {
            Some(value) => text.field(value),
            None => text.field(&format_args!("<uninit>")),
        };
        text.finish()
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        match self.get() {
            Some(value) => Self::from(value.clone()),
            None => Self::new(),
        }
    }
}

impl<T> From<T> for OnceLock<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self {
            tag: Tag::new(),
            inner: real::OnceLock::from(value),
        }
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    #[track_caller]
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}
