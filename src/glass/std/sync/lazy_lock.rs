//! The twin of `LazyLock`.
//!
//! It is built from other types of std: after the closure has ended, other threads may run before the value becomes
//! visible, and std's `LazyLock` has no hook between the two. The rules of `OnceLock` apply here, too.

use super::held::Held;
use super::once_lock::OpaqueOption;
use crate::rt::{
    Action, CellKind, GuardMark, Hold, Id, Op, Tag, Until, record_operation, record_poisoning,
    release_without_step, step,
};
use ::std::fmt;
use ::std::mem;
use ::std::ops::{Deref, DerefMut};
use ::std::panic::{self, RefUnwindSafe, UnwindSafe};
use ::std::sync::{self as real, PoisonError};

/// std's `LazyLock`.
pub struct LazyLock<T, F = fn() -> T> {
    tag: Tag,
    /// `None` once it has been called. Locked only by the thread that holds the object exclusively, so it never blocks.
    init: real::Mutex<Option<F>>,
    value: real::OnceLock<T>,
}

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// std's `new`.
    #[track_caller]
    pub const fn new(f: F) -> Self {
        Self {
            tag: Tag::new(),
            init: real::Mutex::new(Some(f)),
            value: real::OnceLock::new(),
        }
    }

    /// std's `force`.
    #[track_caller]
    pub fn force(this: &Self) -> &T {
        if let Some(value) = this.value.get() {
            return value;
        }
        let id = this.id();
        step(Op::writes(id, Action::Force).until(Until::Free));
        if let Some(value) = this.value.get() {
            release_without_step(id, Hold::Exclusive);
            return value;
        }
        let init = this
            .init
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(init) = init else {
            release_without_step(id, Hold::Exclusive);
            panic_as_std()
        };
        let _mark = GuardMark::begin(id, Hold::Exclusive);
        let breaks = PoisonOnDrop(id);
        let held = Held::exclusive(id);
        let value = init();
        drop(held);
        mem::forget(breaks);
        this.value.get_or_init(|| value)
    }

    /// std's `force_mut`.
    #[track_caller]
    pub fn force_mut(this: &mut Self) -> &mut T {
        if this.value.get().is_none() {
            let init = this.init.get_mut().unwrap_or_else(PoisonError::into_inner);
            let Some(init) = init.take() else {
                panic_as_std()
            };
            let id = this.id();
            let _mark = GuardMark::begin(id, Hold::Exclusive);
            let breaks = PoisonOnDrop(id);
            let value = init();
            mem::forget(breaks);
            this.value = real::OnceLock::from(value);
        }
        this.value
            .get_mut()
            .expect("it was there, or has just been made")
    }
}

impl<T, F> LazyLock<T, F> {
    fn id(&self) -> Id {
        self.tag.id::<T>(CellKind::LazyLock)
    }

    /// std's `get_mut`.
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        this.value.get_mut()
    }

    /// std's `get`.
    #[track_caller]
    pub fn get(this: &Self) -> Option<&T> {
        let id = this.id();
        if this.value.get().is_none() {
            step(Op::reads(id, Action::Get));
        }
        let value = this.value.get();
        record_operation(id, Action::Get, Some(&OpaqueOption(value.is_some())));
        value
    }
}

/// Records on drop that the closure panicked; forgotten if it did not.
struct PoisonOnDrop(Id);

impl Drop for PoisonOnDrop {
    fn drop(&mut self) {
        record_poisoning(self.0);
    }
}

/// Panics with the message and the place of a genuine `LazyLock` whose closure panicked before.
fn panic_as_std() -> ! {
    let broken = real::LazyLock::<()>::new(|| panic::resume_unwind(Box::new(())));
    let _ = panic::catch_unwind(|| *broken);
    let () = *broken;
    unreachable!("it was broken just now")
}

/// std's has a `Drop`, too: the value must not borrow from something that is dropped at the same time.
impl<T, F> Drop for LazyLock<T, F> {
    fn drop(&mut self) {}
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        Self::force(self)
    }
}

impl<T, F: FnOnce() -> T> DerefMut for LazyLock<T, F> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        Self::force_mut(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for LazyLock<T, F> {
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_tuple("LazyLock");
        match Self::get(self) {
            Some(value) => text.field(value),
            None => text.field(&format_args!("<uninit>")),
        };
        text.finish()
    }
}

// std's bounds; the automatic ones would not depend on `F`, which is in a mutex here.
impl<T: RefUnwindSafe + UnwindSafe, F: UnwindSafe> RefUnwindSafe for LazyLock<T, F> {}
impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for LazyLock<T, F> {}
