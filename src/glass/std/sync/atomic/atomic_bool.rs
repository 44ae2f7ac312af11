//! std's `AtomicBool`.

use super::access::{change, exchange, look};
use crate::rt::{Action, Tag};
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
        fetch_and(bool) = FetchAnd,
        fetch_nand(bool) = FetchNand,
        fetch_or(bool) = FetchOr,
        fetch_xor(bool) = FetchXor,
    );

    /// std's `fetch_not`.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        change(self.id(), Action::FetchNot, order, || {
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
