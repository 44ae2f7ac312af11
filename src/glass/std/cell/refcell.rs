//! std's `RefCell`, wrapped to record its borrows.

mod traits;

use super::{Ref, RefMut};
use crate::rt::{CellKind, GuardMark, Hold, Id, Tag, place_of, record_refusal};
use ::std::cell as real;
use ::std::cell::{BorrowError, BorrowMutError};

/// std's `RefCell`.
pub struct RefCell<T: ?Sized> {
    tag: Tag,
    inner: real::RefCell<T>,
}

impl<T> RefCell<T> {
    /// std's `new`.
    #[track_caller]
    pub const fn new(value: T) -> Self {
        Self {
            tag: Tag::new(),
            inner: real::RefCell::new(value),
        }
    }

    /// std's `into_inner`.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }

    /// std's `replace`.
    #[track_caller]
    pub fn replace(&self, value: T) -> T {
        let _mark = self.brief(Hold::Exclusive);
        self.inner.replace(value)
    }

    /// std's `replace_with`.
    #[track_caller]
    pub fn replace_with<F: FnOnce(&mut T) -> T>(&self, f: F) -> T {
        let _mark = self.brief(Hold::Exclusive);
        self.inner.replace_with(f)
    }

    /// std's `swap`.
    #[track_caller]
    pub fn swap(&self, other: &Self) {
        let _marks = self.mark_swap(other);
        self.inner.swap(&other.inner);
    }

    /// Returns the marks of the two cells of a swap, the second first; `None` if a borrow fails.
    #[track_caller]
    fn mark_swap(&self, other: &Self) -> Option<[GuardMark; 2]> {
        let mine = self.brief(Hold::Exclusive)?;
        if ::std::ptr::eq(self, other) {
            record_refusal(other.id(), Hold::Exclusive, true);
            return None;
        }
        let theirs = other.brief(Hold::Exclusive)?;
        Some([theirs, mine])
    }
}

impl<T: ?Sized> RefCell<T> {
    fn id(&self) -> Id {
        self.tag.id_in::<T>(CellKind::RefCell, place_of(self))
    }

    /// std's `borrow`.
    #[track_caller]
    pub fn borrow(&self) -> Ref<'_, T> {
        let id = self.id();
        if self.inner.try_borrow().is_err() {
            record_refusal(id, Hold::Shared, true);
        }
        let inner = self.inner.borrow();
        Ref::new(inner, GuardMark::begin(id, Hold::Shared))
    }

    /// std's `try_borrow`.
    #[track_caller]
    pub fn try_borrow(&self) -> Result<Ref<'_, T>, BorrowError> {
        let id = self.id();
        match self.inner.try_borrow() {
            Ok(inner) => Ok(Ref::new(inner, GuardMark::begin(id, Hold::Shared))),
            Err(error) => {
                record_refusal(id, Hold::Shared, false);
                Err(error)
            }
        }
    }

    /// std's `borrow_mut`.
    #[track_caller]
    pub fn borrow_mut(&self) -> RefMut<'_, T> {
        let id = self.id();
        if self.inner.try_borrow_mut().is_err() {
            record_refusal(id, Hold::Exclusive, true);
        }
        let inner = self.inner.borrow_mut();
        RefMut::new(inner, GuardMark::begin(id, Hold::Exclusive))
    }

    /// std's `try_borrow_mut`.
    #[track_caller]
    pub fn try_borrow_mut(&self) -> Result<RefMut<'_, T>, BorrowMutError> {
        let id = self.id();
        match self.inner.try_borrow_mut() {
            Ok(inner) => Ok(RefMut::new(inner, GuardMark::begin(id, Hold::Exclusive))),
            Err(error) => {
                record_refusal(id, Hold::Exclusive, false);
                Err(error)
            }
        }
    }

    /// std's `as_ptr`.
    pub fn as_ptr(&self) -> *mut T {
        self.inner.as_ptr()
    }

    /// std's `get_mut`.
    pub fn get_mut(&mut self) -> &mut T {
        self.inner.get_mut()
    }

    /// std's `try_borrow_unguarded`.
    ///
    /// # Safety
    /// As std's: the cell must not be borrowed mutably while the reference is used.
    #[expect(unsafe_code, reason = "std's is unsafe, and this only calls it")]
    #[track_caller]
    pub unsafe fn try_borrow_unguarded(&self) -> Result<&T, BorrowError> {
        // SAFETY: the caller makes the promise that std requires. All borrows of this cell are borrows of the genuine
        // cell, so the promise holds for that cell, too.
        let seen = unsafe { self.inner.try_borrow_unguarded() };
        if seen.is_err() {
            record_refusal(self.id(), Hold::Shared, false);
        }
        seen
    }

    /// Returns the mark of a borrow that lasts for one call; the genuine method that is called next makes the borrow
    /// itself. If that will fail, records the refusal and returns `None`; the genuine method then panics as usual.
    #[track_caller]
    fn brief(&self, how: Hold) -> Option<GuardMark> {
        let id = self.id();
        let admits = match how {
            Hold::Shared => self.inner.try_borrow().is_ok(),
            Hold::Exclusive => self.inner.try_borrow_mut().is_ok(),
        };
        if admits {
            Some(GuardMark::begin(id, how))
        } else {
            record_refusal(id, how, true);
            None
        }
    }

    /// Returns the marks of two compared cells, the second first; `None` if a borrow fails.
    #[track_caller]
    fn both_seen(&self, other: &Self) -> Option<[GuardMark; 2]> {
        let mine = self.brief(Hold::Shared)?;
        let theirs = other.brief(Hold::Shared)?;
        Some([theirs, mine])
    }
}

impl<T: Default> RefCell<T> {
    /// std's `take`.
    #[track_caller]
    pub fn take(&self) -> T {
        if self.inner.try_borrow_mut().is_err() {
            record_refusal(self.id(), Hold::Exclusive, true);
            return self.inner.take();
        }
        // The default is created before the borrow begins, as in std: creating it may borrow the cell.
        self.replace(T::default())
    }
}
