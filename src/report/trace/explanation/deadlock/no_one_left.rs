//! Why nothing ends the waits that depend on no blocked thread.

mod early_end;
mod live_senders;
mod moved_sender;
mod notification;

use super::super::Guard;
use super::{event, guards};
use crate::report::trace::headline::last_panic;
use crate::report::trace::names::{
    on_line, on_line_text, thread_in_a_sentence, threads_in_a_sentence,
};
use crate::text::{capitalize, list, plural};
use crate::verdict::{BlockedThread, EventKind, Trace, TraceEvent, WaitReason, WaitTarget};
use live_senders::open_channel_text;
use notification::notification_text;
pub(in crate::report::trace::explanation) use notification::unparked_after;

/// The maximum number of threads to name that did not reach a barrier.
pub(in crate::report::trace::explanation) const MAX_ABSENT: usize = 4;

/// Explains why nothing ends these waits, which depend on no blocked thread.
pub(super) fn unended_text(
    trace: &Trace,
    waits: &[BlockedThread],
    reason: Option<&WaitReason>,
) -> Vec<String> {
    let Some(first) = waits.first() else {
        return Vec::new();
    };
    let waiting = event(trace, first);
    let guards = guards(trace, first);
    let no_waker = |could: &str| no_waker_text(trace, waits, could);
    match (first.target, reason) {
        (WaitTarget::Notify, reason) => {
            let mut says = notification_text(trace, waits, reason);
            says.push(no_waker("send one"));
            says
        }
        (WaitTarget::Unpark, reason) => {
            let mut says = notification_text(trace, waits, reason);
            says.push(no_waker("unpark it"));
            says
        }
        (WaitTarget::Barrier, Some(reason @ WaitReason::BarrierShort { .. })) => {
            let mut says = barrier_text(trace, waiting, reason);
            says.push(no_waker("reach the barrier"));
            says
        }
        (WaitTarget::Barrier, _) => vec![no_waker("reach the barrier")],
        (
            WaitTarget::Message,
            Some(WaitReason::ChannelOpen {
                live_senders,
                dropped,
                is_explained,
                cycle,
                ..
            }),
        ) => {
            let open = open_channel_text(trace, waiting, live_senders, dropped);
            match (is_explained, cycle.as_slice()) {
                (true, _) => vec![open],
                (false, [] | [_]) => vec![open, no_waker("send")],
                (false, cycle) => {
                    let threads = capitalize(&threads_in_a_sentence(trace, cycle));
                    vec![open, format!("{threads} wait for each other's answers.")]
                }
            }
        }
        (WaitTarget::Message, _) => vec![
            "A sender is still alive: otherwise, the wait would end with an error.".to_owned(),
            no_waker("send"),
        ],
        (
            WaitTarget::ChannelSpace,
            Some(WaitReason::ChannelFull {
                no_other_thread: true,
            }),
        ) => {
            let says = match waits.len() {
                2 => "Each waits for the other to receive, but neither receives while it sends.",
                _ => "Each waits for another to receive, but none of them receives while it sends.",
            };
            vec![says.to_owned()]
        }
        (WaitTarget::ChannelSpace, _) => vec![no_waker("receive")],
        (WaitTarget::Value, _) if guards.is_empty() => {
            vec![
                "No thread is initializing it.".to_owned(),
                no_waker("do so"),
            ]
        }
        (
            WaitTarget::Value
            | WaitTarget::Lock
            | WaitTarget::RwLock(_)
            | WaitTarget::ThreadEnd(_)
            | WaitTarget::Other,
            _,
        ) => guards
            .iter()
            .map(|guard| outlived_thread(trace, guard))
            .collect(),
    }
}

/// Says which senders keep the channel open on which a thread of a cycle waits, in sentences after a space.
pub(super) fn open_text(trace: &Trace, blocked: &BlockedThread) -> String {
    match blocked.open_channel.as_deref() {
        Some(WaitReason::ChannelOpen {
            live_senders,
            dropped,
            ..
        }) => format!(
            " {}",
            open_channel_text(trace, event(trace, blocked), live_senders, dropped)
        ),
        _ => String::new(),
    }
}

