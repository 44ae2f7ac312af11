//! std's `RefMut`, with a mark for the record.

use crate::rt::GuardMark;
use ::std::cell as real;
use ::std::fmt::{self, Debug, Display, Formatter};
use ::std::ops::{Deref, DerefMut};

/// std's `RefMut`.
pub struct RefMut<'b, T: ?Sized + 'b> {
    // Dropped in this order: the borrow ends, then the drop is recorded.
    inner: real::RefMut<'b, T>,
    mark: GuardMark,
}

impl<'b, T: ?Sized> RefMut<'b, T> {
    pub(super) fn new(inner: real::RefMut<'b, T>, mark: GuardMark) -> Self {
        Self { inner, mark }
    }

    /// std's `map`.
    pub fn map<U: ?Sized, F>(orig: RefMut<'b, T>, f: F) -> RefMut<'b, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        RefMut::new(real::RefMut::map(orig.inner, f), orig.mark)
    }

    /// std's `filter_map`.
    pub fn filter_map<U: ?Sized, F>(orig: RefMut<'b, T>, f: F) -> Result<RefMut<'b, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        match real::RefMut::filter_map(orig.inner, f) {
            Ok(inner) => Ok(RefMut::new(inner, orig.mark)),
            Err(inner) => Err(RefMut::new(inner, orig.mark)),
        }
    }

    /// std's `map_split`.
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
