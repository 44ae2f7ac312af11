// The atomic integers: each method of each width.

use crate::panics::said_by;
use crate::{assert_has, assert_has_not};
use std::hint::black_box;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, AtomicUsize, Ordering, compiler_fence, fence,
};
use std::thread;

macro_rules! integer {
    ($module:ident, $atomic:ident, $value:ident) => {
        mod $module {
            use super::*;

            static STATIC: $atomic = $atomic::new(40);
            const INSIDE: $value = $atomic::new(7).into_inner();

            #[test]
            fn each_operation_returns_the_old_value_and_stores_the_new_one() {
                type Operation = fn(&$atomic, $value, Ordering) -> $value;
                type Meaning = fn($value, $value) -> $value;
                let operations: [(Operation, Meaning); 9] = [
                    ($atomic::swap, |_, with| with),
                    ($atomic::fetch_add, $value::wrapping_add),
                    ($atomic::fetch_sub, $value::wrapping_sub),
                    ($atomic::fetch_and, |old, with| old & with),
                    ($atomic::fetch_nand, |old, with| !(old & with)),
                    ($atomic::fetch_or, |old, with| old | with),
                    ($atomic::fetch_xor, |old, with| old ^ with),
                    ($atomic::fetch_max, $value::max),
                    ($atomic::fetch_min, $value::min),
                ];
                let values = [0, 1, 13, 0x55, $value::MIN, $value::MAX];
                for (operation, meaning) in operations {
                    for (old, with) in values.iter().flat_map(|old| values.map(|with| (*old, with))) {
                        let number = $atomic::new(old);
                        assert_eq!(operation(&number, with, SeqCst), old);
                        assert_eq!(number.into_inner(), meaning(old, with));
                    }
                }
            }

            #[test]
            fn it_is_loaded_stored_and_exchanged() {
                assert_eq!(STATIC.fetch_add(2, SeqCst), 40);
                assert_eq!((STATIC.load(Acquire), INSIDE), (42, 7));
                let number = $atomic::new(1);
                number.store(2, Release);
                assert_eq!(number.compare_exchange(1, 3, SeqCst, SeqCst), Err(2));
                assert_eq!(number.compare_exchange(2, 3, AcqRel, Acquire), Ok(2));
                assert_eq!(number.compare_exchange_weak(2, 4, SeqCst, Relaxed), Err(3));
                while number.compare_exchange_weak(3, 5, SeqCst, Relaxed).is_err() {}
                assert_eq!(number.load(Relaxed), 5);
            }

            #[test]
            #[expect(deprecated, reason = "std still has it")]
            fn compare_and_swap_returns_the_previous_value() {
                let number = $atomic::new(1);
                assert_eq!(number.compare_and_swap(2, 3, SeqCst), 1);
                assert_eq!(number.compare_and_swap(1, 3, Release), 1);
                assert_eq!(number.compare_and_swap(1, 4, AcqRel), 3);
                assert_eq!(number.compare_and_swap(3, 3, Acquire), 3);
            }

            #[test]
            fn updates_return_the_old_value() {
                let number = $atomic::new(7);
                assert_eq!(number.fetch_update(SeqCst, SeqCst, |_| None), Err(7));
                assert_eq!(number.fetch_update(SeqCst, SeqCst, |old| Some(old + 1)), Ok(7));
                assert_eq!(number.try_update(SeqCst, SeqCst, |old| old.checked_sub(4)), Ok(8));
                assert_eq!(number.update(SeqCst, SeqCst, |old| old * 2), 4);
                assert_eq!(number.load(SeqCst), 8);
            }

            #[test]
            fn exclusive_access_needs_no_ordering() {
                let mut number = $atomic::from(3);
                *number.get_mut() += 1;
                assert_eq!(number.as_ptr(), number.as_ptr());
                assert_eq!(format!("{number:?} {:?}", $atomic::default()), "4 0");
                assert_eq!(number.into_inner(), 4);
            }

            #[test]
            fn an_invalid_ordering_panics_as_in_std() {
                let number = $atomic::new(0);
                let said = said_by(|| number.load(black_box(Release)));
                assert_eq!(said.message, "there is no such thing as a release load");
                let said = said_by(|| number.compare_exchange_weak(0, 1, SeqCst, black_box(AcqRel)));
                assert_eq!(
                    said.message,
                    "there is no such thing as an acquire-release failure ordering"
                );
            }

            #[test]
            fn it_implements_the_traits_of_stds() {
                assert_has! {
                    $atomic: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Default, From<$value>,
                        std::fmt::Debug;
                }
                assert_has_not! { $atomic: Clone, PartialEq<$atomic>, std::fmt::Display, std::fmt::LowerHex; }
            }
        }
    };
}

integer!(of_i8, AtomicI8, i8);
integer!(of_u8, AtomicU8, u8);
integer!(of_i16, AtomicI16, i16);
integer!(of_u16, AtomicU16, u16);
integer!(of_i32, AtomicI32, i32);
integer!(of_u32, AtomicU32, u32);
integer!(of_i64, AtomicI64, i64);
integer!(of_u64, AtomicU64, u64);
integer!(of_isize, AtomicIsize, isize);
integer!(of_usize, AtomicUsize, usize);

#[test]
fn it_prints_like_a_number_in_every_debug_format() {
    let number = AtomicU8::new(254);
    assert_eq!(
        format!("{number:?} {number:x?} {number:#X?} {number:5?}|"),
        "254 fe 0xFE   254|"
    );
}

#[test]
#[expect(deprecated, reason = "std still has them")]
fn the_deprecated_constructors_work() {
    assert_eq!(std::sync::atomic::ATOMIC_ISIZE_INIT.into_inner(), 0);
    assert_eq!(std::sync::atomic::ATOMIC_USIZE_INIT.into_inner(), 0);
}

#[test]
fn fences_are_accepted_unless_they_are_relaxed() {
    for order in [Acquire, Release, AcqRel, SeqCst] {
        fence(order);
        compiler_fence(order);
    }
    let said = said_by(|| fence(black_box(Relaxed)));
    assert_eq!(said.message, "there is no such thing as a relaxed fence");
    said_by(|| compiler_fence(black_box(Relaxed)));
}

#[test]
fn no_increment_is_lost_when_threads_count_together() {
    let count = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    count.fetch_add(1, Relaxed);
                }
            });
        }
    });
    assert_eq!(count.into_inner(), 100);
}

#[test]
fn a_load_and_a_store_are_two_steps() {
    // Updates may be lost, but at least two count.
    let count = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let seen = count.load(SeqCst);
                    count.store(seen + 1, SeqCst);
                }
            });
        }
    });
    assert!((2..=10).contains(&count.into_inner()));
}
