//! The search against brute force: it finds everything that there is to find in small programs.

mod model;

use cellmate::glass::{Analysis, ExploreLimits, Glass, ProgramSpec};
use cellmate::process::Cancel;
use cellmate::verdict::{Edition, Exploration, RunEnd};
use model::{Op, outcomes};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;
use std::time::Duration;

/// More preemptions than any of these programs has steps.
const ENOUGH: u32 = 40;

/// An instance that no other test uses, because otherwise each case would build the interpreter again.
static GLASS: LazyLock<Glass> = LazyLock::new(super::new_glass);

fn explored(programs: &[Vec<Op>], preemptions: u32) -> Exploration {
    let path = "tests/glass/programs/interpreter.rs";
    let text = fs::read_to_string(path).unwrap();
    let written = |program: &Vec<Op>| {
        let ops: Vec<String> = program.iter().map(|op| op.written()).collect();
        ops.join(" ")
    };
    let subject = ProgramSpec {
        arguments: programs.iter().map(written).collect(),
        ..ProgramSpec::single_file(path, &text, Edition::E2024)
    };
    let bounds = ExploreLimits {
        max_preemptions: preemptions,
        random_schedules: 0,
        max_schedules: 50_000,
        max_time: Duration::from_mins(5),
        compares: false,
    };
    let looked = GLASS
        .explore(&subject, &bounds, &|_, _| None, &|_| (), &Cancel::new())
        .unwrap();
    match looked {
        Analysis::Done(found) => found,
        other => panic!("{other:?}"),
    }
}

fn explored_outcomes(found: &Exploration) -> BTreeSet<String> {
    let outcome = |ending: &RunEnd, stdout: &str| match ending {
        RunEnd::Deadlock => "deadlock".to_owned(),
        _ => stdout.to_owned(),
    };
    let results = found.results.iter();
    results
        .map(|result| outcome(&result.ending, &result.stdout))
        .collect()
}

fn op() -> impl Strategy<Value = Op> {
    (0..6, 0..2_usize).prop_map(|(kind, which)| match kind {
        0 => Op::Lock(which),
        1 => Op::TryLock(which),
        2 => Op::Unlock(which),
        3 => Op::Load(which),
        4 => Op::Store(which),
        _ => Op::Add(which),
    })
}

/// A thread's program, which gives everything back in the end, as the interpreter does.
fn program(longest: usize) -> impl Strategy<Value = Vec<Op>> {
    prop::collection::vec(op(), 1..=longest).prop_map(|mut ops| {
        ops.extend([Op::Unlock(0), Op::Unlock(1)]);
        ops
    })
}

fn programs() -> impl Strategy<Value = Vec<Vec<Op>>> {
    prop_oneof![
        prop::collection::vec(program(5), 2),
        prop::collection::vec(program(3), 3),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_search_with_enough_preemptions_finds_every_result(programs in programs()) {
        let found = explored(&programs, ENOUGH);
        prop_assert!(found.is_exhaustive, "{:?} after {}", found.shortfall, found.schedules_run);
        prop_assert_eq!(explored_outcomes(&found), outcomes(&programs, ENOUGH));
    }

    #[test]
    fn a_search_with_few_preemptions_finds_every_result_that_needs_no_more(programs in programs(), most in 0..3_u32) {
        let found = explored(&programs, most);
        prop_assert_eq!(found.shortfall, None);
        prop_assert_eq!(explored_outcomes(&found), outcomes(&programs, most));
    }
}
