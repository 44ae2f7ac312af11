//! std's `AtomicBool`.

use super::access::{change, exchange, look};
use crate::rt::Tag;
use ::std::fmt;
use ::std::mem::ManuallyDrop;
use ::std::sync::atomic::{self as real, Ordering};

/// std's `AtomicBool`.
#[repr(C)]
pub struct AtomicBool {
    /// First, so that a pointer to the twin is one to its value.
    inner: real::AtomicBool,
    tag: ManuallyDrop<Tag>,
}

impl AtomicBool {
    /// std's `new`.
    #[must_use]
    #[track_caller]
    pub const fn new(value: bool) -> Self {
        Self {
            tag: ManuallyDrop::new(Tag::new()),
            inner: real::AtomicBool::new(value),
        }
    }

    fetches!(
        bool;
        fetch_and(bool),
        fetch_nand(bool),
        fetch_or(bool),
        fetch_xor(bool),
    );

    /// std's `fetch_not`.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        change(self.id(), "fetch_not", order, || {
            let old = self.inner.fetch_not(order);
            (old, !old)
        })
    }
}

common_to_atomics!(AtomicBool, bool);

impl Default for AtomicBool {
    #[track_caller]
    fn default() -> Self {
        Self::new(false)
    }
}
