//! Runs with more events than a record keeps: cellmate still explains how they end.

use crate::{glass, seen};
use cellmate::glass::{Analysis, ProgramSpec};
use cellmate::process::Cancel;
use cellmate::report;
use cellmate::verdict::{Edition, EventKind, RunEnd, Trace, TracedAction, Unfollowed};

fn trace(text: &str) -> Trace {
    let spec = ProgramSpec::single_file("long.rs", text, Edition::E2024);
    match glass().trace(&spec, &[], &Cancel::new()).unwrap() {
        Analysis::Done(trace) => trace,
        other => panic!("{other:?}"),
    }
}

fn says(trace: &Trace) -> Vec<String> {
    let all = trace.explanations.iter();
    all.map(|one| report::trace::explanation_text(trace, one))
        .collect()
}

#[test]
fn a_conflict_after_many_borrows_is_explained_with_the_last_events_before_it() {
    let trace = trace(
        "use std::cell::RefCell;
         fn main() {
             let log = RefCell::new(Vec::new());
             for n in 0..6_000 {
                 log.borrow_mut().push(n);
             }
             let last = log.borrow();
             println!(\"{}\", last.len());
             log.borrow_mut().clear();
         }",
    );
    assert_eq!(
        says(&trace),
        [
            "Line 9 calls `borrow_mut`, but the read guard `last` from line 7 is still alive. It lives until the `}` on line 10."
        ]
    );
    assert!(
        trace.omitted_events > 10_000 && !trace.truncated,
        "{}",
        trace.omitted_events
    );
    // Each event has its line, even one that drops a guard.
    let ended = trace
        .events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Released { .. }) && event.place.is_some());
    assert!((400..600).contains(&ended.count()));
}

#[test]
fn a_deadlock_after_many_locks_is_explained() {
    let trace = trace(
        "use std::sync::Mutex;
         fn main() {
             let total = Mutex::new(0u64);
             for n in 0..100_000 {
                 *total.lock().unwrap() += n;
             }
             let first = total.lock().unwrap();
             let second = total.lock().unwrap();
             println!(\"{first} {second}\");
         }",
    );
    assert_eq!(trace.ending, RunEnd::Deadlock);
    assert_eq!(
        says(&trace),
        [
            "On line 8, the thread waits forever for `total`, which the same thread has held since line 7 (guard `first`). The guard lives until the `}` on line 10."
        ]
    );
}

#[test]
fn a_guard_that_is_older_than_the_record_is_known() {
    let trace = trace(
        "use std::cell::RefCell;
         fn main() {
             let config = RefCell::new(1);
             let reader = config.borrow();
             let log = RefCell::new(0);
             for _ in 0..20_000 {
                 *log.borrow_mut() += *reader;
             }
             *config.borrow_mut() = 2;
         }",
    );
    assert_eq!(
        says(&trace),
        [
            "Line 9 calls `borrow_mut`, but the read guard `reader` from line 4 is still alive. It lives until the `}` on line 10."
        ]
    );
}

#[test]
fn a_lock_poisoned_long_ago_is_explained() {
    let trace = trace(
        "use std::sync::Mutex;
         fn main() {
             static TOTAL: Mutex<u64> = Mutex::new(0);
             let add = std::thread::spawn(|| {
                 let _total = TOTAL.lock().unwrap();
                 panic!(\"no\");
             });
             drop(add.join());
             let other = Mutex::new(0);
             for n in 0..20_000 {
                 *other.lock().unwrap() += n;
             }
             println!(\"{}\", TOTAL.lock().unwrap());
         }",
    );
    let says = says(&trace).join(" ");
    assert!(
        says.contains("`TOTAL`") && says.contains("line 13"),
        "{says}"
    );
}

#[test]
fn what_was_never_dropped_is_known_after_many_events() {
    let trace = trace(
        "use std::{cell::RefCell, rc::Rc};
         fn main() {
             let kept = Rc::new(RefCell::new(vec![Rc::new(0)]));
             let log = RefCell::new(0);
             for _ in 0..20_000 {
                 *log.borrow_mut() += kept.borrow().len();
             }
             std::mem::forget(kept);
         }",
    );
    let says = says(&trace).join(" ");
    assert!(says.contains("created on line 3"), "{says}");
}

#[test]
fn a_run_with_too_many_guards_at_once_is_not_explained() {
    let trace = trace(
        "use std::cell::RefCell;
         fn main() {
             let cell = RefCell::new(0);
             let all: Vec<_> = (0..120_000).map(|_| cell.borrow()).collect();
             let _wrong = cell.try_borrow_mut();
             println!(\"{}\", all.len());
             *cell.borrow_mut() = 1;
         }",
    );
    let why = Unfollowed::TooManyObjects;
    assert_eq!(trace.ending, RunEnd::NotFollowed { reason: why });
    assert!(trace.explanations.is_empty());
}

#[test]
fn cells_keep_their_numbers_and_are_not_used_for_the_first_time_again() {
    let text = "use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
         struct Round { done: AtomicU32 }
         fn round() -> Box<Round> { Box::new(Round { done: AtomicU32::new(0) }) }
         fn count(round: &Round) { round.done.fetch_add(1, SeqCst); }
         fn main() {
             let rounds: Vec<Box<Round>> = (0..ROUNDS).map(|_| round()).collect();
             std::thread::spawn(|| 1).join().unwrap();
             rounds.iter().for_each(|round| count(round));
             for _ in 0..20_000 {
                 count(&rounds[2]);
             }
             panic!(\"{}\", rounds[2].done.load(SeqCst));
         }";
    for (rounds, number) in [("3", Some(3)), ("1_000", None)] {
        let text = text.replace("ROUNDS", rounds);
        let trace = trace(&text);
        let used = trace.events.iter().rfind(|event| {
            matches!(&event.kind, EventKind::Operation { action, .. } if *action == TracedAction::Load)
        });
        let cell = trace.cell(used.unwrap()).unwrap();
        assert!(cell.is_earlier && cell.name.as_deref() == Some("done"));
        let found = cell.disambiguation.and_then(|which| which.number);
        assert_eq!(found, number, "{rounds}");
        let listing = seen::listing(&trace, &text);
        assert!(!listing.contains("First use of `done`"), "{listing}");
        assert!(listing.contains("calls `fetch_add` on `done`"), "{listing}");
    }
}
