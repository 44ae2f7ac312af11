// `AtomicBool`: each method, each trait.

use crate::panics::said_by;
use crate::{assert_has, assert_has_not};
use std::hint::black_box;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

static STATIC: AtomicBool = AtomicBool::new(true);
const CONSTANT: AtomicBool = AtomicBool::new(true);
const INSIDE: bool = CONSTANT.into_inner();
const IS_DROPPED_IN_CONST: bool = {
    let _atomic = AtomicBool::new(false);
    true
};

#[test]
fn stored_values_are_loaded() {
    let flag = AtomicBool::new(false);
    assert!(!flag.load(Relaxed));
    flag.store(true, Release);
    assert!(flag.load(Acquire));
    flag.store(false, SeqCst);
    assert!(!flag.load(SeqCst));
}

#[test]
fn it_can_be_a_static_and_a_constant() {
    assert!(STATIC.swap(false, AcqRel));
    assert!(!STATIC.load(SeqCst));
    assert!(INSIDE && IS_DROPPED_IN_CONST);
    let many = [const { AtomicBool::new(true) }; 3];
    assert!(many.iter().all(|flag| flag.load(SeqCst)));
    assert!(!std::mem::needs_drop::<AtomicBool>());
}

#[test]
fn swap_returns_the_old_value() {
    let flag = AtomicBool::new(false);
    assert!(!flag.swap(true, SeqCst));
    assert!(flag.swap(true, Relaxed));
    assert!(flag.swap(false, AcqRel));
    assert!(!flag.into_inner());
}

#[test]
fn an_exchange_happens_only_if_the_value_is_the_expected_one() {
    let flag = AtomicBool::new(false);
    assert_eq!(
        flag.compare_exchange(true, false, SeqCst, Relaxed),
        Err(false)
    );
    assert_eq!(
        flag.compare_exchange(false, true, AcqRel, Acquire),
        Ok(false)
    );
    assert_eq!(
        flag.compare_exchange(false, true, Release, SeqCst),
        Err(true)
    );
    assert!(flag.load(SeqCst));
    while flag
        .compare_exchange_weak(true, false, SeqCst, SeqCst)
        .is_err()
    {}
    assert_eq!(
        flag.compare_exchange_weak(true, false, SeqCst, SeqCst),
        Err(false)
    );
}

#[test]
#[expect(deprecated, reason = "std still has it")]
fn compare_and_swap_returns_the_previous_value() {
    let flag = AtomicBool::new(false);
    assert!(!flag.compare_and_swap(true, false, SeqCst));
    assert!(!flag.compare_and_swap(false, true, Release));
    assert!(flag.compare_and_swap(false, true, AcqRel));
    assert!(flag.compare_and_swap(true, false, Relaxed));
    assert!(!flag.load(SeqCst));
}

#[test]
fn the_logical_operations_return_the_old_value_and_store_the_new_one() {
    type Operation = fn(&AtomicBool, bool, Ordering) -> bool;
    type Meaning = fn(bool, bool) -> bool;
    let operations: [(Operation, Meaning); 4] = [
        (AtomicBool::fetch_and, |old, with| old & with),
        (AtomicBool::fetch_nand, |old, with| !(old & with)),
        (AtomicBool::fetch_or, |old, with| old | with),
        (AtomicBool::fetch_xor, |old, with| old ^ with),
    ];
    for (operation, meaning) in operations {
        for (old, with) in [(false, false), (false, true), (true, false), (true, true)] {
            let flag = AtomicBool::new(old);
            assert_eq!(operation(&flag, with, SeqCst), old);
            assert_eq!(flag.load(SeqCst), meaning(old, with));
        }
    }
    let flag = AtomicBool::new(false);
    assert!(!flag.fetch_not(SeqCst));
    assert!(flag.fetch_not(Relaxed));
    assert!(!flag.load(SeqCst));
}

