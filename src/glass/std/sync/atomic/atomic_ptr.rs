//! std's `AtomicPtr`.

#![cfg(target_has_atomic = "ptr")]

use super::access::{change, exchange, look};
use crate::rt::{Action, Tag};
use ::std::fmt;
use ::std::mem::ManuallyDrop;
use ::std::ptr;
use ::std::sync::atomic::{self as real, Ordering};

/// std's `AtomicPtr`.
#[repr(C)]
pub struct AtomicPtr<T> {
    /// First, so that a pointer to the twin is one to its value.
    inner: real::AtomicPtr<T>,
    tag: ManuallyDrop<Tag>,
}

impl<T> AtomicPtr<T> {
    /// std's `new`.
    #[track_caller]
    pub const fn new(value: *mut T) -> Self {
        Self {
            tag: ManuallyDrop::new(Tag::new()),
            inner: real::AtomicPtr::new(value),
        }
    }

    fetches!(
        *mut T;
        fetch_ptr_add(usize) = FetchPtrAdd,
        fetch_ptr_sub(usize) = FetchPtrSub,
        fetch_byte_add(usize) = FetchByteAdd,
        fetch_byte_sub(usize) = FetchByteSub,
        fetch_or(usize) = FetchOr,
        fetch_and(usize) = FetchAnd,
        fetch_xor(usize) = FetchXor,
    );
}

common_to_atomics!(AtomicPtr<T>, *mut T);

impl<T> Default for AtomicPtr<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(ptr::null_mut())
    }
}

impl<T> fmt::Pointer for AtomicPtr<T> {
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.load(Ordering::Relaxed), f)
    }
}
