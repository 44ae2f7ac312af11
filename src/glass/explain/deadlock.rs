//! Explains deadlocks: threads that wait for each other, or for something that no thread is left to do.
//!
//! The cause of each wait is a cycle of threads or a wait that no thread can end. Each cause is explained once, with
//! the threads that wait for it.

mod blocked;
mod clauses;
#[cfg(test)]
mod tests;

use super::history::History;
use super::wording::capitalize;
use super::{Explanation, explanation};
use crate::verdict::{ExplanationKind, RunEnd};
use blocked::{BlockedThread, Blocker, WaitTarget};
use std::collections::BTreeSet;

pub(super) fn deadlocks(history: &History<'_>) -> Vec<Explanation> {
    // In a truncated record, the holder of a lock may be missing.
    if history.trace.ending != RunEnd::Deadlock || history.trace.truncated {
        return Vec::new();
    }
    let all = blocked::blocked_threads(history);
    let mut explained = BTreeSet::new();
    let mut found = Vec::new();
    for root in roots(history, &all) {
        let followers = followers(history, &all, &root, &explained);
        let about = root.iter().chain(&followers);
        let events: Vec<usize> = about.clone().flat_map(|at| all[*at].events()).collect();
        let says = explain_deadlock(history, &all, &root, &followers);
        explained.extend(about.copied());
        found.push(explanation(ExplanationKind::Deadlock, says, events));
    }
    found
}

/// Returns the cycles, each in the order in which the threads wait for each other, and then the waits for no blocked
/// thread, grouped by cell.
fn roots(history: &History<'_>, all: &[BlockedThread<'_>]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for at in 0..all.len() {
        if let Some(cycle) = cycle_through(history, all, at)
            && !found.iter().any(|known| known.contains(&cycle[0]))
        {
            found.push(cycle);
        }
    }
    let mut alone: Vec<Vec<usize>> = Vec::new();
    for at in 0..all.len() {
        if !next(history, all, at).is_empty() {
            continue;
        }
        let same = |group: &&mut Vec<usize>| all[group[0]].wait.cell == all[at].wait.cell;
        match alone.iter_mut().find(same) {
            Some(group) => group.push(at),
            None => alone.push(vec![at]),
        }
    }
    found.extend(alone);
    found
}

/// Returns the blocked threads that this one waits for.
fn next(history: &History<'_>, all: &[BlockedThread<'_>], at: usize) -> Vec<usize> {
    let threads = all[at].blockers.iter().filter_map(|blocker| match blocker {
        Blocker::Guard(life) if history.has_exited(life.thread) => None,
        Blocker::Guard(life) => Some(life.thread),
        Blocker::Thread(thread) => Some(*thread),
    });
    threads
        .filter_map(|thread| all.iter().position(|other| other.wait.thread == thread))
        .collect()
}

/// Returns the cycle through this thread, if any, beginning with the thread that began to wait first.
fn cycle_through(
    history: &History<'_>,
    all: &[BlockedThread<'_>],
    start: usize,
) -> Option<Vec<usize>> {
    let mut paths = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while let Some(path) = paths.pop() {
        let last = *path.last().unwrap_or(&start);
        for to in next(history, all, last) {
            if to == start {
                return Some(rotate_to_first(all, path));
            }
            if seen.insert(to) {
                paths.push(path.iter().copied().chain([to]).collect());
            }
        }
    }
    None
}

fn rotate_to_first(all: &[BlockedThread<'_>], mut cycle: Vec<usize>) -> Vec<usize> {
    let began = |at: &usize| all[*at].wait.began;
    let first = cycle.iter().enumerate().min_by_key(|(_, at)| began(at));
    let first = first.map_or(0, |(index, _)| index);
    cycle.rotate_left(first);
    cycle
}

/// Returns the threads that wait for the root, directly or indirectly, the nearest first.
fn followers(
    history: &History<'_>,
    all: &[BlockedThread<'_>],
    root: &[usize],
    explained: &BTreeSet<usize>,
) -> Vec<usize> {
    let mut reached = root.to_vec();
    let mut at = 0;
    while let Some(to) = reached.get(at).copied() {
        for from in 0..all.len() {
            let waits = next(history, all, from).contains(&to);
            if waits && !reached.contains(&from) && !explained.contains(&from) {
                reached.push(from);
            }
        }
        at += 1;
    }
    reached.split_off(root.len())
}

fn explain_deadlock(
    history: &History<'_>,
    all: &[BlockedThread<'_>],
    root: &[usize],
    followers: &[usize],
) -> String {
    let clause = |at: &usize| clauses::wait(history, &all[*at]);
    let mut sentences = Vec::new();
    match root {
        [only] if next(history, all, *only).contains(only) => {
            sentences.push(clauses::for_itself(history, &all[*only]));
            sentences.extend(followers.iter().map(clause));
        }
        cycle if !next(history, all, cycle[0]).is_empty() => {
            sentences.extend(cycle.iter().map(clause));
            sentences.push(match cycle.len() {
                2 => "Each waits for the other.".to_owned(),
                _ => "Each waits for the next, in a circle.".to_owned(),
            });
            sentences.extend(followers.iter().map(clause));
        }
        alone => {
            // From the outermost wait to the cause.
            sentences.extend(followers.iter().rev().map(clause));
            sentences.push(match alone {
                [only] => clauses::wait(history, &all[*only]),
                _ => clauses::together(history, all, alone),
            });
            sentences.extend(clauses::why_nothing_ends_it(history, all, alone));
        }
    }
    let sentences: Vec<String> = sentences.iter().map(|text| capitalize(text)).collect();
    sentences.join(" ")
}
