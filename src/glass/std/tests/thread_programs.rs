//! Whole programs with threads: those that end must print what they print with std, and those that do not end must
//! be recognized.
#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]
#![allow(dead_code, reason = "not every file needs all of it")]

#[path = "under/program.rs"]
mod program;

use program::Program;
use std::collections::{BTreeMap, BTreeSet};

/// How many random schedules of a program are run.
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

/// Asserts that the comment on each line of the program says what is recorded for it.
#[track_caller]
fn says_what_was_done(name: &str) {
    let program = Program::read(name);
    let record = program.twin("2024").record();
    let mut lines: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for event in record
        .lines()
        .filter(|line| field(line, "event") == Some("operation"))
    {
        assert!(
            field(event, "file").unwrap().ends_with("what_was_done.rs"),
            "{event}"
        );
        if field(event, "action") == Some("print") {
            continue;
        }
        let words = [field(event, "action"), field(event, "value")];
        let words: Vec<_> = words.into_iter().flatten().collect();
        let line = field(event, "line").unwrap().parse().unwrap();
        lines.entry(line).or_default().push(words.join(" "));
    }
    let seen: Vec<_> = lines
        .into_iter()
        .map(|(line, words)| format!("{line}: {}", words.join(", ")))
        .collect();
    assert_eq!(seen, program.annotations());
}

/// Returns a field of one line of JSON, unparsed.
fn field<'a>(event: &'a str, key: &str) -> Option<&'a str> {
    let (_, value) = event.split_once(&format!("\"{key}\":"))?;
    match value.strip_prefix('"') {
        Some(text) => text.split('"').next(),
        None => value.split([',', '}']).next(),
    }
}

/// Asserts that these are all the texts that the program prints under many random schedules.
#[track_caller]
fn prints_one_of(name: &str, expected: &[&str]) {
    let twin = Program::read(name).twin("2024");
    let printed: BTreeSet<_> = (0..60)
        .map(|seed: u32| {
            let ran = format!("{:?}", twin.run(&[("GLASS_SEED", &seed.to_string())]));
            let (_, ran) = ran.split_once("stdout: \"").unwrap();
            ran.split_once("\\n\", stderr: \"\"").unwrap().0.to_owned()
        })
        .collect();
    assert_eq!(printed.iter().collect::<Vec<_>>(), expected);
}

#[test]
fn what_was_done_is_recorded_with_its_values_and_lines() {
    says_what_was_done("what_was_done");
}

#[test]
fn every_outcome_can_be_reached() {
    prints_one_of("lost_update", &["1", "2"]);
    prints_one_of(
        "first_sender",
        &[
            "Err(Empty) Ok(\\\"one\\\") Ok(\\\"two\\\")",
            "Err(Empty) Ok(\\\"two\\\") Ok(\\\"one\\\")",
            "Ok(\\\"one\\\") Ok(\\\"two\\\") Err(RecvError)",
            "Ok(\\\"two\\\") Ok(\\\"one\\\") Err(RecvError)",
        ],
    );
}

#[test]
fn thread_locals_of_the_first_thread_are_dropped_among_the_others() {
    same("locals_of_main");
}

#[test]
fn a_thread_may_have_the_name_of_the_first() {
    same("thread_called_main");
}

#[test]
fn panics_in_threads_print_the_same_as_with_std() {
    same("panicking_threads");
}

#[test]
fn detached_threads_delay_nothing() {
    same("left_behind");
}

#[test]
fn a_thread_that_waits_forever_is_recognized() {
    ends_with("stuck_joining_oneself", "deadlock");
    ends_with("stuck_receiving", "deadlock");
    ends_with("stuck_sending", "deadlock");
    ends_with("stuck_handing_over", "deadlock");
    ends_with("stuck_parking", "deadlock");
}

#[test]
fn a_thread_that_polls_forever_is_recognized() {
    ends_with("endless_polling", "step_limit");
}
