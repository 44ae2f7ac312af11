//! Finds the causes of deadlocks: threads that wait for each other, or for something that no thread is left to do.
//!
//! The cause of each wait is a cycle of threads or a wait that no thread can end. Each cause is explained once, with
//! all threads that wait because of it.

mod barrier;
mod blocked;
mod mentioned;
mod outdated;
mod partners;
mod reason;
mod senders;
#[cfg(test)]
mod tests;

use super::history::History;
use super::{Explanation, explanation};
use crate::verdict::{
    BlockedThread, Cause, DeadlockShape, LastNotification, RunEnd, WaitReason, WaitTarget,
};
use blocked::{Blocked, HeldBy};
use std::collections::{BTreeSet, VecDeque};

pub(super) fn deadlocks(history: &History<'_>) -> Vec<Explanation> {
    // In a truncated record, the holder of a lock may be missing.
    if history.trace.ending != RunEnd::Deadlock || history.trace.truncated {
        return Vec::new();
    }
    let mut all = blocked::blocked_threads(history);
    partners::add_partners(history, &mut all);
    let mut explained = BTreeSet::new();
    let mut found = Vec::new();
    for root in roots(history, &all) {
        let followers = followers(history, &all, &root, &explained);
        found.push(deadlock(history, &all, &root, &followers));
        explained.extend(root.into_iter().chain(followers));
    }
    // Threads that wait for each other cannot end any other wait, so another wait may have no cause of its own.
    if found.iter().any(is_certain) {
        found.retain(|one| is_certain(one) || !may_be_consequence(one));
    }
    senders::join_waits_for_answers(history, &mut found);
    found
}

/// Whether a deadlock has a cause of its own: a cycle, or a change without the notification that it needs.
fn is_certain(one: &Explanation) -> bool {
    let Cause::Deadlock { shape, reason, .. } = &one.cause else {
        return false;
    };
    let is_unnotified = matches!(
        reason,
        Some(WaitReason::Notification(LastNotification {
            unnotified: Some(change),
            ..
        })) if change.certain.is_likely()
    );
    *shape != DeadlockShape::NoWaker || is_unnotified
}

/// Whether a wait may last only because other threads wait forever.
fn may_be_consequence(one: &Explanation) -> bool {
    let Cause::Deadlock { reason, .. } = &one.cause else {
        return false;
    };
    match reason {
        None | Some(WaitReason::ChannelOpen { .. }) => true,
        Some(WaitReason::Notification(last)) => !last.in_check_wait_gap,
        Some(WaitReason::ChannelFull { .. } | WaitReason::BarrierShort { .. }) => false,
    }
}

/// Returns the cycles, each in the order in which the threads wait for each other, and then the waits that depend on no
/// blocked thread, grouped by cell.
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
        let same = |group: &&mut Vec<usize>| belong_together(&all[group[0]], &all[at]);
        match alone.iter_mut().find(same) {
            Some(group) => group.push(at),
            None => alone.push(vec![at]),
        }
    }
    found.extend(alone);
    found
}

/// Whether two waits that depend on no blocked thread have one explanation: they are for the same cell, or both for
/// room in a channel.
fn belong_together(one: &Blocked<'_>, other: &Blocked<'_>) -> bool {
    let are_for_room =
        one.target == WaitTarget::ChannelSpace && other.target == WaitTarget::ChannelSpace;
    one.wait.cell == other.wait.cell || are_for_room
}

/// Returns the blocked threads that this one waits for.
fn next(history: &History<'_>, all: &[Blocked<'_>], at: usize) -> Vec<usize> {
    let threads = all[at].blockers.iter().filter_map(|blocker| match blocker {
        HeldBy::Guard(life) if history.has_exited(life.thread) => None,
        HeldBy::Guard(life) => Some(life.thread),
        HeldBy::Thread(thread) | HeldBy::Partner(thread, _) => Some(*thread),
    });
    threads
        .filter_map(|thread| all.iter().position(|other| other.wait.thread == thread))
        .collect()
}

/// Returns the cycle through this thread, if any, beginning with the thread that began to wait first.
fn cycle_through(history: &History<'_>, all: &[Blocked<'_>], start: usize) -> Option<Vec<usize>> {
    let mut paths = VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::new();
    while let Some(path) = paths.pop_front() {
        let last = *path.last().unwrap_or(&start);
        for to in next(history, all, last) {
            if to == start {
                return Some(rotate_to_first(all, path));
            }
            if seen.insert(to) {
                paths.push_back(path.iter().copied().chain([to]).collect());
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
    let mut events: Vec<usize> = about.flat_map(|at| all[*at].events()).collect();
    let shape = match root {
        [only] if next(history, all, *only).contains(only) => DeadlockShape::SelfDeadlock,
        cycle if !next(history, all, cycle[0]).is_empty() => DeadlockShape::Cycle,
        _ => DeadlockShape::NoWaker,
    };
    let reason = (shape == DeadlockShape::NoWaker)
        .then(|| {
            let waits: Vec<&Blocked<'_>> = root.iter().map(|at| &all[*at]).collect();
            let are_all = root.len() + followers.len() == all.len();
            reason::find(history, (all, are_all), &waits)
        })
        .flatten();
    let lost_notify = match &reason {
        Some(WaitReason::Notification(LastNotification {
            last_notification,
            woken_thread: None,
            value_checked_since: false,
            ..
        })) if is_for_notify(&all[root[0]]) => *last_notification,
        _ => None,
    };
    if let Some(reason) = &reason {
        events.extend(mentioned::events(history, reason));
    }
    let data = |at: &usize| all[*at].data(history);
    let mut waits: Vec<BlockedThread> = root.iter().map(data).collect();
    let are_for_messages = waits.iter().all(|wait| wait.target == WaitTarget::Message);
    if shape == DeadlockShape::Cycle && are_for_messages {
        for (wait, at) in waits.iter_mut().zip(root) {
            let open = senders::channel_reason(history, all, all[*at].wait.cell);
            events.extend(
                open.iter()
                    .flat_map(|open| mentioned::events(history, open)),
            );
            wait.open_channel = open.map(Box::new);
        }
    }
    let cause = Cause::Deadlock {
        shape,
        waits,
        waiting_for_these: followers.iter().map(data).collect(),
        lost_notify,
        reason,
    };
    explanation(cause, events)
}

fn is_for_notify(blocked: &Blocked<'_>) -> bool {
    blocked.target == WaitTarget::Notify
}
