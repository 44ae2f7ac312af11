//! Programs that behave differently under glass, each with the reason.

use std::collections::BTreeSet;

/// Why a program behaves differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It always does: a known difference that `src/glass/std/lib.rs` lists.
    Known(&'static str),
    /// It may: what it does with std or under glass is a matter of chance or time.
    Perhaps(&'static str),
}

use Why::{Known, Perhaps};

const SIZE: Why = Known("it prints the sizes of cells and locks");
const LINT: Why =
    Known("rustc knows std's guards by name and denies `let _ = lock`; it does not know the twins");
const RACE: Why =
    Perhaps("its threads race, and with std the operating system decides which one is first");
const STEPS: Why = Perhaps("it is cut off after so many steps, or before it comes to its limit");

/// By path.
const DIFFERENCES: &[(&str, Why)] = &[
    ("exercises/hood/sizes_containers.rs", SIZE),
    (
        "exercises/judgement/myths_cost.rs",
        Perhaps("it takes the time that millions of steps take, and prints what it took"),
    ),
    (
        "tests/glass/programs/by_the_hash.rs",
        Known("it prints the order of a HashSet, another one each time"),
    ),
    (
        "tests/glass/programs/in_the_system.rs",
        Perhaps(
            "a thread stands still in the system while it is its turn, until all the time is up",
        ),
    ),
    ("tests/glass/programs/read_between_two_locks.rs", RACE),
    (
        "tests/glass/programs/lock/read_behind_a_writer.rs",
        Perhaps("whether the writer is already waiting is a matter of time with std"),
    ),
    (
        "tests/mistakes/build_cell/old_one_twice.rs",
        Perhaps("it reads what was freed, and no two builds have the same there"),
    ),
    (
        "tests/mistakes/build_cell/read_then_assigned.rs",
        Perhaps("it reads what was freed, and no two builds have the same there"),
    ),
    (
        "tests/mistakes/build_rc/upgrade_asks_the_weak_ones.rs",
        Perhaps("it reads what was freed, and no two builds have the same there"),
    ),
    ("tests/glass/programs/thread/chain_to_a_barrier.rs", RACE),
    ("tests/glass/programs/thread/left_behind.rs", RACE),
    ("tests/mistakes/atomic_hits/never_reset.rs", RACE),
    ("tests/mistakes/counter_8000/load_and_store.rs", RACE),
    ("tests/mistakes/counter_8000/skipped_when_busy.rs", RACE),
    ("tests/mistakes/counter_8000/swaps_after_loading.rs", RACE),
    ("tests/mistakes/counter_8000/taken_and_put_back.rs", RACE),
    ("tests/mistakes/counter_8000/tried_once.rs", RACE),
    ("tests/mistakes/counter_8000/two_guards.rs", RACE),
    (
        "tests/mistakes/ids_not_rcs/reader_first.rs",
        Perhaps("it fills the stack with borrows, and lines are looked up through all of it"),
    ),
    ("tests/mistakes/ids_not_rcs/no_check_for_done.rs", STEPS),
    ("tests/mistakes/lost_update/guard_thrown_away.rs", LINT),
    ("tests/mistakes/relock/underscore.rs", LINT),
    (
        "tests/mistakes/reentrant_events/emits_what_it_hears.rs",
        Perhaps("it fills the stack with borrows, and lines are looked up through all of it"),
    ),
    (
        "tests/mistakes/shared_memoizer/computed_before_looking.rs",
        STEPS,
    ),
    ("tests/mistakes/shared_memoizer/give_up_when_busy.rs", STEPS),
    ("tests/mistakes/send_instead/only_one_received.rs", RACE),
    ("tests/mistakes/short_critical_section/underscore.rs", LINT),
    (
        "tests/mistakes/while_let_holds_on/never_taken_off.rs",
        STEPS,
    ),
];

/// Why this program may behave differently.
pub(crate) fn known(path: &str) -> Option<Why> {
    let mut all = DIFFERENCES.iter();
    all.find(|(known, _)| *known == path).map(|(_, why)| *why)
}

/// The entries of the list that name no program, or a program that behaves the same though it never should.
pub(crate) fn unfounded(there: &BTreeSet<String>, differ: &BTreeSet<&str>, all: bool) -> String {
    let tried = |path: &str| all || !path.starts_with("tests/mistakes/");
    let listed = DIFFERENCES.iter().filter(|(path, _)| tried(path));
    let unfounded = listed.filter(|(path, why)| {
        let same = matches!(why, Known(_)) && !differ.contains(path);
        same || !there.contains(*path)
    });
    unfounded.fold(String::new(), |all, (path, why)| {
        all + &format!("{path} does the same, or is gone: take it off the list ({why:?})\n")
    })
}
