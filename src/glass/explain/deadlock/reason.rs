//! Finds why no thread ends a wait: what came too early, what keeps a channel open or full, who is missing at a barrier.

use super::blocked::Blocked;
use crate::glass::explain::history::History;
use crate::verdict::{EventKind, LivingSender, TraceEvent, WaitReason, WaitTarget};
use std::collections::BTreeSet;

/// Returns why none of these waits ends; `are_all` is whether each thread that waits does so for one of them.
pub(super) fn find(
    history: &History<'_>,
    waits: &[&Blocked<'_>],
    are_all: bool,
) -> Option<WaitReason> {
    let first = waits.first()?;
    let cell = first.wait.cell;
    match first.target {
        WaitTarget::Notify => called(history, waits, "notify"),
        WaitTarget::Unpark => called(history, waits, "unpark"),
        WaitTarget::Message => open(history, cell),
        WaitTarget::Room => {
            let limit = |wait: &&Blocked<'_>| history.find_cell(wait.wait.cell)?.limit;
            // A channel of 0 messages is never full.
            let is_full = |wait| limit(wait).is_some_and(|limit| limit > 0);
            waits.iter().all(is_full).then_some(WaitReason::Full {
                by_each_other: are_all && waits.len() > 1,
            })
        }
        WaitTarget::Others => few(history, cell, waits),
        WaitTarget::Lock
        | WaitTarget::Data(_)
        | WaitTarget::End(_)
        | WaitTarget::Value
        | WaitTarget::Else => None,
    }
}

/// The operations on a cell: the index and the event, the action, and the sender.
fn operations<'a>(
    history: &History<'a>,
    cell: u32,
) -> impl DoubleEndedIterator<Item = (usize, &'a TraceEvent, &'a str, Option<u32>)> {
    let events = history
        .events()
        .filter(move |(_, event)| event.cell == Some(cell));
    events.filter_map(|(index, event)| match &event.kind {
        EventKind::Operation { action, sender, .. } => {
            Some((index, event, action.as_str(), *sender))
        }
        _ => None,
    })
}

/// A record that does not begin with the run may lack the call.
fn called(history: &History<'_>, waits: &[&Blocked<'_>], action: &str) -> Option<WaitReason> {
    let first = waits.first()?.wait;
    let mut calls = operations(history, first.cell).rev();
    let last = calls.find(|(_, _, called, _)| called.starts_with(action));
    let last = last.map(|(index, ..)| index);
    if last.is_none() && history.trace.omitted > 0 {
        return None;
    }
    // The thread that it woke continues after it.
    let woke = last.and_then(|last| {
        let mut waited = history.waits.iter();
        let woken = waited.find(|wait| {
            wait.cell == first.cell
                && wait.began < last
                && wait.ended.is_some_and(|ended| ended > last)
        });
        woken.map(|wait| wait.thread)
    });
    Some(WaitReason::Called { last, woke })
}

fn open(history: &History<'_>, cell: u32) -> Option<WaitReason> {
    if history.trace.omitted > 0 {
        return None;
    }
    let numbers = |wanted: &'static str| {
        let all = operations(history, cell).filter(move |(_, _, action, _)| *action == wanted);
        all.filter_map(|(index, _, _, sender)| Some((sender?, index)))
    };
    let dropped: BTreeSet<u32> = numbers("drop sender").map(|(sender, _)| sender).collect();
    let cloned = numbers("clone sender").map(|(sender, index)| (sender, Some(index)));
    let all: Vec<(u32, Option<usize>)> = [(1, None)].into_iter().chain(cloned).collect();
    let alive = all.iter().filter(|(sender, _)| !dropped.contains(sender));
    let alive: Vec<LivingSender> = alive
        .map(|(number, cloned)| {
            let mut used = operations(history, cell).rev();
            let used = used.find(|(_, _, action, sender)| {
                action.ends_with("send") && *sender == Some(*number)
            });
            LivingSender {
                cloned: *cloned,
                used: used.map(|(index, ..)| index),
            }
        })
        .collect();
    (!alive.is_empty()).then(|| WaitReason::Open {
        senders: u32::try_from(all.len()).unwrap_or(u32::MAX),
        alive,
    })
}

fn few(history: &History<'_>, cell: u32, waits: &[&Blocked<'_>]) -> Option<WaitReason> {
    let needs = history.find_cell(cell)?.limit?;
    let came = operations(history, cell).filter(|(_, _, action, _)| *action == "wait");
    let came: BTreeSet<u32> = came.map(|(_, event, ..)| event.thread).collect();
    let ended = came
        .into_iter()
        .filter(|thread| history.has_exited(*thread));
    Some(WaitReason::Few {
        needs,
        came: waits.len(),
        ended: ended.collect(),
    })
}
