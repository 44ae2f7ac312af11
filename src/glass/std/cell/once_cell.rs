//! The twin of `OnceCell`.

use crate::rt::{
    Action, CellKind, GuardMark, Hold, Id, Tag, place_of, record_operation, record_refusal,
};
use ::std::cell as real;
use ::std::fmt;

/// std's `OnceCell`.
pub struct OnceCell<T> {
    inner: real::OnceCell<T>,
    tag: Tag,
}

impl<T> OnceCell<T> {
    /// std's `new`.
    #[must_use]
    #[track_caller]
    pub const fn new() -> Self {
        Self {
            inner: real::OnceCell::new(),
            tag: Tag::new(),
        }
    }

    fn id(&self) -> Id {
        self.tag.id_in::<T>(CellKind::OnceCell, place_of(self))
    }

    /// std's `get`.
    pub fn get(&self) -> Option<&T> {
        self.inner.get()
    }

    /// std's `get_mut`.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.inner.get_mut()
    }

    /// std's `set`.
    ///
    /// # Errors
    /// As std's.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let id = self.id();
        let result = self.inner.set(value);
        match &result {
            Ok(()) => record_operation(id, Action::Set, None),
            Err(_) => record_refusal(id, Hold::Exclusive, false),
        }
        result
    }

    /// std's `get_or_init`.
    #[track_caller]
    pub fn get_or_init<F>(&self, f: F) -> &T
    where
        F: FnOnce() -> T,
    {
        if let Some(value) = self.inner.get() {
            return value;
        }
        let _mark = GuardMark::begin(self.id(), Hold::Exclusive);
        self.inner.get_or_init(f)
    }

    /// std's `into_inner`.
    pub fn into_inner(self) -> Option<T> {
        self.inner.into_inner()
    }

    /// std's `take`.
    #[track_caller]
    pub fn take(&mut self) -> Option<T> {
        let value = self.inner.take()?;
        record_operation(self.id(), Action::Take, None);
        Some(value)
    }
}

impl<T> Default for OnceCell<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<T: Clone> Clone for OnceCell<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            tag: Tag::new(),
        }
    }
}

impl<T> From<T> for OnceCell<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self {
            inner: real::OnceCell::from(value),
            tag: Tag::new(),
        }
    }
}

impl<T: PartialEq> PartialEq for OnceCell<T> {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl<T: Eq> Eq for OnceCell<T> {}
