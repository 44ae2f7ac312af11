//! std's `Ref`, with a mark for the record.

use crate::rt::GuardMark;
use ::std::cell as real;
use ::std::fmt::{self, Debug, Display, Formatter};
use ::std::ops::Deref;

/// std's `Ref`.
pub struct Ref<'b, T: ?Sized + 'b> {
    // Dropped in this order: the borrow ends, then the drop is recorded.
    inner: real::Ref<'b, T>,
    mark: GuardMark,
}

impl<'b, T: ?Sized> Ref<'b, T> {
    pub(super) fn new(inner: real::Ref<'b, T>, mark: GuardMark) -> Self {
        Self { inner, mark }
    }

    /// std's `clone`.
    #[must_use]
    #[track_caller]
    #[expect(clippy::should_implement_trait, reason = "std's has this name, too")]
    pub fn clone(orig: &Ref<'b, T>) -> Ref<'b, T> {
        let inner = real::Ref::clone(&orig.inner);
        Ref::new(inner, orig.mark.another())
    }

    /// std's `map`.
    pub fn map<U: ?Sized, F>(orig: Ref<'b, T>, f: F) -> Ref<'b, U>
    where
        F: FnOnce(&T) -> &U,
    {
        Ref::new(real::Ref::map(orig.inner, f), orig.mark)
    }

    /// std's `filter_map`.
    pub fn filter_map<U: ?Sized, F>(orig: Ref<'b, T>, f: F) -> Result<Ref<'b, U>, Self>
    where
        F: FnOnce(&T) -> Option<&U>,
    {
        match real::Ref::filter_map(orig.inner, f) {
            Ok(inner) => Ok(Ref::new(inner, orig.mark)),
            Err(inner) => Err(Ref::new(inner, orig.mark)),
        }
    }

    /// std's `map_split`.
    #[track_caller]
    pub fn map_split<U: ?Sized, V: ?Sized, F>(orig: Ref<'b, T>, f: F) -> (Ref<'b, U>, Ref<'b, V>)
    where
        F: FnOnce(&T) -> (&U, &V),
    {
        let (one, other) = real::Ref::map_split(orig.inner, f);
        let another = orig.mark.another();
        (Ref::new(one, another), Ref::new(other, orig.mark))
    }
}

impl<T: ?Sized> Deref for Ref<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized + Display> Display for Ref<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.inner, f)
    }
}

impl<T: ?Sized + Debug> Debug for Ref<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.inner, f)
    }
}
