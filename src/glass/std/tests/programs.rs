//! Whole programs, built with std and with glass in its place: they have to print the same, and the lines at which
//! borrows begin and end have to be those that the comments in the programs name.
#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

#[path = "under/program.rs"]
mod program;
#[path = "under/record.rs"]
mod record;

use program::Program;
use std::collections::BTreeSet;

/// How many random schedules of a program are run.
const SEEDS: u32 = 8;

#[track_caller]
fn same(name: &str) {
    let program = Program::read(name);
    for edition in &program.editions {
        let expected = program.genuine(edition).run(&[]);
        let twin = program.twin(edition);
        assert_eq!(twin.run(&[]), expected, "{name}, edition {edition}");
        for seed in 0..SEEDS {
            let ran = twin.run(&[("GLASS_SEED", &seed.to_string())]);
            assert_eq!(ran, expected, "{name}, edition {edition}, seed {seed}");
        }
    }
}

#[track_caller]
fn lines(name: &str) {
    let program = Program::read(name);
    let seen = program.twin(&program.editions[0]).record();
    assert_eq!(record::by_line(&seen, &program.path), program.annotations());
}

/// Returns everything that a program prints under random schedules.
fn outcomes(name: &str) -> BTreeSet<String> {
    let twin = Program::read(name).twin("2024");
    let run = |seed: u32| twin.run(&[("GLASS_SEED", &seed.to_string())]).stdout;
    (0..SEEDS * 4).map(run).collect()
}

#[test]
fn atomics_in_zeroed_memory_are_recorded() {
    let seen = Program::read("zeroed_atomics").twin("2024").record();
    for event in ["\"action\":\"fetch_add\"", "\"event\":\"end\""] {
        assert!(seen.contains(event), "{event} is missing in:\n{seen}");
    }
}

#[test]
fn all_orders_of_output_are_tried() {
    let all = ["a\nb\nB\n", "a\nB\nb\n", "B\na\nb\n"].map(str::to_owned);
    assert_eq!(outcomes("output_orders"), all.into());
}

#[test]
fn a_thread_may_print_before_the_program_exits_or_not() {
    assert_eq!(
        outcomes("exit_or_output"),
        ["", "came\n"].map(str::to_owned).into()
    );
}

#[test]
fn joining_a_thread_that_waits_for_output_is_a_deadlock() {
    for name in ["output_deadlock", "input_deadlock"] {
        let twin = Program::read(name).twin("2024");
        let ran = twin.run(&[]);
        assert_eq!(ran.stderr, "glass: every thread waits for another one\n");
        assert_eq!(ran.status, None);
        assert!(twin.record().contains("{\"event\":\"deadlock\"}"));
    }
}

#[test]
fn a_split_guard_writes_until_its_last_half_is_dropped() {
    let program = Program::read("borrows");
    let seen = program.twin("2024").record();
    let writer_after = |line: &str| {
        let at = format!("\"line\":{},", program.line_of(line));
        let event = seen.lines().find(|event| event.contains(&at)).unwrap();
        record::field(event, "write_guard").unwrap() == "true"
    };
    assert!(writer_after("drop(other);"));
    assert!(!writer_after("drop(one);"));
}

#[test]
fn a_full_record_starts_over_with_what_is_live_before_a_panic_and_the_end() {
    let seen = Program::read("brief_borrows").twin("2024").record_of(4);
    let events = seen.lines().map(|event| record::field(event, "event"));
    let events: Vec<&str> = events.map(Option::unwrap).collect();
    let begin = ["run", "joined", "created", "acquired", "truncated"];
    assert_eq!(events[..begin.len()], begin);
    // The refused borrow, with the guard that conflicts with it.
    let restarted = [
        "gap", "joined", "created", "created", "created", "created", "acquired", "refused",
    ];
    assert_eq!(
        events[begin.len()..][..restarted.len()],
        restarted,
        "{seen}"
    );
    assert_eq!(events.last(), Some(&"end"));
}

#[cfg(unix)]
#[test]
fn streams_can_be_used_as_values() {
    same("streams");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_panics() {
    same("printing_to_a_full_disk");
}

macro_rules! programs {
    ($how:ident: $($name:ident),+ $(,)?) => {
        mod $how {
            $(
                #[test]
                fn $name() {
                    super::$how(stringify!($name));
                }
            )+
        }
    };
}

programs!(
    same: captured_output, exiting, exiting_under_a_lock, locked_output, macro_names, macro_use,
    panic_beside_stderr, preludes, printing, printing_halfway, reading, two_threads_print,
    zeroed_atomics,
);
programs!(lines: borrows, brief_borrows, keys);
