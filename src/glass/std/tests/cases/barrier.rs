// `Barrier` and what waiting at it returns.

use crate::{assert_has, assert_has_not};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::{Arc, Barrier, BarrierWaitResult, Mutex};
use std::thread;

/// Lets this many threads wait this many times; returns how often a wait made its thread the leader.
fn rounds(threads: usize, rounds: usize) -> usize {
    let shared = Arc::new((Barrier::new(threads), Mutex::new(0)));
    let threads: Vec<_> = (0..threads)
        .map(|_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                for _ in 0..rounds {
                    if shared.0.wait().is_leader() {
                        *shared.1.lock().unwrap() += 1;
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let leaders = shared.1.lock().unwrap();
    *leaders
}

#[test]
fn each_round_has_one_leader() {
    assert_eq!(rounds(4, 1), 1);
    assert_eq!(rounds(3, 10), 10);
}

#[test]
fn no_thread_continues_before_all_have_arrived() {
    let shared = Arc::new((Barrier::new(3), Mutex::new(0)));
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                *shared.1.lock().unwrap() += 1;
                shared.0.wait();
                let come = *shared.1.lock().unwrap();
                shared.0.wait();
                come
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), 3);
    }
}

#[test]
fn a_barrier_for_one_thread_or_none_blocks_nothing() {
    for threads in [0, 1] {
        let barrier = Barrier::new(threads);
        assert!(barrier.wait().is_leader());
        assert!(barrier.wait().is_leader());
    }
}

#[test]
fn exactly_one_thread_is_the_leader() {
    let barrier = Arc::new(Barrier::new(2));
    let other = Arc::clone(&barrier);
    let thread = thread::spawn(move || other.wait().is_leader());
    let mine = barrier.wait().is_leader();
    assert_ne!(mine, thread.join().unwrap());
}

#[test]
fn it_can_be_a_static_and_is_printed() {
    static BARRIER: Barrier = Barrier::new(1);
    let result = BARRIER.wait();
    assert_eq!(format!("{BARRIER:?}"), "Barrier { .. }");
    assert_eq!(
        format!("{result:?}"),
        "BarrierWaitResult { is_leader: true }"
    );
}

#[test]
fn auto_traits_are_those_of_std() {
    assert_has! {
        Barrier: Send, Sync, UnwindSafe, RefUnwindSafe, Unpin;
        BarrierWaitResult: Send, Sync, UnwindSafe, RefUnwindSafe, Unpin;
    }
    assert_has_not! {
        Barrier: Clone, Default;
        BarrierWaitResult: Clone, PartialEq;
    }
}
