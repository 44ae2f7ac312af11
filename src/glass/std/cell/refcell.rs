//! RefCell.
use crate::rt::{Hold, Id, Mark, Tag, refused};
use ::std::cell as real;
use ::std::ops::{Deref, DerefMut};

pub struct RefCell<T: ?Sized> {
    tag: Tag,
    inner: real::RefCell<T>,
}
pub struct Ref<'b, T: ?Sized> {
    inner: real::Ref<'b, T>,
    _mark: Mark,
}
pub struct RefMut<'b, T: ?Sized> {
    inner: real::RefMut<'b, T>,
    _mark: Mark,
}
impl<T> RefCell<T> {
    #[track_caller]
    pub const fn new(value: T) -> Self {
        Self { tag: Tag::new(), inner: real::RefCell::new(value) }
    }
}
impl<T: ?Sized> RefCell<T> {
    fn id(&self) -> Id {
        self.tag.id::<T>("RefCell")
    }
    #[track_caller]
    pub fn borrow(&self) -> Ref<'_, T> {
        let id = self.id();
        if self.inner.try_borrow().is_err() {
            refused(id, Hold::Shared, true);
        }
        Ref { inner: self.inner.borrow(), _mark: Mark::begin(id, Hold::Shared) }
    }
    #[track_caller]
    pub fn borrow_mut(&self) -> RefMut<'_, T> {
        let id = self.id();
        if self.inner.try_borrow_mut().is_err() {
            refused(id, Hold::Alone, true);
        }
        RefMut { inner: self.inner.borrow_mut(), _mark: Mark::begin(id, Hold::Alone) }
    }
}
impl<T: ?Sized> Deref for Ref<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.inner
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
