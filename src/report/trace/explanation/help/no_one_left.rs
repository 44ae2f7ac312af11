//! Advice for a wait that no thread is left to end.

use super::here;
use super::open_channel::for_open_channel;
use crate::report::trace::explanation::deadlock::{MAX_ABSENT, unparked_after};
use crate::report::trace::explanation::holding::function;
use crate::report::trace::headline::last_panic;
use crate::report::trace::names::{
    cell_of_event_in_a_sentence, line_text, on_line, thread_in_a_sentence, threads_in_a_sentence,
};
use crate::text::{list, plural};
use crate::verdict::{
    BlockedThread, CellKind, EventKind, LastNotification, Place, Trace, TraceEvent, TracedAction,
    UnnotifiedChange, WaitReason, WaitTarget,
};
use std::collections::{BTreeMap, BTreeSet};

/// Returns advice on what would end the waits, for the reason why nothing does.
pub(super) fn for_no_one_left(
    trace: &Trace,
    waits: &[BlockedThread],
    reason: &WaitReason,
) -> Option<String> {
    let waiting = trace.events.get(waits.first()?.event)?;
    let threads = trace.threads.iter().map(|thread| thread.id);
    let mut threads = threads.filter(|thread| !is_waiting(trace, waits, *thread));
    let panic = threads.find_map(|thread| last_panic(trace, thread));
    if let Some(panic) = panic.filter(|_| !matches!(reason, WaitReason::ChannelFull { .. })) {
        let at = on_line(trace, panic.place.as_ref());
        return Some(format!("fix the panic{at}"));
    }
    match reason {
        WaitReason::ChannelOpen { live_senders, .. } => {
            for_open_channel(trace, waiting, live_senders)
        }
        WaitReason::Notification(last) => for_notification(trace, waits, last),
        WaitReason::ChannelFull { .. } => {
            let channel = cell_of_event_in_a_sentence(trace, waiting);
            Some(format!("use an unbounded `channel` for {channel}"))
        }
        WaitReason::BarrierShort {
            size,
            arrived,
            unreached: Some((wait, _)),
            ..
        } => {
            let wait = trace.events.get(*wait)?;
            let barrier = cell_of_event_in_a_sentence(trace, waiting);
            let thread = thread_in_a_sentence(trace, wait.thread);
            let before = here(trace, wait)?;
            (arrived + 1 == *size)
                .then(|| format!("call `wait` on {barrier} in {thread} before {before}"))
        }
        // If each thread called `wait` equally often, nothing shows which one is missing.
        WaitReason::BarrierShort {
            arrived_and_exited, ..
        } if !arrived_and_exited.is_empty() => {
            let barrier = cell_of_event_in_a_sentence(trace, waiting);
            let arrivals: BTreeSet<usize> = arrivals(trace, waiting)?.into_values().collect();
            (arrivals.len() > 1).then(|| {
                format!(
                    "make every thread that uses {barrier} call `wait` the same number of times"
                )
            })
        }
        // The barrier was created for the right number.
        WaitReason::BarrierShort {
            size,
            arrived,
            exited_without_arriving,
            early_ends,
            ..
        } if !exited_without_arriving.is_empty()
            && arrived + exited_without_arriving.len() == *size =>
        {
            let barrier = cell_of_event_in_a_sentence(trace, waiting);
            // A thread that returned early has such a call.
            let lacks_call = early_ends.is_empty();
            (lacks_call && exited_without_arriving.len() <= MAX_ABSENT).then(|| {
                let threads = threads_in_a_sentence(trace, exited_without_arriving);
                format!("call `wait` on {barrier} in {threads}, too")
            })
        }
        WaitReason::BarrierShort {
            size, same_size, ..
        } => {
            let cell = trace.cell(waiting);
            let at = on_line(trace, cell.and_then(|cell| cell.created_at.as_ref()));
            let others = same_size.iter().map(|other| {
                let name = other.name.as_ref();
                let name = name.map_or("the one".to_owned(), |name| format!("`{name}`"));
                name + &on_line(trace, Some(&other.place))
            });
            let barriers = [format!("the `Barrier`{at}")].into_iter().chain(others);
            let users = arrivals(trace, waiting)?.len();
            let missing = size.checked_sub(users).filter(|missing| *missing > 0)?;
            let more = match missing {
                1 => "one more thread".to_owned(),
                several => format!("{several} more threads"),
            };
            Some(format!(
                "create {} for {}, or call `wait` in {more}",
                list(&barriers.collect::<Vec<String>>()),
                plural(users, "thread"),
            ))
        }
    }
}

/// Returns how often each thread reached the barrier of a wait. Returns `None` if the record does not begin with the run.
fn arrivals(trace: &Trace, waiting: &TraceEvent) -> Option<BTreeMap<u32, usize>> {
    if trace.omitted_events > 0 {
        return None;
    }
    let mut arrivals = BTreeMap::new();
    for event in &trace.events {
        let is_arrival = matches!(&event.kind, EventKind::Operation { action, .. } if *action == TracedAction::Wait);
        if is_arrival && event.cell == waiting.cell {
            *arrivals.entry(event.thread).or_insert(0) += 1;
        }
    }
    Some(arrivals)
}

