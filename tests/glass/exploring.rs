//! Many schedules of one program: which fail, the simplest of them, and what the search proves.

use cellmate::glass::{Analysis, ExploreLimits, ProgramSpec, RunCheck};
use cellmate::process::Cancel;
use cellmate::run::Error;
use cellmate::verdict::{Edition, Exploration, KillReason, Outcome, RunEnd, Shortfall};
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

/// Tries the schedules of a program; `expected` is what it should print.
fn explored(program: &str, preemptions: u32, expected: Option<&str>) -> Exploration {
    let path = format!("tests/glass/programs/{program}.rs");
    let text = fs::read_to_string(&path).unwrap();
    let subject = ProgramSpec::single_file(&path, &text, Edition::E2024);
    let bounds = ExploreLimits {
        max_preemptions: preemptions,
        // Only for programs that no check rejects: a random schedule may find what the bound leaves out.
        random_schedules: if expected.is_none() { 20 } else { 0 },
        max_schedules: 20_000,
        max_time: Duration::from_mins(2),
        compares: true,
    };
    let judge = |ending: &RunEnd, stdout: &str| {
        let finished = RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        };
        expected.map(|expected| *ending == finished && stdout == expected)
    };
    explore(&subject, &bounds, &judge)
}

fn explore(spec: &ProgramSpec, limits: &ExploreLimits, check: &RunCheck<'_>) -> Exploration {
    let found = super::glass().explore(spec, limits, check, &|_| {}, &Cancel::new());
    match found.unwrap() {
        Analysis::Done(found) => found,
        other => panic!("{other:?}"),
    }
}

/// Explores a program in which only a deadlock is wrong.
fn explored_for_deadlocks(spec: &ProgramSpec) -> Exploration {
    let limits = ExploreLimits {
        max_preemptions: 1,
        random_schedules: 0,
        max_schedules: 1_000,
        max_time: Duration::from_mins(2),
        compares: true,
    };
    let check = |ending: &RunEnd, _: &str| (*ending == RunEnd::Deadlock).then_some(false);
    explore(spec, &limits, &check)
}

/// Explores a program that is too long to be explored, and checks how many runs are counted.
fn explored_long(text: &str) -> Exploration {
    let found = explored_for_deadlocks(&ProgramSpec::single_file("long.rs", text, Edition::E2024));
    assert_eq!(found.shortfall, Some(Shortfall::TooManySteps));
    let times: u32 = found.results.iter().map(|result| result.count).sum();
    assert_eq!(
        (found.schedules_run, found.random_schedules),
        (times, times - 1)
    );
    found
}

#[test]
fn a_lost_update_needs_one_preemption_and_is_shown_with_its_lines() {
    assert!(!explored("lost_update", 0, Some("2\n")).fails());
    let found = explored("lost_update", 2, Some("2\n"));
    let wrong = found.failing_result().unwrap();
    assert_eq!((wrong.stdout.as_str(), wrong.preemptions), ("1\n", 1));
    let shown = found.failing_trace.as_ref().unwrap();
    assert_eq!(shown.schedule, wrong.schedule);
    assert!(shown.events.iter().any(|event| event.place.is_some()));
}

#[test]
fn a_schedule_that_a_signal_ends_is_reported_as_killed() {
    let found = explored("aborts_in_one_order", 2, Some("2\n"));
    let wrong = found.failing_result().unwrap();
    let outcome = Outcome::Killed {
        by: KillReason::Signal { number: 6 },
    };
    assert_eq!(wrong.ending, RunEnd::Outcome { outcome });
    assert_eq!(wrong.preemptions, 1);
    assert_eq!(found.shortfall, None);
}

#[test]
fn two_locks_in_two_orders_deadlock_with_one_preemption() {
    let found = explored("two_locks", 2, Some("3 3\n"));
    let wrong = found.failing_result().unwrap();
    assert_eq!(wrong.ending, RunEnd::Deadlock);
    assert_eq!(wrong.preemptions, 1);
}

#[test]
fn a_deadlock_in_a_random_run_of_a_long_program_is_a_result_of_its_own() {
    let found = explored_long(
        "use std::sync::{Mutex, atomic::{AtomicU32, Ordering::SeqCst}};
         fn main() {
             let (left, right) = (&Mutex::new(0), &Mutex::new(0));
             let steps = &AtomicU32::new(0);
             for _ in 0..6_000 {
                 steps.fetch_add(1, SeqCst);
             }
             let add = move |one: &Mutex<u64>, other: &Mutex<u64>| {
                 let _held = one.lock().unwrap();
                 for _ in 0..150 {
                     steps.fetch_add(1, SeqCst);
                 }
                 *other.lock().unwrap() += 1;
             };
             std::thread::scope(|scope| {
                 scope.spawn(move || add(left, right));
                 scope.spawn(move || add(right, left));
             });
         }",
    );
    let [first, other] = found.results.as_slice() else {
        panic!("{:?}", found.results);
    };
    assert_ne!(first.ending, RunEnd::Deadlock);
    assert_eq!(other.ending, RunEnd::Deadlock);
    assert_eq!(found.compared[1].ending, RunEnd::Deadlock);
    assert!(found.fails());
}

