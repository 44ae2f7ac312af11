// `Once` and the state it shows its closure.

use crate::panics::{panics, said_by};
use crate::{assert_has, assert_has_not};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::{Arc, Barrier, Mutex, Once, OnceState};
use std::thread;

const SENTENCE: &str = "Once instance has previously been poisoned";

fn poisoned() -> Once {
    let once = Once::new();
    panics(|| once.call_once(|| panic!("on purpose")));
    once
}

#[test]
fn only_the_first_closure_runs() {
    static ONCE: Once = Once::new();
    let mut count = 0;
    assert!(!ONCE.is_completed());
    ONCE.call_once(|| count += 1);
    assert!(ONCE.is_completed());
    ONCE.call_once(|| count += 1);
    ONCE.call_once_force(|_| count += 1);
    assert_eq!(count, 1);
}

#[test]
fn one_of_many_threads_runs_the_closure_and_all_see_it_completed() {
    let shared = Arc::new((Once::new(), Mutex::new(0), Barrier::new(4)));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (once, runs, barrier) = &*shared;
                barrier.wait();
                for _ in 0..3 {
                    once.call_once(|| {
                        thread::yield_now();
                        *runs.lock().unwrap() += 1;
                    });
                    assert_eq!(*runs.lock().unwrap(), 1);
                    assert!(once.is_completed());
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn a_call_after_a_panic_panics_with_the_callers_line() {
    let once = poisoned();
    assert!(!once.is_completed());
    let line = line!() + 1;
    let said = said_by(|| once.call_once(|| unreachable!()));
    assert_eq!((said.message.as_str(), said.line), (SENTENCE, line));
    assert!(said.file.ends_with("once.rs"));
}

#[test]
fn call_once_force_runs_after_a_panic_and_clears_the_poison() {
    let once = poisoned();
    let mut called = false;
    once.call_once_force(|state| {
        called = true;
        assert!(state.is_poisoned());
        assert_eq!(format!("{state:?}"), "OnceState { poisoned: true }");
    });
    assert!(called && once.is_completed());
    once.call_once(|| unreachable!());
    once.wait();
}

#[test]
fn call_once_force_sees_no_poison_on_a_new_once() {
    let once = Once::new();
    once.call_once_force(|state: &OnceState| assert!(!state.is_poisoned()));
    assert!(once.is_completed());
}

#[test]
fn a_second_panic_leaves_it_poisoned() {
    let once = poisoned();
    panics(|| once.call_once_force(|_| panic!("again")));
    assert_eq!(said_by(|| once.call_once(|| ())).message, SENTENCE);
    once.call_once_force(|state| assert!(state.is_poisoned()));
}

#[test]
fn wait_returns_once_it_is_done() {
    let once = Arc::new(Once::new());
    let threads: Vec<_> = (0..2)
        .map(|number| {
            let once = Arc::clone(&once);
            thread::spawn(move || {
                if number == 0 {
                    once.wait();
                } else {
                    once.wait_force();
                }
                once.is_completed()
            })
        })
        .collect();
    once.call_once(thread::yield_now);
    for thread in threads {
        assert!(thread.join().unwrap());
    }
    once.wait();
    once.wait_force();
}

#[test]
fn wait_panics_on_a_poisoned_once_with_stds_message_and_place() {
    let once = poisoned();
    let said = said_by(|| once.wait());
    assert_eq!(said.message, SENTENCE);
    assert!(said.file.contains("library"), "{said:?}");
}

#[test]
fn wait_force_waits_through_a_panic() {
    let once = Arc::new(poisoned());
    let other = Arc::clone(&once);
    let thread = thread::spawn(move || {
        other.wait_force();
        other.is_completed()
    });
    panics(|| once.call_once_force(|_| panic!("again")));
    once.call_once_force(|_| ());
    assert!(thread.join().unwrap());
}

#[test]
fn a_thread_that_arrives_while_it_runs_waits_for_it_to_finish() {
    let shared = Arc::new((Once::new(), Mutex::new(Vec::new()), Barrier::new(2)));
    let other = Arc::clone(&shared);
    let thread = thread::spawn(move || {
        let (once, order, barrier) = &*other;
        barrier.wait();
        once.call_once(|| unreachable!());
        order.lock().unwrap().push("second");
    });
    let (once, order, barrier) = &*shared;
    once.call_once(|| {
        barrier.wait();
        thread::yield_now();
        order.lock().unwrap().push("first");
    });
    thread.join().unwrap();
    assert_eq!(*order.lock().unwrap(), ["first", "second"]);
}

#[test]
fn a_closure_that_waits_for_its_turn_may_run_after_one_that_panicked() {
    let shared = Arc::new((Once::new(), Barrier::new(2)));
    let other = Arc::clone(&shared);
    let thread = thread::spawn(move || {
        panics(|| {
            other.0.call_once_force(|_| {
                other.1.wait();
                panic!("on purpose");
            });
        });
    });
    shared.1.wait();
    let mut seen = None;
    shared
        .0
        .call_once_force(|state| seen = Some(state.is_poisoned()));
    assert_eq!(seen, Some(true));
    thread.join().unwrap();
}

#[test]
fn closures_are_dropped_whether_they_ran_or_not() {
    let count = Arc::new(());
    let once = Once::new();
    for _ in 0..2 {
        let count = Arc::clone(&count);
        once.call_once(move || drop(count));
    }
    let captured = Arc::clone(&count);
    let once = poisoned();
    panics(|| once.call_once(move || drop(captured)));
    assert_eq!(Arc::strong_count(&count), 1);
}

#[test]
fn one_once_may_run_inside_another() {
    let (outer, inner) = (Once::new(), Once::new());
    outer.call_once(|| inner.call_once(|| ()));
    assert!(outer.is_completed() && inner.is_completed());
}

#[test]
fn it_is_created_and_printed() {
    #[expect(deprecated, reason = "it is there, so it has to work")]
    static OLD: Once = std::sync::ONCE_INIT;
    OLD.call_once(|| ());
    assert_eq!(format!("{OLD:?}"), "Once { .. }");
}

#[test]
fn auto_traits_are_those_of_std() {
    assert_has! {
        Once: Send, Sync, UnwindSafe, RefUnwindSafe, Unpin;
        OnceState: Send, UnwindSafe, Unpin;
    }
    assert_has_not! {
        Once: Clone, Default;
        OnceState: Sync, RefUnwindSafe, Clone;
    }
}
