//! The traits of `RefCell`. Most methods borrow for one call, which is recorded like any other borrow. The genuine
//! implementation does the work, so that the panics are the genuine ones.

use super::RefCell;
use crate::rt::{GuardMark, Hold, Tag, record_refusal};
use ::std::cmp::Ordering;
use ::std::fmt::{self, Debug, Formatter};

impl<T: Clone> Clone for RefCell<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let _mark = self.brief(Hold::Shared);
        Self {
            tag: Tag::new(),
            inner: self.inner.clone(),
        }
    }

    #[track_caller]
    fn clone_from(&mut self, source: &Self) {
        let _mark = source.brief(Hold::Shared);
        self.inner.clone_from(&source.inner);
    }
}

impl<T: Default> Default for RefCell<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for RefCell<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

/// Methods that read two cells.
macro_rules! comparing {
    ($($method:ident -> $answer:ty),+) => {
        $(
            #[track_caller]
            fn $method(&self, other: &Self) -> $answer {
                let _marks = self.both_seen(other);
                self.inner.$method(&other.inner)
            }
        )+
    };
}

impl<T: ?Sized + PartialEq> PartialEq for RefCell<T> {
    comparing!(eq -> bool);
}

impl<T: ?Sized + Eq> Eq for RefCell<T> {}

impl<T: ?Sized + PartialOrd> PartialOrd for RefCell<T> {
    comparing!(partial_cmp -> Option<Ordering>, lt -> bool, le -> bool, gt -> bool, ge -> bool);
}

impl<T: ?Sized + Ord> Ord for RefCell<T> {
    comparing!(cmp -> Ordering);
}

impl<T: ?Sized + Debug> Debug for RefCell<T> {
    #[track_caller]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let id = self.id();
        let _mark = if self.inner.try_borrow().is_ok() {
            Some(GuardMark::begin(id, Hold::Shared))
        } else {
            record_refusal(id, Hold::Shared, false);
            None
        };
        self.inner.fmt(f)
    }
}
