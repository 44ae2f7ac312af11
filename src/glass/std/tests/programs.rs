//! Whole programs, built with std and with glass in its place: they have to print the same, and the lines at which
//! borrows begin and end have to be those that the programs say in their own comments.
#![expect(clippy::unwrap_used, reason = "a test says so by panicking")]

#[path = "under/program.rs"]
mod program;
#[path = "under/record.rs"]
mod record;

use program::Program;

/// How often a program is run with its threads mixed up.
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

programs!(same: printing, printing_halfway, macro_names, preludes, streams, reading, exiting, exiting_under_a_lock, locked_output,
    panic_beside_stderr, captured_output, two_who_print);
programs!(lines: borrows, brief_borrows, keys);
