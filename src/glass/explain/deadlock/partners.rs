//! Finds the threads that could end a wait for anything but a guard: by notifying, sending, receiving or arriving.
//!
//! A thread counts if it did so before, or if it waits for a guard of the waiting thread and would do so later. It can
//! send only if it may have a sender of that channel.

use super::blocked::{Blocked, HeldBy};
use super::senders;
use crate::glass::explain::history::History;
use crate::verdict::{EventKind, LivingSender, MovedSender, TracedAction, WaitReason, WaitTarget};
use std::collections::BTreeSet;

/// Adds the threads that could end a wait to the blockers of the thread that waits.
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

/// Returns the threads that could end a wait but wait themselves, each with the last event at which it did what is
/// needed. Threads with an event come first.
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
        .filter(|(_, _, action, _)| is_sender && **action == TracedAction::DropSender)
        .filter_map(|(.., sender)| sender)
        .collect();
    let last = |of: u32| {
        let mut events = history.events().rev();
        events.find(|(_, event)| {
            // A message from a sender that is dropped says nothing about later messages.
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
    let senders = is_sender.then(|| senders::channel_reason(history, all, waiting.wait.cell));
    let may_send = |other: &Blocked<'_>| match senders.as_ref() {
        Some(Some(WaitReason::ChannelOpen { live_senders, .. })) => live_senders
            .iter()
            .any(|sender| may_have(history, sender, other)),
        _ => true,
    };
    let mut found: Vec<(u32, Option<usize>)> = Vec::new();
    if matches!(
        waiting.target,
        WaitTarget::ChannelSpace | WaitTarget::Message
    ) {
        let others = all.iter().filter(|other| {
            other.wait.thread != thread && !wants_receiver(history, waiting, other)
        });
        // A thread that waits for another one to end has already sent all its messages.
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
            && !wants_receiver(history, waiting, other)
            && (did.is_some() || will(other) && may_send(other))
        {
            found.push((other.wait.thread, did));
        }
    }
    found.sort_by_key(|(_, did)| did.is_none());
    found
}

/// Whether a thread waits for the lock around the receiver that another thread waits on: it, too, would receive.
fn wants_receiver(history: &History<'_>, waiting: &Blocked<'_>, other: &Blocked<'_>) -> bool {
    let thread = waiting.wait.thread;
    let mut guards = other.holders().filter(|life| life.thread == thread);
    waiting.target == WaitTarget::Message
        && guards.any(|life| {
            let cell = history.find_cell(life.cell);
            life.since == other.wait.place
                || cell.is_some_and(|cell| cell.content_type.contains("Receiver<"))
        })
}

/// Whether a blocked thread may have a sender: it used the sender last, or it got the sender and sends later.
fn may_have(history: &History<'_>, sender: &LivingSender, blocked: &Blocked<'_>) -> bool {
    let thread = blocked.wait.thread;
    let of_event = |at: usize| history.trace.events.get(at).map(|event| event.thread);
    if sender.used.and_then(of_event) == Some(thread) {
        return true;
    }
    if let Some((owner, _)) = &sender.owner {
        return *owner == thread;
    }
    match &sender.moved {
        Some(MovedSender::Thread { thread: other }) => *other == thread,
        Some(MovedSender::Message { received, .. }) => received.and_then(of_event) == Some(thread),
        Some(MovedSender::Field { field, .. }) => {
            let program = history.source.calls_by_name();
            let mut path = history.trace.events[blocked.wait.began].calls.iter();
            let sends = ["send", "try_send"];
            path.any(|call| program.may_call_on_field_after(call, &sends, field))
        }
        Some(MovedSender::Collection { .. } | MovedSender::BorrowedValue { .. }) | None => true,
    }
}

fn waits_for_guard(blocked: &Blocked<'_>, of: u32) -> bool {
    let is_of = |by: &HeldBy<'_>| matches!(by, HeldBy::Guard(life) if life.thread == of);
    blocked.wait.thread != of && blocked.blockers.iter().any(is_of)
}
