//! Says where the sender of a channel that stays open was moved.

use super::super::super::holding;
use crate::report::trace::names::{
    cell_of_event_in_a_sentence, on_line, on_line_text, thread_in_a_sentence, threads_in_a_sentence,
};
use crate::verdict::{MovedSender, OwningVariable, Trace};

pub(super) fn moved_to(trace: &Trace, subject: &str, moved: &MovedSender) -> Option<String> {
    Some(match moved {
        MovedSender::Thread { thread } => {
            let started = trace.threads.iter().find(|known| known.id == *thread);
            let at = on_line(trace, started.and_then(|thread| thread.spawned.as_ref()));
            let thread = thread_in_a_sentence(trace, *thread);
            format!("{subject} belongs to the closure of {thread}, which was started{at}.")
        }
        MovedSender::Message {
            sent,
            received,
            receivers,
            kept_out,
        } => {
            let sent = trace.events.get(*sent)?;
            let by = thread_in_a_sentence(trace, sent.thread);
            let at = on_line(trace, sent.place.as_ref());
            if let Some(received) = received.and_then(|received| trace.events.get(received)) {
                let receiver = thread_in_a_sentence(trace, received.thread);
                let there = on_line(trace, received.place.as_ref());
                return Some(format!(
                    "{subject} went into a message that {by} sent{at} and {receiver} received{there}."
                ));
            }
            let channel = cell_of_event_in_a_sentence(trace, sent);
            let only = receivers_text(trace, &channel, receivers, kept_out);
            format!(
                "{subject} is in a message that {by} sent to {channel}{at}, which no thread has received{only}."
            )
        }
        MovedSender::Field {
            field,
            method: Some((thread, call)),
            until,
            ..
        } => {
            let thread = thread_in_a_sentence(trace, *thread);
            let method = holding::function(&call.function);
            let lives = match until {
                Some(end) => format!("until the `}}`{}", on_line_text(trace, end)),
                None => format!("at least until {method} returns"),
            };
            format!(
                "{subject} is in `self.{field}` in {method}, which {thread} is running, {lives}."
            )
        }
        MovedSender::Field {
            type_name,
            field,
            holder: Some((thread, name, called)),
            until,
            ..
        } => {
            let thread = thread_in_a_sentence(trace, *thread);
            let inside = match called.as_str() {
                "" => String::new(),
                called => format!(" of {}", holding::function(called)),
            };
            let lives = until.as_ref().map_or(String::new(), |end| {
                format!(", until the `}}`{}", on_line_text(trace, end))
            });
            format!(
                "{subject} is the field `{field}` of the `{type_name}` that {thread} has in the variable `{name}`{inside}{lives}."
            )
        }
        MovedSender::Field {
            type_name, field, ..
        } => {
            format!("{subject} became the field `{field}` of `{type_name}`.")
        }
        MovedSender::Collection {
            name,
            place,
            variable,
        } => {
            let at = on_line_text(trace, place);
            let part = variable.as_ref().map_or(String::new(), |variable| {
                format!(", which is part of {}", kept(trace, variable))
            });
            format!("{subject} was put into `{name}`{at}{part}.")
        }
        MovedSender::BorrowedValue {
            type_name,
            variable,
        } => {
            let variable = kept(trace, variable);
            format!("The threads only borrowed the `{type_name}` values, which stay in {variable}.")
        }
    })
}

/// Says which threads could receive a message from a channel; follows "which no thread has received".
fn receivers_text(trace: &Trace, channel: &str, receivers: &[u32], kept_out: &[u32]) -> String {
    let is_one = |threads: &[u32]| threads.len() == 1;
    match (receivers, kept_out) {
        ([], []) => String::new(),
        (threads, []) => format!(
            ": only {} {} from {channel}",
            threads_in_a_sentence(trace, threads),
            if is_one(threads) {
                "receives"
            } else {
                "receive"
            }
        ),
        (_, threads) => format!(
            ": {} could, but {} for the lock on the receiver",
            threads_in_a_sentence(trace, threads),
            if is_one(threads) { "waits" } else { "wait" }
        ),
    }
}

/// Returns `` `readers` in `count` until the `}` on line 97 ``.
fn kept(trace: &Trace, holder: &OwningVariable) -> String {
    format!(
        "`{}` in {} until the `}}`{}",
        holder.name,
        holding::function(&holder.function),
        on_line_text(trace, &holder.until)
    )
}
