//! The programs under glass.

use super::batches::in_batches;
use super::seen::Seen;
use crate::programs;
use cellmate::glass::{Analysis, BuildResult, ExploreLimits, Glass, ProgramSpec};
use cellmate::process::Cancel;
use cellmate::verdict::Exploration;
use std::time::Duration;

/// What each of them does. `with_lines`: whether the line of each step is looked up, which takes most of the time.
pub(super) fn all(subjects: &[ProgramSpec], with_lines: bool) -> Vec<Seen> {
    let glass = crate::new_glass();
    if with_lines {
        return traced(&glass, subjects);
    }
    let run = |built: &BuildResult| {
        let one_schedule = ExploreLimits {
            max_preemptions: 0,
            random_schedules: 0,
            max_schedules: 1,
            max_time: Duration::from_mins(1),
            compares: false,
        };
        let cancel = Cancel::new();
        let ran = glass.explore_built(built, &one_schedule, &|_, _| None, &|_| (), &cancel);
        seen(ran.unwrap())
    };
    // Another test also runs some of these programs, so they are built once for both. With `CONFORMANCE`, few are
    // wanted.
    let few = std::env::var_os("CONFORMANCE").is_some();
    let built = |subject: &ProgramSpec| {
        let path = &subject.display_path;
        (!few).then(|| programs::built(path)).flatten()
    };
    let (places, own): (Vec<usize>, Vec<ProgramSpec>) = subjects
        .iter()
        .enumerate()
        .filter(|(_, subject)| built(subject).is_none())
        .map(|(at, subject)| (at, subject.clone()))
        .unzip();
    let ran = in_batches(&own, true, |_, batch| {
        let batch = batch.iter().map(|&subject| subject.clone()).collect();
        let built = glass.build_all(batch, &Cancel::new()).unwrap();
        built.iter().map(run).collect()
    });
    let mut found: Vec<Option<Seen>> = vec![None; subjects.len()];
    for (at, seen) in places.into_iter().zip(ran) {
        found[at] = seen;
    }
    for (seen, subject) in found.iter_mut().zip(subjects) {
        if let Some(built) = built(subject) {
            *seen = run(built);
        }
    }
    // The programs that take more steps than a schedule may have, or too much time.
    let is_long = |(at, _): &(usize, &ProgramSpec)| found[*at].is_none();
    let (places, long): (Vec<usize>, Vec<ProgramSpec>) = subjects
        .iter()
        .enumerate()
        .filter(is_long)
        .map(|(at, subject)| (at, subject.clone()))
        .unzip();
    for (at, seen) in places.into_iter().zip(traced(&glass, &long)) {
        found[at] = Some(seen);
    }
    found.into_iter().flatten().collect()
}

/// `None` if it did not finish.
fn seen(ran: Analysis<Exploration>) -> Option<Seen> {
    match ran {
        Analysis::Done(found) => {
            let [first] = found.results.as_slice() else {
                return None;
            };
            Some(Seen::ran(first.ending.outcome(), first.stdout.clone()))
        }
        Analysis::CompileError(diagnostics) => Some(Seen::refused(&diagnostics)),
        Analysis::BuildTimedOut => None,
    }
}

fn traced(glass: &Glass, subjects: &[ProgramSpec]) -> Vec<Seen> {
    let subjects = subjects.iter().map(|subject| {
        // Looking up lines takes long on a busy machine. A program that hangs is recognized without a clock.
        let mut subject = subject.clone();
        subject.limits.wall = Duration::from_secs(15);
        (subject, Vec::new())
    });
    let subjects: Vec<(ProgramSpec, Vec<u32>)> = subjects.collect();
    let traced = glass.trace_all(&subjects, &Cancel::new()).unwrap();
    traced.into_iter().map(Seen::of_glass).collect()
}
