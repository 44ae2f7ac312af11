//! Advice for a channel that stays open because of its senders.

use super::{cell_of_event_in_a_sentence, here};
use crate::report::trace::names::{line_text, on_line, thread_in_a_sentence};
use crate::verdict::{
    EventKind, LivingSender, MovedSender, OwningVariable, Trace, TraceEvent, TracedAction,
};

/// Returns advice for a channel that no thread closes.
pub(super) fn for_open_channel(
    trace: &Trace,
    waiting: &TraceEvent,
    alive: &[LivingSender],
) -> Option<String> {
    let [only] = alive else {
        return for_several(trace, waiting, alive);
    };
    if let (Some(name), Some((owner, end))) = (&only.name, &only.owner) {
        // It cannot be dropped before a line that uses it.
        if only.is_used_later {
            return None;
        }
        let mut last = trace.events.iter().rev();
        let last = last.find(|event| event.thread == *owner && event.place.is_some())?;
        // The function with the sender may be the caller of the one that waits.
        let mut calls = last.calls.iter();
        let call = calls.find(|call| end.function.as_ref() == Some(&call.function));
        let at = match call {
            Some(call) => line_text(trace, &call.place),
            None => here(trace, last)?,
        };
        return Some(format!("drop `{name}` before {at}"));
    }
    let is_used_by = |thread: u32| {
        let used = only.used.and_then(|used| trace.events.get(used));
        used.is_some_and(|used| used.thread == thread)
    };
    match &only.moved {
        // Other threads could do the work, if the lock around the receiver were free.
        Some(MovedSender::Message { kept_out, .. }) if !kept_out.is_empty() => None,
        Some(MovedSender::Field {
            field,
            method: Some((_, call)),
            until,
            ..
        }) => {
            let line = line_text(trace, &call.place);
            Some(match until {
                Some(_) => format!("drop `self.{field}` before {line}"),
                None => format!(
                    "make `self.{field}` an `Option`, `take` the sender out of it, and drop the sender before {line}"
                ),
            })
        }
        Some(MovedSender::Message {
            sent,
            received: None,
            receivers,
            ..
        }) if receivers.contains(&waiting.thread) => {
            let channel = cell_of_event_in_a_sentence(trace, trace.events.get(*sent)?);
            Some(format!(
                "don't wait{} in a thread that receives from {channel}: do the work there, or leave it to a separate thread",
                on_line(trace, waiting.place.as_ref())
            ))
        }
        _ if is_used_by(waiting.thread) => Some(for_own(trace, waiting)),
        Some(MovedSender::Thread { thread }) if *thread == waiting.thread => Some(format!(
            "drop the sender in {} before it receives{}, or don't move it there",
            thread_in_a_sentence(trace, *thread),
            on_line(trace, waiting.place.as_ref())
        )),
        Some(MovedSender::Collection {
            variable: Some(holder),
            ..
        }) => for_holder(trace, holder),
        Some(MovedSender::BorrowedValue { .. }) => for_lent(alive),
        Some(MovedSender::Collection { name, .. }) if name.starts_with(char::is_uppercase) => {
            Some(format!(
                "send a separate message that ends the loop, because what is in `{name}` is never dropped"
            ))
        }
        Some(MovedSender::Collection { name, .. }) => only
            .used
            .map(|_| format!("remove the sender from `{name}` after its last message")),
        Some(MovedSender::Field {
            type_name,
            field,
            holder: None,
            ..
        }) => for_field(trace, waiting, (type_name, field)),
        Some(MovedSender::Field { .. } | MovedSender::Message { .. }) => None,
        // Nothing shows which thread should have sent, and one that waits for something else may still have to.
        Some(MovedSender::Thread { .. }) | None => only
            .used
            .filter(|used| !is_stuck(trace, *used))
            .map(|_| "drop the sender after its last message".to_owned()),
    }
}

/// Returns advice for a channel that several senders keep open.
fn for_several(trace: &Trace, waiting: &TraceEvent, alive: &[LivingSender]) -> Option<String> {
    let collection = |sender: &LivingSender| match &sender.moved {
        Some(MovedSender::Collection { name, .. }) => Some(name.clone()),
        _ => None,
    };
    let first = alive.first().and_then(collection);
    if let Some(name) = first.filter(|first| {
        alive
            .iter()
            .all(|sender| collection(sender).as_ref() == Some(first))
    }) {
        return Some(format!(
            "remove the senders from `{name}` when their last message is sent"
        ));
    }
    if let Some(advice) = for_lent(alive) {
        return Some(advice);
    }
    if let Some(value) = borrowed_by_threads(trace, alive) {
        return Some(format!(
            "move each `{value}` into the thread that uses it, so that its sender is dropped when the thread ends"
        ));
    }
    // A thread that receives and sends cannot tell which message is the last.
    let is_own = |sender: &LivingSender| {
        let used = sender.used.and_then(|used| trace.events.get(used));
        used.is_some_and(|used| used.thread == waiting.thread)
    };
    if alive.iter().any(is_own) {
        return Some(for_own(trace, waiting));
    }
    let are_used = alive.iter().all(|sender| sender.used.is_some());
    are_used.then(|| "drop each sender after its last message".to_owned())
}