fn is_waiting(trace: &Trace, waits: &[BlockedThread], thread: u32) -> bool {
    let mut waits = waits.iter();
    waits.any(|wait| {
        let event = trace.events.get(wait.event);
        event.is_some_and(|event| event.thread == thread)
    })
}

/// Returns advice on what would have let the last notification, or another one, end the waits.
fn for_notification(
    trace: &Trace,
    waits: &[BlockedThread],
    last: &LastNotification,
) -> Option<String> {
    let first = waits.first()?;
    let waiting = trace.events.get(first.event)?;
    if let Some(change) = &last.unnotified {
        // If it notifies only on a condition, a notification after every change would not make the condition
        // true.
        let mut calls = last.unreached_calls.iter();
        let is_conditional = calls.any(|call| call.function == change.call.function);
        return for_unnotified(trace, waiting, change).filter(|_| !is_conditional);
    }
    // Nothing shows whether the thread tests a value that its wait depends on.
    if first.target == WaitTarget::Unpark {
        return None;
    }
    if last.in_check_wait_gap {
        let change = "change the value and notify while you hold the mutex that the wait releases";
        return Some(format!(
            "{change}, so that neither can come between the test and the wait"
        ));
    }
    // The thread tested the value, but too early.
    if last.outdated_check.is_some() {
        return None;
    }
    // Otherwise, nothing shows which thread should have notified it, and whether it tests a value in a loop.
    let woken = last.woken_thread.filter(|_| last.one_of.is_some())?;
    // What was notified there is not what the thread waits for.
    if is_changed_after(trace, waiting, last.last_notification, woken) {
        return None;
    }
    let waits_again = is_waiting(trace, waits, woken);
    Some(for_one_of_many(
        trace,
        waits,
        last.last_notification,
        waits_again,
    ))
}

/// Whether a thread other than the woken one changed the value that a wait tests after the last notification.
fn is_changed_after(trace: &Trace, waiting: &TraceEvent, last: Option<usize>, woken: u32) -> bool {
    let is_release = |event: &&TraceEvent| {
        event.thread == waiting.thread && matches!(event.kind, EventKind::Released { .. })
    };
    // The wait releases its lock.
    let tested = trace
        .events
        .iter()
        .rfind(is_release)
        .and_then(|event| event.cell);
    let later = || trace.events.iter().skip(last.unwrap_or(0));
    // The thread that notified may still have held its guard.
    let is_later = |id: u32| {
        later().any(|event| matches!(event.kind, EventKind::Acquired { guard, .. } if guard == id))
    };
    tested.is_some() && later().any(|event| {
        let wrote =
            matches!(event.kind, EventKind::Released { wrote: true, guard, .. } if is_later(guard));
        wrote && event.cell == tested && event.thread != woken
    })
}

/// Returns advice for a notification that woke only one of several threads.
fn for_one_of_many(
    trace: &Trace,
    waits: &[BlockedThread],
    last: Option<usize>,
    waits_again: bool,
) -> String {
    let places = waits.iter().filter_map(|wait| trace.events.get(wait.event));
    let mut places: Vec<&Place> = places.filter_map(|event| event.place.as_ref()).collect();
    places.sort();
    places.dedup();
    let lines: Vec<String> = places.iter().map(|place| line_text(trace, place)).collect();
    let notify = last.and_then(|last| trace.events.get(last));
    let at = on_line(trace, notify.and_then(|event| event.place.as_ref()));
    if lines.len() > 1 {
        return format!(
            "use `notify_all`{at}, because {} may wait for different things",
            list(&lines)
        );
    }
    if waits_again {
        return format!(
            "use `notify_all`{at}, because the thread that `notify_one` wakes may not be the one that can continue"
        );
    }
    format!("use `notify_all`{at} if all threads that wait can continue after the change")
}

/// Returns advice for a change that no notification follows.
fn for_unnotified(
    trace: &Trace,
    waiting: &TraceEvent,
    change: &UnnotifiedChange,
) -> Option<String> {
    let place = Some(&change.call.place);
    if trace
        .cell(waiting)
        .is_none_or(|cell| cell.kind != CellKind::Condvar)
    {
        let is_for_another = unparked_after(trace, waiting, change).is_some();
        let at = on_line(trace, place);
        return (!is_for_another).then(|| format!("call `unpark` after the change{at}"));
    }
    let condvar = cell_of_event_in_a_sentence(trace, waiting);
    let changed = cell_of_event_in_a_sentence(trace, trace.events.get(change.event)?);
    if !change.certain.is_likely() && change.other.is_none() {
        return None;
    }
    let waits = trace.events.iter().filter(|event| {
        event.cell == waiting.cell && matches!(event.kind, EventKind::Blocked { .. })
    });
    let waited: BTreeSet<u32> = waits.map(|event| event.thread).collect();
    // The thread that `notify_one` wakes may not notify the others.
    let notify = if waited.len() > 1 {
        format!("call `notify_all` on {condvar}")
    } else {
        format!("notify {condvar}")
    };
    let name = &change.call.function;
    Some(if name.is_empty() {
        format!("{notify} after the change{}", on_line(trace, place))
    } else {
        format!(
            "in {}, {notify} after every change of {changed}",
            function(name)
        )
    })
}
