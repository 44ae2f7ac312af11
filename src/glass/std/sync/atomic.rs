//! std's atomics. Every access is a step of its own, and is recorded with its values.
//!
//! Memory is sequentially consistent, whatever the ordering: a read always sees the last write. Invalid orderings panic,
//! because the genuine atomic inside gets the given ordering.

#[macro_use]
mod exchanges;

mod access;
mod atomic_bool;
mod atomic_ptr;
mod integers;

pub use ::std::sync::atomic::{Ordering, compiler_fence, fence};
pub use atomic_bool::AtomicBool;
#[cfg(target_has_atomic = "ptr")]
pub use atomic_ptr::AtomicPtr;
pub use integers::*;

/// std's `ATOMIC_BOOL_INIT`.
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
#[expect(clippy::declare_interior_mutable_const, reason = "std's is one, too")]
pub const ATOMIC_BOOL_INIT: AtomicBool = AtomicBool::new(false);

/// std's `ATOMIC_ISIZE_INIT`.
#[cfg(target_has_atomic = "ptr")]
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
#[expect(clippy::declare_interior_mutable_const, reason = "std's is one, too")]
pub const ATOMIC_ISIZE_INIT: AtomicIsize = AtomicIsize::new(0);

/// std's `ATOMIC_USIZE_INIT`.
#[cfg(target_has_atomic = "ptr")]
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
#[expect(clippy::declare_interior_mutable_const, reason = "std's is one, too")]
pub const ATOMIC_USIZE_INIT: AtomicUsize = AtomicUsize::new(0);

/// std's `spin_loop_hint`.
#[deprecated(since = "1.51.0", note = "use hint::spin_loop instead")]
#[track_caller]
pub fn spin_loop_hint() {
    crate::hint::spin_loop();
}
