// `AtomicPtr`: each method, each trait.

use crate::panics::said_by;
use crate::{assert_has, assert_has_not};
use std::hint::black_box;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::ptr;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

static NOWHERE: AtomicPtr<u8> = AtomicPtr::new(ptr::null_mut());
const INSIDE: *mut u8 = AtomicPtr::<u8>::new(ptr::null_mut()).into_inner();

#[test]
fn it_is_loaded_stored_swapped_and_exchanged() {
    let (mut one, mut two) = (1, 2);
    let (one, two) = (&raw mut one, &raw mut two);
    let pointer = AtomicPtr::new(one);
    assert_eq!(pointer.load(Acquire), one);
    pointer.store(two, Release);
    assert_eq!(pointer.swap(one, AcqRel), two);
    assert_eq!(pointer.compare_exchange(two, one, SeqCst, SeqCst), Err(one));
    assert_eq!(pointer.compare_exchange(one, two, SeqCst, Relaxed), Ok(one));
    assert_eq!(
        pointer.compare_exchange_weak(one, two, SeqCst, Relaxed),
        Err(two)
    );
    while pointer
        .compare_exchange_weak(two, one, SeqCst, Relaxed)
        .is_err()
    {}
    assert_eq!(pointer.into_inner(), one);
}

#[test]
#[expect(deprecated, reason = "std still has it")]
fn compare_and_swap_returns_the_previous_value() {
    let mut one = 1;
    let pointer = AtomicPtr::<i32>::default();
    assert!(
        pointer
            .compare_and_swap(&raw mut one, ptr::null_mut(), SeqCst)
            .is_null()
    );
    assert!(
        pointer
            .compare_and_swap(ptr::null_mut(), &raw mut one, SeqCst)
            .is_null()
    );
    assert_eq!(pointer.load(SeqCst), &raw mut one);
}

#[test]
fn updates_return_the_old_pointer() {
    let mut values = [1, 2, 3];
    let first = values.as_mut_ptr();
    let pointer = AtomicPtr::new(first);
    assert_eq!(pointer.fetch_update(SeqCst, SeqCst, |_| None), Err(first));
    assert_eq!(
        pointer.try_update(SeqCst, SeqCst, |p| Some(p.wrapping_add(1))),
        Ok(first)
    );
    assert_eq!(
        pointer.update(SeqCst, SeqCst, |p| p.wrapping_sub(1)),
        first.wrapping_add(1)
    );
    assert_eq!(pointer.load(SeqCst), first);
}

#[test]
fn arithmetic_counts_in_elements_or_in_bytes() {
    let mut values = [1u32, 2, 3];
    let first = values.as_mut_ptr();
    let pointer = AtomicPtr::new(first);
    assert_eq!(pointer.fetch_ptr_add(2, SeqCst), first);
    assert_eq!(pointer.fetch_ptr_sub(1, SeqCst), first.wrapping_add(2));
    assert_eq!(pointer.fetch_byte_sub(4, SeqCst), first.wrapping_add(1));
    assert_eq!(pointer.fetch_byte_add(1, SeqCst), first);
    assert_eq!(pointer.load(SeqCst), first.wrapping_byte_add(1));
}

#[test]
fn bits_can_be_set_and_cleared() {
    let pointer = AtomicPtr::new(ptr::without_provenance_mut::<u64>(0x1000));
    assert_eq!(pointer.fetch_or(1, SeqCst).addr(), 0x1000);
    assert_eq!(pointer.fetch_xor(3, SeqCst).addr(), 0x1001);
    assert_eq!(pointer.fetch_and(!7, SeqCst).addr(), 0x1002);
    assert_eq!(pointer.load(SeqCst).addr(), 0x1000);
}

#[test]
fn it_prints_as_the_pointer_does() {
    let mut value = 1;
    let pointer = &raw mut value;
    let mut atomic = AtomicPtr::from(pointer);
    assert_eq!(
        format!("{atomic:?} {atomic:p}"),
        format!("{pointer:?} {pointer:p}")
    );
    *atomic.get_mut() = ptr::null_mut();
    assert!(atomic.load(SeqCst).is_null());
    assert_eq!(atomic.as_ptr(), atomic.as_ptr());
    assert!(NOWHERE.load(SeqCst).is_null() && INSIDE.is_null());
}

#[test]
fn an_invalid_ordering_panics_as_in_std() {
    let said = said_by(|| NOWHERE.load(black_box(AcqRel)));
    assert_eq!(
        said.message,
        "there is no such thing as an acquire-release load"
    );
}

#[test]
fn it_implements_the_traits_of_stds_whatever_it_points_to() {
    type NotSend = AtomicPtr<std::rc::Rc<u8>>;
    type NotUnwindSafe = AtomicPtr<std::cell::UnsafeCell<u8>>;
    assert_has! {
        NotSend: Send, Sync, Unpin, RefUnwindSafe, Default, std::fmt::Debug, std::fmt::Pointer;
        AtomicPtr<u8>: UnwindSafe, From<*mut u8>;
        NotUnwindSafe: RefUnwindSafe;
    }
    assert_has_not! {
        NotUnwindSafe: UnwindSafe;
        AtomicPtr<u8>: Clone;
    }
}
