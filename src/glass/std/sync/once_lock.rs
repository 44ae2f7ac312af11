//! The twin of `OnceLock`.
//!
//! Whoever makes the value holds the object alone; others wait until it is free. What is there stays there, which is
//! why looking at it then is no step any more: nobody's turn could change what is seen.

use super::held::Held;
use crate::rt::{
    GuardMark, Hold, Id, Op, Tag, Until, lower, raise, record_operation, record_refusal,
    release_without_step, step,
};
use ::std::fmt;
use ::std::sync as real;

/// std's cell that is written once, with the scheduler saying who writes it.
pub struct OnceLock<T> {
    tag: Tag,
    inner: real::OnceLock<T>,
}

impl<T> OnceLock<T> {
    /// An empty cell.
    #[must_use]
    #[track_caller]
    pub const fn new() -> Self {
        Self {
            tag: Tag::new(),
            inner: real::OnceLock::new(),
        }
    }

    fn id(&self) -> Id {
        self.tag.id::<T>("OnceLock")
    }

    /// What is in it.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        let id = self.id();
        if self.inner.get().is_none() {
            step(Op::reads(id, "get"));
        }
        let value = self.inner.get();
        record_operation(id, "get", Some(&Seen(value.is_some())));
        value
    }

    /// What is in it: nobody else can look at it meanwhile.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.inner.get_mut()
    }

    /// Waits until something is in it.
    #[track_caller]
    pub fn wait(&self) -> &T {
        if self.inner.get().is_none() {
            step(Op::reads(self.id(), "wait").until(Until::Level(1)));
        }
        self.inner.wait()
    }

    /// Puts a value in, if there is none.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let id = self.id();
        if !self.enter(id, "set") {
            record_refusal(id, Hold::Exclusive, false);
            return Err(value);
        }
        let result = self.inner.set(value);
        raise(id, 1);
        release_without_step(id);
        record_operation(id, "set", None);
        result
    }

    /// What is in it; if nothing is, what the closure makes.
    #[track_caller]
    pub fn get_or_init<F>(&self, f: F) -> &T
    where
        F: FnOnce() -> T,
    {
        let id = self.id();
        if !self.enter(id, "get_or_init") {
            record_operation(id, "get_or_init", None);
            return self.inner.get_or_init(f);
        }
        let _mark = GuardMark::begin(id, Hold::Exclusive);
        let held = Held::exclusive(id);
        let value = f();
        drop(held);
        raise(id, 1);
        self.inner.get_or_init(|| value)
    }

    /// Waits while somebody makes the value, and takes the cell to write it. False: there is a value.
    #[track_caller]
    fn enter(&self, id: Id, what: &'static str) -> bool {
        if self.inner.get().is_some() {
            return false;
        }
        step(Op::writes(id, what).until(Until::Free));
        let is_empty = self.inner.get().is_none();
        if !is_empty {
            release_without_step(id);
        }
        is_empty
    }

    /// What is in it, at its end.
    pub fn into_inner(self) -> Option<T> {
        self.inner.into_inner()
    }

    /// Takes out what is in it, and begins anew.
    #[track_caller]
    pub fn take(&mut self) -> Option<T> {
        let value = self.inner.take()?;
        let id = self.id();
        lower(id, 1);
        record_operation(id, "take", None);
        Some(value)
    }
}

/// Whether there was a value, in words that need nothing of it.
pub(super) struct Seen(pub(super) bool);

impl fmt::Debug for Seen {
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
