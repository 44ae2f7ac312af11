//! `RefCell`: std's own inside, and in front of it who borrowed it, where, and until when. What is written down about a
//! guard afterwards belongs to the guards.

mod traits;

use super::{Ref, RefMut};
use crate::rt::{GuardMark, Hold, Id, Tag, record_refusal};
use ::std::cell as real;
use ::std::cell::{BorrowError, BorrowMutError};

/// A cell whose borrows are checked while the program runs.
pub struct RefCell<T: ?Sized> {
    tag: Tag,
    inner: real::RefCell<T>,
}

impl<T> RefCell<T> {
    /// A cell with a value in it.
    #[track_caller]
    pub const fn new(value: T) -> Self {
        Self {
            tag: Tag::new(),
            inner: real::RefCell::new(value),
        }
    }

    /// The value, without its cell.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }

    /// Puts another value into the cell and gives the old one.
    #[track_caller]
    pub fn replace(&self, value: T) -> T {
        let _mark = self.brief(Hold::Exclusive);
        self.inner.replace(value)
    }

    /// Puts another value into the cell, made from the old one, and gives the old one.
    #[track_caller]
    pub fn replace_with<F: FnOnce(&mut T) -> T>(&self, f: F) -> T {
        let _mark = self.brief(Hold::Exclusive);
        self.inner.replace_with(f)
    }

    /// Exchanges the values of two cells.
    #[track_caller]
    pub fn swap(&self, other: &Self) {
        let _marks = self.both_held(other);
        self.inner.swap(&other.inner);
    }

    /// The marks of the two cells of a swap, the last one first; none when one was refused.
    #[track_caller]
    fn both_held(&self, other: &Self) -> Option<[GuardMark; 2]> {
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
        self.tag.id::<T>("RefCell")
    }

    /// A borrow for reading; panics while a writer holds the cell.
    #[track_caller]
    pub fn borrow(&self) -> Ref<'_, T> {
        let id = self.id();
        if self.inner.try_borrow().is_err() {
            record_refusal(id, Hold::Shared, true);
        }
        let inner = self.inner.borrow();
        Ref::new(inner, GuardMark::begin(id, Hold::Shared))
    }

    /// A borrow for reading, or an error while a writer holds the cell.
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

    /// A borrow for writing; panics while anybody holds the cell.
    #[track_caller]
    pub fn borrow_mut(&self) -> RefMut<'_, T> {
        let id = self.id();
        if self.inner.try_borrow_mut().is_err() {
            record_refusal(id, Hold::Exclusive, true);
        }
        let inner = self.inner.borrow_mut();
        RefMut::new(inner, GuardMark::begin(id, Hold::Exclusive))
    }

    /// A borrow for writing, or an error while anybody holds the cell.
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

    /// A pointer to the value.
    pub fn as_ptr(&self) -> *mut T {
        self.inner.as_ptr()
    }

    /// The value of a cell that nobody else can reach.
    pub fn get_mut(&mut self) -> &mut T {
        self.inner.get_mut()
    }

    /// A look at the value that nobody keeps watch over, or an error while a writer holds the cell.
    ///
    /// # Safety
    /// Nobody may borrow the cell for writing as long as the reference is used.
    #[expect(unsafe_code, reason = "std's own is unsafe, and is only passed on")]
    #[track_caller]
    pub unsafe fn try_borrow_unguarded(&self) -> Result<&T, BorrowError> {
        // SAFETY: the caller promises what the genuine one asks for, in the same words. All borrows of this cell are
        // borrows of the genuine one, so that the promise about this cell is one about that, too.
        let seen = unsafe { self.inner.try_borrow_unguarded() };
        if seen.is_err() {
            record_refusal(self.id(), Hold::Shared, false);
        }
        seen
    }

    /// The mark of a borrow that begins and ends inside one call; the borrow itself is made by the genuine method that
    /// is called next. None, and written down, when that will be refused: then the genuine method panics, from the
    /// place where it always does.
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

    /// The marks of two cells that are compared, the last one first; none when one was refused.
    #[track_caller]
    fn both_seen(&self, other: &Self) -> Option<[GuardMark; 2]> {
        let mine = self.brief(Hold::Shared)?;
        let theirs = other.brief(Hold::Shared)?;
        Some([theirs, mine])
    }
}

impl<T: Default> RefCell<T> {
    /// Leaves the default in the cell and gives what was there.
    #[track_caller]
    pub fn take(&self) -> T {
        if self.inner.try_borrow_mut().is_err() {
            record_refusal(self.id(), Hold::Exclusive, true);
            return self.inner.take();
        }
        // The default is made before the borrow begins, as in std: making it may need the cell.
        self.replace(T::default())
    }
}
