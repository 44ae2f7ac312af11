//! Finds the causes of deadlocks: threads that wait for each other, or for something that no thread is left to do.
//!
//! The cause of each wait is a cycle of threads or a wait that no thread can end. Each cause is explained once, with
//! the threads that wait for it.

mod blocked;
#[cfg(test)]
mod tests;

use super::history::History;
use super::{Explanation, explanation};
use crate::verdict::{Cause, DeadlockShape, EventKind, RunEnd, WaitTarget};
use blocked::{Blocked, HeldBy};
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
        found.push(deadlock(history, &all, &root, &followers));
        explained.extend(root.into_iter().chain(followers));
    }
    found
}

/// Returns the cycles, each in the order in which the threads wait for each other, and then the waits for no blocked
/// thread, grouped by cell.
fn roots(history: &History<'_>, all: &[Blocked<'_>]) -> Vec<Vec<usize>> {
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
fn next(history: &History<'_>, all: &[Blocked<'_>], at: usize) -> Vec<usize> {
    let threads = all[at].blockers.iter().filter_map(|blocker| match blocker {
        HeldBy::Guard(life) if history.has_exited(life.thread) => None,
        HeldBy::Guard(life) => Some(life.thread),
        HeldBy::Thread(thread) => Some(*thread),
    });
    threads
        .filter_map(|thread| all.iter().position(|other| other.wait.thread == thread))
        .collect()
}

/// Returns the cycle through this thread, if any, beginning with the thread that began to wait first.
fn cycle_through(history: &History<'_>, all: &[Blocked<'_>], start: usize) -> Option<Vec<usize>> {
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

fn rotate_to_first(all: &[Blocked<'_>], mut cycle: Vec<usize>) -> Vec<usize> {
    let began = |at: &usize| all[*at].wait.began;
    let first = cycle.iter().enumerate().min_by_key(|(_, at)| began(at));
    let first = first.map_or(0, |(index, _)| index);
    cycle.rotate_left(first);
    cycle
}

/// Returns the threads that wait for the root, directly or indirectly, the nearest first.
fn followers(
    history: &History<'_>,
    all: &[Blocked<'_>],
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

fn deadlock(
    history: &History<'_>,
    all: &[Blocked<'_>],
    root: &[usize],
    followers: &[usize],
) -> Explanation {
    let about = root.iter().chain(followers);
    let events: Vec<usize> = about.flat_map(|at| all[*at].events()).collect();
    let shape = match root {
        [only] if next(history, all, *only).contains(only) => DeadlockShape::Itself,
        cycle if !next(history, all, cycle[0]).is_empty() => DeadlockShape::Circle,
        _ => DeadlockShape::NoOneLeft,
    };
    let is_alone = shape == DeadlockShape::NoOneLeft;
    let waits_for_notify = is_alone && all[root[0]].target == WaitTarget::Notify;
    let first = root.iter().map(|at| all[*at].wait.began).min();
    let lost_notify = first
        .filter(|_| waits_for_notify)
        .and_then(|first| lost_notify(history, all[root[0]].wait.cell, first));
    let data = |at: &usize| all[*at].data();
    let cause = Cause::Deadlock {
        shape,
        waits: root.iter().map(data).collect(),
        behind: followers.iter().map(data).collect(),
        lost_notify,
    };
    explanation(cause, events)
}

/// Returns the last notify before these waits, if no thread waited for it yet.
fn lost_notify(history: &History<'_>, cell: u32, waits: usize) -> Option<usize> {
    let before = history.events().take(waits);
    let notifies = before.filter(|(_, event)| {
        let is_notify =
            matches!(&event.kind, EventKind::Operation { action, .. } if action.starts_with("notify"));
        is_notify && event.cell == Some(cell)
    });
    let (index, _) = notifies.last()?;
    let waited = history.waits.iter().any(|wait| {
        wait.cell == cell && wait.began < index && wait.ended.is_none_or(|ended| ended > index)
    });
    (!waited).then_some(index)
}
