//! Finds the events that the reason for a wait mentions, so that each has a row.

use crate::glass::explain::history::History;
use crate::verdict::{EventKind, MovedSender, WaitReason};

/// The number of last events that are shown of a thread that has ended.
const LAST_EVENTS: usize = 4;

pub(super) fn events(history: &History<'_>, reason: &WaitReason) -> Vec<usize> {
    match reason {
        WaitReason::Notification(last) => {
            let change = last.unnotified.iter();
            let change = change.flat_map(|change| [Some(change.event), change.other]);
            let check = last.outdated_check.iter();
            let check = check.flat_map(|check| [Some(check.checked), Some(check.changed)]);
            let mentioned = change
                .chain(check)
                .chain([last.last_notification])
                .flatten();
            let exited = last.exited_without_change.iter();
            let exited = exited.flat_map(|thread| last_events(history, *thread));
            mentioned.chain(exited).collect()
        }
        WaitReason::ChannelOpen {
            live_senders,
            dropped,
            ..
        } => {
            let senders = live_senders.iter().flat_map(|sender| {
                let moved = match &sender.moved {
                    Some(MovedSender::Message { sent, received, .. }) => [Some(*sent), *received],
                    Some(MovedSender::Thread { thread }) => [spawned(history, *thread), None],
                    _ => [None, None],
                };
                [sender.cloned, sender.used].into_iter().chain(moved)
            });
            // If there are several, the sentence gives only their number.
            let only = <[usize; 1]>::try_from(dropped.as_slice()).ok();
            let dropped = only.map(|[only]| only);
            senders.chain([dropped]).flatten().collect()
        }
        WaitReason::ChannelFull { .. } => Vec::new(),
        WaitReason::BarrierShort {
            arrived_and_exited,
            exited_without_arriving,
            early_ends,
            unreached,
            ..
        } => {
            let ended = arrived_and_exited.iter().chain(exited_without_arriving);
            let ended = ended.flat_map(|thread| last_events(history, *thread));
            let waits = unreached.iter().map(|(wait, _)| *wait);
            let ends = early_ends.iter().map(|end| end.last_event);
            ended.chain(waits).chain(ends).collect()
        }
    }
}

/// Returns the last events of a thread that has ended, including its end.
fn last_events(history: &History<'_>, thread: u32) -> Vec<usize> {
    let own = history.events().rev();
    let own = own.filter(|(_, event)| event.thread == thread);
    own.take(LAST_EVENTS).map(|(index, _)| index).collect()
}

/// Returns the event at which a thread was started.
fn spawned(history: &History<'_>, thread: u32) -> Option<usize> {
    let is_start =
        |kind: &EventKind| matches!(kind, EventKind::Spawned { child } if *child == thread);
    let mut events = history.events();
    events
        .find(|(_, event)| is_start(&event.kind))
        .map(|(index, _)| index)
}
