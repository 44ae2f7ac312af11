//! Many schedules of one program.

use cellmate::glass::{Bounds, Looked, Subject};
use cellmate::process::Cancel;
use cellmate::verdict::{Ending, Exploration, Outcome};
use std::fs;
use std::time::Duration;

fn explored(program: &str, preemptions: u32, expected: Option<&str>) -> Exploration {
    let path = format!("tests/glass/programs/{program}.rs");
    let text = fs::read_to_string(&path).unwrap();
    let subject = Subject::program(&path, &text, "2024");
    let bounds = Bounds {
        preemptions,
        random: 0,
        at_most: 20_000,
        time: Duration::from_secs(60),
    };
    let judge = |ending: &Ending, stdout: &str| {
        let finished = Ending::Outcome {
            outcome: Outcome::Finished { code: 0 },
        };
        expected.map(|expected| *ending == finished && stdout == expected)
    };
    let start = std::time::Instant::now();
    let found = super::glass()
        .explore(&subject, &bounds, &judge, &|_| {}, &Cancel::new())
        .unwrap();
    match found {
        Looked::Seen(found) => {
            println!(
                "{program} {preemptions}: {} in {:?}, {:?} {:?} every {}: {:?}",
                found.ran,
                start.elapsed(),
                found.covered,
                found.short,
                found.every,
                found.ways
            );
            found
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lost_update_is_found_with_one_preemption() {
    for n in 0..4 {
        explored("lost_update", n, None);
        explored("two_locks", n, None);
    }
    explored("four_threads", 1, None);
    explored("four_threads", 2, None);
    explored("four_threads", 3, None);
}
