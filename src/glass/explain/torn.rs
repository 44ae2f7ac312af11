//! Finds two values that one thread read under two guards, while another one changed both under two guards.
//!
//! By itself, that is not a bug: the values may have nothing to do with each other.

use super::dependence::comes_before;
use super::guard_use::reached_change;
use super::history::{GuardLife, History};
use super::race::shared_call;
use super::{Explanation, explanation};
use crate::verdict::{Cause, CellKind, TornPair};

/// Two guards that a function had one after the other.
type Pair<'a> = [&'a GuardLife<'a>; 2];

/// Returns the first such pair.
pub(super) fn torn_pair(history: &History<'_>) -> Option<Explanation> {
    let pairs = pairs(history);
    let (changes, reads): (Vec<Pair<'_>>, Vec<Pair<'_>>) = pairs
        .into_iter()
        .partition(|[first, second]| first.wrote && second.wrote);
    let mut reads = reads
        .into_iter()
        .filter(|[first, second]| !first.wrote && !second.wrote);
    reads.find_map(|read| {
        let of_both = |change: &&Pair<'_>| {
            let cells = change.map(|life| life.cell);
            change[0].thread != read[0].thread && read.iter().all(|life| cells.contains(&life.cell))
        };
        let is_within = |outer: &Pair<'_>, inner: &Pair<'_>| {
            let ends = (outer[0].ended, inner[1].ended);
            matches!(ends, (Some(begins), Some(ends)) if begins < inner[0].began && ends < outer[1].began)
        };
        let mut changes = changes.iter().filter(of_both);
        let change = changes.find(|change| is_within(&read, change) || is_within(change, &read))?;
        let are_changes = change.iter().all(|life| is_change(history, life));
        are_changes.then(|| {
            let pair = TornPair {
                changed_between: is_within(&read, change),
                reads: read.map(|life| life.began),
                changes: change.map(|life| life.began),
            };
            let events = read.iter().chain(change).flat_map(|life| life.events());
            let events: Vec<usize> = events.collect();
            explanation(Cause::TornPair(pair), events)
        })
    })
}

/// Returns the guards of locks that a thread had one after the other, in one call of a function.
fn pairs<'a>(history: &'a History<'a>) -> Vec<Pair<'a>> {
    let is_lock = |life: &&GuardLife<'_>| {
        matches!(
            history.kind(life.cell),
            Some(CellKind::Mutex | CellKind::RwLock)
        )
    };
    let mut found = Vec::new();
    for thread in &history.trace.threads {
        let own = history.lives.iter().filter(|life| life.thread == thread.id);
        let own: Vec<&GuardLife<'_>> = own.filter(is_lock).collect();
        for pair in own.windows(2) {
            let [first, second] = [pair[0], pair[1]];
            let is_apart = first.ended.is_some_and(|ended| ended < second.began);
            if is_apart && first.cell != second.cell && are_in_one_call(history, first, second) {
                found.push([first, second]);
            }
        }
    }
    found
}

fn are_in_one_call(history: &History<'_>, first: &GuardLife<'_>, second: &GuardLife<'_>) -> bool {
    let calls = |life: &GuardLife<'_>| history.trace.events[life.began].calls.as_slice();
    let in_order = || {
        let (first, second) = match shared_call(calls(first), calls(second)) {
            Some(call) => (call.first.place, call.last.place),
            None => (first.since?.clone(), second.since?.clone()),
        };
        let file = history.source.tokens(&first)?;
        Some(first.file == second.file && comes_before(file, &first, &second))
    };
    in_order().unwrap_or(false)
}

/// Whether the value was changed under a guard for certain.
fn is_change(history: &History<'_>, life: &GuardLife<'_>) -> bool {
    let change = life.since.and_then(|place| {
        let file = history.source.tokens(place)?;
        reached_change(file, place, None)
    });
    change.is_some_and(|change| change.certain.is_change())
}
