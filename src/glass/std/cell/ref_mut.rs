//! `RefMut`: a borrow for writing, and its mark in the record.

use crate::rt::GuardMark;
use ::std::cell as real;
use ::std::fmt::{self, Debug, Display, Formatter};
use ::std::ops::{Deref, DerefMut};

/// A borrow of a `RefCell` for writing.
pub struct RefMut<'b, T: ?Sized + 'b> {
    // First the borrow ends, then that is written down.
    inner: real::RefMut<'b, T>,
    mark: GuardMark,
}

impl<'b, T: ?Sized> RefMut<'b, T> {
    pub(super) fn new(inner: real::RefMut<'b, T>, mark: GuardMark) -> Self {
        Self { inner, mark }
    }

    /// The borrow of a part.
    pub fn map<U: ?Sized, F>(orig: RefMut<'b, T>, f: F) -> RefMut<'b, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        RefMut::new(real::RefMut::map(orig.inner, f), orig.mark)
    }

    /// The borrow of a part, if it is there; else the whole borrow is given back.
    pub fn filter_map<U: ?Sized, F>(orig: RefMut<'b, T>, f: F) -> Result<RefMut<'b, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        match real::RefMut::filter_map(orig.inner, f) {
            Ok(inner) => Ok(RefMut::new(inner, orig.mark)),
            Err(inner) => Err(RefMut::new(inner, orig.mark)),
        }
    }

    /// The borrows of two parts that do not overlap.
    #[track_caller]
    pub fn map_split<U: ?Sized, V: ?Sized, F>(
        orig: RefMut<'b, T>,
        f: F,
    ) -> (RefMut<'b, U>, RefMut<'b, V>)
    where
        F: FnOnce(&mut T) -> (&mut U, &mut V),
    {
        let (one, other) = real::RefMut::map_split(orig.inner, f);
        let another = orig.mark.another();
        (RefMut::new(one, another), RefMut::new(other, orig.mark))
    }
}

impl<T: ?Sized> Deref for RefMut<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized> DerefMut for RefMut<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

impl<T: ?Sized + Display> Display for RefMut<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.inner, f)
    }
}

impl<T: ?Sized + Debug> Debug for RefMut<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.inner, f)
    }
}