#[test]
fn updates_retry_until_no_thread_interferes() {
    let flag = AtomicBool::new(false);
    assert_eq!(flag.fetch_update(SeqCst, SeqCst, |_| None), Err(false));
    assert_eq!(
        flag.fetch_update(SeqCst, SeqCst, |old| Some(!old)),
        Ok(false)
    );
    assert_eq!(
        flag.try_update(AcqRel, Acquire, |old| (!old).then_some(true)),
        Err(true)
    );
    assert_eq!(
        flag.try_update(Relaxed, Relaxed, |old| Some(!old)),
        Ok(true)
    );
    assert!(!flag.update(SeqCst, Relaxed, |old| !old));
    // Another thread writes once in between, so the closure runs again.
    let mut seen = Vec::new();
    let result = flag.try_update(SeqCst, SeqCst, |old| {
        seen.push(old);
        flag.store(false, SeqCst);
        Some(true)
    });
    assert_eq!((result, seen), (Ok(false), vec![true, false]));
}

#[test]
fn exclusive_access_needs_no_ordering() {
    let mut flag = AtomicBool::new(false);
    *flag.get_mut() = true;
    assert!(flag.load(SeqCst));
    assert_eq!(flag.as_ptr(), flag.as_ptr());
    assert!(flag.into_inner());
}

#[test]
fn invalid_orderings_panic_as_in_std() {
    let flag = AtomicBool::new(false);
    let cases: [(&str, &dyn Fn(Ordering)); 6] = [
        ("there is no such thing as a release load", &|_| {
            flag.load(black_box(Release));
        }),
        (
            "there is no such thing as an acquire-release load",
            &|order| {
                flag.load(order);
            },
        ),
        ("there is no such thing as an acquire store", &|_| {
            flag.store(true, black_box(Acquire));
        }),
        (
            "there is no such thing as an acquire-release store",
            &|order| flag.store(true, order),
        ),
        (
            "there is no such thing as an acquire-release failure ordering",
            &|order| {
                let _ = flag.compare_exchange(true, false, SeqCst, order);
            },
        ),
        (
            "there is no such thing as a release failure ordering",
            &|_| {
                let _ = flag.compare_exchange(true, false, SeqCst, black_box(Release));
            },
        ),
    ];
    for (message, case) in cases {
        let said = said_by(|| case(AcqRel));
        assert_eq!(said.message, message);
        assert!(
            said.file.ends_with("core/src/sync/atomic.rs"),
            "{}",
            said.file
        );
    }
    assert!(!flag.load(SeqCst));
}

#[test]
fn it_prints_like_its_value() {
    let flag = AtomicBool::new(true);
    assert_eq!(format!("{flag:?} {flag:#?}"), "true true");
    assert_eq!(format!("{:?}", AtomicBool::default()), "false");
    assert_eq!(format!("{:?}", AtomicBool::from(true)), "true");
    let into: AtomicBool = false.into();
    assert!(!into.into_inner());
}

#[test]
fn it_implements_the_traits_of_stds() {
    assert_has! {
        AtomicBool: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Default, std::fmt::Debug, From<bool>;
    }
    assert_has_not! { AtomicBool: Clone, Copy, PartialEq<AtomicBool>, std::fmt::Display; }
}

#[test]
#[expect(deprecated, reason = "std still has it")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "that is how it is meant"
)]
fn the_deprecated_constructor_works() {
    const MADE: AtomicBool = std::sync::atomic::ATOMIC_BOOL_INIT;
    assert!(!MADE.into_inner());
}

#[test]
fn threads_see_each_others_stores() {
    let flag = Arc::new(AtomicBool::new(false));
    let other = {
        let flag = flag.clone();
        thread::spawn(move || flag.store(true, SeqCst))
    };
    other.join().unwrap();
    assert!(flag.load(SeqCst));
}

#[test]
fn exactly_one_of_many_threads_wins_an_exchange() {
    let flag = AtomicBool::new(false);
    let wins = thread::scope(|scope| {
        let attempt = || flag.compare_exchange(false, true, SeqCst, SeqCst).is_ok();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(attempt)).collect();
        threads
            .into_iter()
            .filter(|_| true)
            .map(|thread| thread.join().unwrap())
            .filter(|won| *won)
            .count()
    });
    assert_eq!(wins, 1);
}
