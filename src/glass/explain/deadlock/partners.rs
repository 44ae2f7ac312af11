//! Finds the threads that could end a wait for anything but a guard: by notifying, sending, receiving or arriving.
//!
//! A thread counts if it did so before, or if it waits for a guard of the waiting thread and has such a call ahead.

use super::blocked::{Blocked, HeldBy};
use crate::glass::explain::history::History;
use crate::verdict::{EventKind, WaitTarget};
use std::collections::BTreeSet;

/// Adds them to what blocks each of the threads.
pub(super) fn add_partners<'a>(history: &History<'a>, all: &mut [Blocked<'a>]) {
    let found: Vec<_> = (all.iter())
        .map(|blocked| partners(history, all, blocked))
        .collect();
    for (blocked, partners) in all.iter_mut().zip(found) {
        let partners = partners.into_iter();
        let partners = partners.map(|(thread, did)| HeldBy::Partner(thread, did));
        blocked.blockers.extend(partners);
    }
}

/// Returns those that wait themselves, each with the last event at which it did so. Those that did come first.
fn partners(
    history: &History<'_>,
    all: &[Blocked<'_>],
    waiting: &Blocked<'_>,
) -> Vec<(u32, Option<usize>)> {
    let methods: &[&str] = match waiting.target {
        WaitTarget::Notify => &["notify_one", "notify_all"],
        WaitTarget::Message => &["send", "try_send"],
        WaitTarget::ChannelSpace => &["recv", "try_recv", "recv_timeout", "iter", "try_iter"],
        WaitTarget::Barrier => &["wait"],
        WaitTarget::Unpark => &["unpark"],
        WaitTarget::Lock
        | WaitTarget::RwLock(_)
        | WaitTarget::ThreadEnd(_)
        | WaitTarget::Value
        | WaitTarget::Other => return Vec::new(),
    };
    let thread = waiting.wait.thread;
    let is_sender = waiting.target == WaitTarget::Message;
    let dropped: BTreeSet<u32> = history
        .operations(waiting.wait.cell)
        .filter(|(_, _, action, _)| is_sender && *action == "drop sender")
        .filter_map(|(.., sender)| sender)
        .collect();
    let last = |of: u32| {
        let mut events = history.events().rev();
        events.find(|(_, event)| {
            // What was sent through a sender that is dropped says nothing of what may come.
            let is_one = matches!(&event.kind, EventKind::Operation { action, sender, .. }
                if methods.contains(&action.as_str())
                    && sender.is_none_or(|sender| !dropped.contains(&sender)));
            is_one && event.thread == of && event.cell == Some(waiting.wait.cell)
        })
    };
    let program = history.source.calls_by_name();
    let will = |other: &Blocked<'_>| {
        let mut path = history.trace.events[other.wait.began].calls.iter();
        path.any(|call| program.may_call_after(call, methods))
    };
    let mut found: Vec<(u32, Option<usize>)> = Vec::new();
    if matches!(
        waiting.target,
        WaitTarget::ChannelSpace | WaitTarget::Message
    ) {
        let others = all.iter().filter(|other| other.wait.thread != thread);
        // A thread that waits for another to end has sent what it sends.
        let others = others.filter(|other| {
            waiting.target == WaitTarget::ChannelSpace
                || !matches!(other.target, WaitTarget::ThreadEnd(_)) && will(other)
        });
        let did = others.filter_map(|other| Some((other.wait.thread, last(other.wait.thread)?.0)));
        let latest = did.max_by_key(|(_, did)| *did);
        found.extend(latest.map(|(thread, did)| (thread, Some(did))));
    }
    for other in all.iter().filter(|other| waits_for_guard(other, thread)) {
        let did = last(other.wait.thread).map(|(did, _)| did);
        if !found.iter().any(|(known, _)| *known == other.wait.thread)
            && (did.is_some() || will(other))
        {
            found.push((other.wait.thread, did));
        }
    }
    found.sort_by_key(|(_, did)| did.is_none());
    found
}

fn waits_for_guard(blocked: &Blocked<'_>, of: u32) -> bool {
    let is_of = |by: &HeldBy<'_>| matches!(by, HeldBy::Guard(life) if life.thread == of);
    blocked.wait.thread != of && blocked.blockers.iter().any(is_of)
}