/// Returns advice for a thread that has a sender of the channel that it waits on.
fn for_own(trace: &Trace, waiting: &TraceEvent) -> String {
    let thread = thread_in_a_sentence(trace, waiting.thread);
    format!(
        "don't keep a sender of the channel in {thread}, or end its loop with a message: the channel never closes while {thread} itself has a sender"
    )
}

/// Returns advice for a sender in a field of a value of the program, while another thread joins the one that receives.
fn for_field(
    trace: &Trace,
    waiting: &TraceEvent,
    (type_name, field): (&str, &str),
) -> Option<String> {
    let mut threads = trace.threads.iter();
    let receiver = threads.find(|thread| thread.id == waiting.thread)?;
    let mut events = trace.events.iter().rev();
    let joins = events.find(|event| {
        let is_join = matches!(&event.kind, EventKind::Blocked { action, .. } if *action == TracedAction::Join);
        is_join && event.cell == Some(receiver.end)
    })?;
    Some(format!(
        "drop the sender in `{field}` of that `{type_name}` before {} joins {} on {}: `take` can do so if the field is an `Option`",
        thread_in_a_sentence(trace, joins.thread),
        thread_in_a_sentence(trace, waiting.thread),
        here(trace, joins)?
    ))
}

/// Whether the thread of an event waits for something other than the end of a thread.
fn is_stuck(trace: &Trace, event: usize) -> bool {
    let thread = trace.events.get(event).map(|event| event.thread);
    let mut events = trace.events.iter();
    let last = events.rfind(|event| Some(event.thread) == thread);
    last.is_some_and(
        |last| matches!(&last.kind, EventKind::Blocked { action, .. } if *action != TracedAction::Join),
    )
}

/// Returns the type whose values have the senders, if each was last used by a thread that has ended: the thread did not
/// own it.
fn borrowed_by_threads<'a>(trace: &Trace, alive: &'a [LivingSender]) -> Option<&'a String> {
    let value = alive.first()?.part_of.as_ref()?;
    let is_borrowed = |sender: &LivingSender| {
        let used = sender.used.and_then(|used| trace.events.get(used));
        let by = used.map(|used| used.thread).filter(|by| *by != 0);
        let mut events = trace.events.iter();
        let is_over = by.is_some_and(|by| {
            events.any(|event| event.thread == by && event.kind == EventKind::Exited)
        });
        is_over && sender.part_of.as_ref() == Some(value)
    };
    alive.iter().all(is_borrowed).then_some(value)
}

/// Returns advice for values with senders that threads borrow from a variable.
fn for_lent(alive: &[LivingSender]) -> Option<String> {
    let lent = |sender: &LivingSender| match &sender.moved {
        Some(MovedSender::BorrowedValue {
            type_name,
            variable,
        }) => Some((type_name.clone(), variable.name.clone())),
        _ => None,
    };
    let first = lent(alive.first()?)?;
    let are_same = alive
        .iter()
        .all(|sender| lent(sender).as_ref() == Some(&first));
    let (type_name, name) = first;
    are_same.then(|| {
        format!(
            "move each `{type_name}` out of `{name}` into the thread that uses it (`into_iter`, and `move` closures), so that its sender is dropped when the thread ends"
        )
    })
}

/// Returns advice for a variable with a value that keeps the sender.
fn for_holder(trace: &Trace, holder: &OwningVariable) -> Option<String> {
    if holder.is_used_later {
        return None;
    }
    let mut last = trace.events.iter().rev();
    let joins = |event: &&TraceEvent| {
        let place = event.place.as_ref();
        matches!(&event.kind, EventKind::Blocked { action, .. } if *action == TracedAction::Join)
            && place.is_some_and(|at| at.file == holder.until.file)
    };
    let before = match last.find(joins).and_then(|event| here(trace, event)) {
        Some(at) => format!("before {at}"),
        None => "after the last message".to_owned(),
    };
    Some(format!("drop `{}` {before}", holder.name))
}
