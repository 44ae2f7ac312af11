//! std's atomic integers of every width that the target has.

use super::access::{change, exchange, look};
use crate::rt::{Action, Tag};
use ::std::fmt;
use ::std::mem::ManuallyDrop;
use ::std::sync::atomic::{self as real, Ordering};

macro_rules! atomic_integers {
    ($($width:literal: $name:ident($value:ty)),+ $(,)?) => {
        $(
            #[cfg(target_has_atomic = $width)]
            #[doc = concat!("std's `", stringify!($name), "`.")]
            #[repr(C)]
            pub struct $name {
                /// First, so that a pointer to the twin is one to its value.
                inner: real::$name,
                tag: ManuallyDrop<Tag>,
            }

            #[cfg(target_has_atomic = $width)]
            const _: () = {
                impl $name {
                    /// std's `new`.
                    #[must_use]
                    #[track_caller]
                    pub const fn new(value: $value) -> Self {
                        Self {
                            tag: ManuallyDrop::new(Tag::new()),
                            inner: real::$name::new(value),
                        }
                    }

                    fetches!(
                        $value;
                        fetch_add($value) = FetchAdd,
                        fetch_sub($value) = FetchSub,
                        fetch_and($value) = FetchAnd,
                        fetch_nand($value) = FetchNand,
                        fetch_or($value) = FetchOr,
                        fetch_xor($value) = FetchXor,
                        fetch_max($value) = FetchMax,
                        fetch_min($value) = FetchMin,
                    );
                }

                common_to_atomics!($name, $value);

                impl Default for $name {
                    #[track_caller]
                    fn default() -> Self {
                        Self::new(0)
                    }
                }
            };
        )+
    };
}

atomic_integers!(
    "8": AtomicI8(i8),
    "8": AtomicU8(u8),
    "16": AtomicI16(i16),
    "16": AtomicU16(u16),
    "32": AtomicI32(i32),
    "32": AtomicU32(u32),
    "64": AtomicI64(i64),
    "64": AtomicU64(u64),
    "ptr": AtomicIsize(isize),
    "ptr": AtomicUsize(usize),
);
