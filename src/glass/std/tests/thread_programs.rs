//! Whole programs with threads: those that end have to print what they print with std; those that do not have to be
//! told from them.
#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]
#![allow(dead_code, reason = "not every file needs all of it")]

#[path = "under/program.rs"]
mod program;

use program::Program;

/// How often a program is run with its threads mixed up.
const SEEDS: u32 = 12;

#[track_caller]
fn same(name: &str) {
    let program = Program::read(name);
    let expected = program.genuine("2024").run(&[]);
    let twin = program.twin("2024");
    assert_eq!(twin.run(&[]), expected, "{name}");
    for seed in 0..SEEDS {
        let ran = twin.run(&[("GLASS_SEED", &seed.to_string())]);
        assert_eq!(ran, expected, "{name}, seed {seed}");
    }
}

#[track_caller]
fn ends_with(name: &str, event: &str) {
    let record = Program::read(name).twin("2024").record();
    let last = record.lines().last().unwrap();
    assert!(last.contains(&format!("\"event\":\"{event}\"")), "{last}");
}

#[test]
fn thread_locals_of_the_first_thread_are_dropped_among_the_others() {
    same("locals_of_main");
}

#[test]
fn a_thread_may_be_called_like_the_first() {
    same("thread_called_main");
}

#[test]
fn panics_in_threads_say_what_they_say_with_std() {
    same("panicking_threads");
}

#[test]
fn threads_that_are_left_behind_hold_up_nothing() {
    same("left_behind");
}

#[test]
fn who_waits_for_ever_is_told() {
    ends_with("stuck_joining_oneself", "deadlock");
    ends_with("stuck_receiving", "deadlock");
    ends_with("stuck_sending", "deadlock");
    ends_with("stuck_handing_over", "deadlock");
    ends_with("stuck_parking", "deadlock");
}

#[test]
fn who_looks_for_ever_is_told() {
    ends_with("endless_looking", "endless");
}