/// Says that no other thread could do what is needed, because they all wait or have ended.
fn no_waker_text(trace: &Trace, waits: &[BlockedThread], could: &str) -> String {
    let waiting: Vec<u32> = waits.iter().map(|wait| event(trace, wait).thread).collect();
    let has_ended = |thread: u32| {
        let mut events = trace.events.iter();
        events.any(|event| event.thread == thread && event.kind == EventKind::Exited)
    };
    let others = trace.threads.iter().map(|thread| thread.id);
    let others: Vec<u32> = others
        .filter(|thread| !waiting.contains(thread) && !has_ended(*thread))
        .collect();
    let left = match others[..] {
        [] => format!("No other thread is left that could {could}."),
        [only] => format!(
            "Only {} is left, but it {}, so it cannot {could}.",
            thread_in_a_sentence(trace, only),
            what_it_does(trace, only)
        ),
        _ => format!("All other threads are waiting, too, so none can {could}."),
    };
    panicked(trace, &waiting) + &left
}

/// Says what a thread waits for.
fn what_it_does(trace: &Trace, thread: u32) -> String {
    let mut own = trace.events.iter().rev();
    let last = own.find(|event| event.thread == thread);
    let ends = last.and_then(|event| {
        let is_wait = matches!(event.kind, EventKind::Blocked { .. });
        let mut threads = trace.threads.iter();
        threads.find(|other| is_wait && Some(other.end) == event.cell)
    });
    match ends {
        Some(other) => format!(
            "waits for {} to finish",
            thread_in_a_sentence(trace, other.id)
        ),
        None => "is waiting, too".to_owned(),
    }
}

/// Says which threads a panic ended, in a sentence before a space.
fn panicked(trace: &Trace, waiting: &[u32]) -> String {
    const MAX_NAMED: usize = 2;
    let threads = trace.threads.iter().map(|thread| thread.id);
    let threads = threads.filter(|thread| !waiting.contains(thread));
    let mut panics: Vec<(String, Vec<u32>)> = Vec::new();
    for (thread, panic) in threads.filter_map(|thread| Some((thread, last_panic(trace, thread)?))) {
        let at = on_line(trace, panic.place.as_ref());
        match panics.iter_mut().find(|(known, _)| *known == at) {
            Some((_, threads)) => threads.push(thread),
            None => panics.push((at, vec![thread])),
        }
    }
    let panics = panics.iter().take(MAX_NAMED);
    let panics: Vec<String> = panics
        .map(|(at, threads)| format!("{} panicked{at}", threads_in_a_sentence(trace, threads)))
        .collect();
    if panics.is_empty() {
        return String::new();
    }
    format!("{}. ", capitalize(&list(&panics)))
}

/// Says how many threads a barrier lacks, and which of them ended or would come later.
fn barrier_text(trace: &Trace, waiting: &TraceEvent, reason: &WaitReason) -> Vec<String> {
    let WaitReason::BarrierShort {
        size,
        arrived,
        arrived_and_exited,
        exited_without_arriving,
        early_ends,
        unreached,
        same_size: _,
    } = reason
    else {
        return Vec::new();
    };
    let made = trace
        .cell(waiting)
        .and_then(|cell| cell.created_at.as_ref());
    let made = made.map(|made| format!(" created{}", on_line_text(trace, made)));
    let mut says = vec![format!(
        "The barrier{} is for {}, but only {arrived} reached it.",
        made.unwrap_or_default(),
        plural(*size, "thread"),
    )];
    let have = |threads: &[u32]| if threads.len() == 1 { "has" } else { "have" };
    if !arrived_and_exited.is_empty() {
        says.push(format!(
            "{}, which reached it earlier, {} ended.",
            threads_in_a_sentence(trace, arrived_and_exited),
            have(arrived_and_exited)
        ));
    }
    if !exited_without_arriving.is_empty() && exited_without_arriving.len() <= MAX_ABSENT {
        // They may have reached it before the record of a long run begins.
        let without = if trace.omitted_events > 0 {
            ""
        } else {
            " without reaching it"
        };
        says.push(format!(
            "{} {} ended{without}.",
            threads_in_a_sentence(trace, exited_without_arriving),
            have(exited_without_arriving)
        ));
    }
    says.extend(early_end::early_ends_text(trace, early_ends));
    if let Some((wait, place)) = unreached
        && let Some(wait) = trace.events.get(*wait)
    {
        says.push(format!(
            "{} would reach it{}, after its wait{}.",
            capitalize(&thread_in_a_sentence(trace, wait.thread)),
            on_line_text(trace, place),
            on_line(trace, wait.place.as_ref())
        ));
    }
    says
}

fn outlived_thread(trace: &Trace, guard: &Guard<'_>) -> String {
    let thread = thread_in_a_sentence(trace, guard.thread);
    let guard = guard.name.map_or("this guard".to_owned(), |name| {
        format!("its guard `{name}`")
    });
    format!("{thread} has ended, but never dropped {guard}.")
}