#[test]
fn a_long_program_whose_first_run_deadlocks_fails() {
    let found = explored_long(
        "use std::sync::Mutex;
         fn main() {
             let total = Mutex::new(0);
             std::thread::scope(|scope| {
                 scope.spawn(|| {
                     for _ in 0..8_000 {
                         *total.lock().unwrap() += 1;
                     }
                     let _first = total.lock().unwrap();
                     let _second = total.lock().unwrap();
                 });
             });
         }",
    );
    let result = found.failing_result().unwrap();
    assert_eq!(result.ending, RunEnd::Deadlock);
    // The first run, the one that nothing interrupts, and up to four random ones: a busy machine may have time for two.
    assert!((2..=6).contains(&result.count), "{}", result.count);
}

#[test]
fn without_a_claim_every_result_is_listed() {
    let found = explored("lost_update", 8, None);
    assert!(found.is_exhaustive);
    assert_eq!(
        found.random_schedules, 0,
        "there is nothing left for chance to find"
    );
    let printed: Vec<&str> = found
        .results
        .iter()
        .map(|way| way.stdout.as_str())
        .collect();
    assert_eq!(printed, ["2\n", "1\n"]);
}

#[test]
fn only_one_of_the_schedules_that_differ_in_independent_steps_runs() {
    let found = explored("four_threads", 2, Some("4\n"));
    assert_eq!(found.covered_preemptions, Some(2));
    assert!(!found.fails());
    // If schedules that differ only in the order of independent steps were not left out, there would be more than
    // 5,600.
    assert!(
        found.schedules_run - found.random_schedules < 600,
        "{}",
        found.schedules_run
    );
}

#[test]
fn a_thread_that_polls_a_lock_lets_the_others_continue() {
    let found = explored("polls_before_it_locks", 1, Some("2\n"));
    let wrong = found.failing_result().unwrap();
    assert_eq!((wrong.stdout.as_str(), wrong.preemptions), ("1\n", 1));
}

#[test]
fn an_endless_spin_is_not_judged() {
    let found = explored("spins_forever", 1, Some(""));
    assert_eq!(found.shortfall, Some(Shortfall::TooManySteps));
    assert!(!found.fails() && !found.is_complete());
}

#[test]
fn a_program_that_is_not_deterministic_is_not_judged() {
    let found = explored("by_the_hash", 1, Some("whatever\n"));
    assert_eq!(found.shortfall, Some(Shortfall::NotDeterministic));
    assert!(!found.fails());
    assert!(found.failing_trace.is_none());
}

#[test]
fn a_thread_that_blocks_in_the_system_is_not_judged() {
    let found = explored("in_the_system", 1, Some("\n"));
    assert_eq!(found.shortfall, Some(Shortfall::NotFollowed));
    assert!(!found.fails());
}

#[test]
fn a_program_that_hangs_does_not_block_other_traces_of_its_profile() {
    let folder = tempfile::tempdir().unwrap();
    let started = folder.path().join("started");
    let hangs =
        "fn main() { std::fs::write(std::env::args().nth(1).unwrap(), []).unwrap(); loop {} }";
    let mut hanging = ProgramSpec::single_file("hangs.rs", hangs, Edition::E2024);
    hanging.arguments = vec![started.to_str().unwrap().to_owned()];
    hanging.limits.wall = Duration::from_mins(5);
    hanging.limits.cpu = None;
    let (cancel, begun) = (Cancel::new(), Instant::now());
    thread::scope(|scope| {
        let first = scope.spawn(|| super::glass().trace(&hanging, &[], &cancel));
        while !started.exists() {
            assert!(begun.elapsed() < Duration::from_mins(2), "it never started");
            thread::sleep(Duration::from_millis(10));
        }
        let other = ProgramSpec::single_file("other.rs", "fn main() {}", Edition::E2024);
        let traced = super::glass().trace(&other, &[], &Cancel::new());
        cancel.cancel();
        assert!(matches!(traced, Ok(Analysis::Done(_))), "{traced:?}");
        let first = first.join().unwrap();
        assert!(matches!(first, Err(Error::Cancelled)), "{first:?}");
    });
}

#[test]
fn a_search_is_never_exhaustive_for_a_program_with_several_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("main.rs");
    let text = "mod counts; fn main() { counts::run(); }";
    fs::write(&path, text).unwrap();
    let counts = "pub fn run() { std::thread::spawn(|| ()).join().unwrap(); }";
    fs::write(folder.path().join("counts.rs"), counts).unwrap();
    let here = folder.path().to_owned();
    let several = ProgramSpec::in_place(&path, text, Edition::E2024, here);
    let found = explored_for_deadlocks(&several);
    assert!(found.is_complete() && !found.is_exhaustive, "{found:?}");
    let text = format!("mod counts {{ {counts} }} fn main() {{ counts::run(); }}");
    let single = ProgramSpec::single_file("one.rs", &text, Edition::E2024);
    assert!(explored_for_deadlocks(&single).is_exhaustive);
}
