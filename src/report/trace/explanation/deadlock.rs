//! Deadlocks: the wait of each thread, and why nothing ends it.

use super::{Guard, action, place_of};
use crate::report::trace::names::{
    cell_of_event_in_a_sentence, line, on_line, since_line, thread_in_a_sentence,
};
use crate::text::{capitalize, list};
use crate::verdict::{
    AccessMode, BlockedThread, Blocker, DeadlockShape, Trace, TraceEvent, WaitTarget,
};

pub(super) fn says(
    trace: &Trace,
    shape: DeadlockShape,
    waits: &[BlockedThread],
    behind: &[BlockedThread],
    lost_notify: Option<usize>,
) -> String {
    let clause = |blocked: &BlockedThread| wait(trace, blocked);
    let mut sentences = Vec::new();
    match shape {
        DeadlockShape::Itself => {
            sentences.extend(waits.iter().map(|blocked| for_itself(trace, blocked)));
            sentences.extend(behind.iter().map(clause));
        }
        DeadlockShape::Circle => {
            sentences.extend(waits.iter().map(clause));
            sentences.push(match waits.len() {
                2 => "Each waits for the other.".to_owned(),
                _ => "Each waits for the next, in a circle.".to_owned(),
            });
            sentences.extend(behind.iter().map(clause));
        }
        DeadlockShape::NoOneLeft => {
            // From the outermost wait to the cause.
            sentences.extend(behind.iter().rev().map(clause));
            sentences.push(match waits {
                [only] => wait(trace, only),
                _ => together(trace, waits),
            });
            sentences.extend(why_nothing_ends_it(trace, waits, lost_notify));
        }
    }
    let sentences: Vec<String> = sentences.iter().map(|text| capitalize(text)).collect();
    sentences.join(" ")
}

fn event<'a>(trace: &'a Trace, blocked: &BlockedThread) -> &'a TraceEvent {
    &trace.events[blocked.event]
}

fn cell_of(trace: &Trace, blocked: &BlockedThread) -> String {
    cell_of_event_in_a_sentence(trace, event(trace, blocked))
}

fn guards<'a>(trace: &'a Trace, blocked: &BlockedThread) -> Vec<Guard<'a>> {
    let guards = blocked.blockers.iter().filter_map(|blocker| match blocker {
        Blocker::Guard(began) => Guard::new(trace, *began),
        Blocker::Thread(_) => None,
    });
    guards.collect()
}

/// Returns ``thread 1 waits on line 10 for `b`, which thread 2 has held since line 14 (`guard`).``
fn wait(trace: &Trace, blocked: &BlockedThread) -> String {
    let event = event(trace, blocked);
    let cell = cell_of(trace, blocked);
    let rest = match blocked.target {
        WaitTarget::End(other) => format!("for {} to end", thread_in_a_sentence(trace, other)),
        WaitTarget::Lock | WaitTarget::Value => {
            format!("for {cell}{}", holders(trace, blocked))
        }
        WaitTarget::Data(access) => data(trace, blocked, access),
        WaitTarget::Unpark => "to be unparked".to_owned(),
        WaitTarget::Notify => format!("for a notification from {cell}"),
        WaitTarget::Others => format!("for others at {cell}"),
        WaitTarget::Message => "for a message".to_owned(),
        WaitTarget::Room => "until somebody receives what it sends".to_owned(),
        WaitTarget::Else => format!("(`{}`)", action(event)),
    };
    let thread = thread_in_a_sentence(trace, event.thread);
    format!(
        "{thread} waits{} {rest}.",
        on_line(trace, event.place.as_ref())
    )
}

fn data(trace: &Trace, blocked: &BlockedThread, access: AccessMode) -> String {
    let cell = cell_of(trace, blocked);
    let purpose = purpose(access);
    let queue = blocked.blockers.iter().find_map(|blocker| match blocker {
        Blocker::Thread(thread) => Some(thread_in_a_sentence(trace, *thread)),
        Blocker::Guard(_) => None,
    });
    match queue {
        Some(writer) => {
            format!("to lock {cell} {purpose}, behind {writer}, which waits to lock it for writing")
        }
        None => format!("to lock {cell} {purpose}{}", holders(trace, blocked)),
    }
}

fn purpose(access: AccessMode) -> &'static str {
    match access {
        AccessMode::Shared => "for reading",
        AccessMode::Exclusive => "for writing",
    }
}

/// Returns ``, which thread 2 has held since line 14 (`guard`)``.
fn holders(trace: &Trace, blocked: &BlockedThread) -> String {
    let verb = |access: AccessMode| match (blocked.target, access) {
        (WaitTarget::Value, _) => "been initializing".to_owned(),
        (WaitTarget::Data(_), access) => format!("held {}", purpose(access)),
        _ => "held".to_owned(),
    };
    let parts: Vec<String> = guards(trace, blocked)
        .iter()
        .map(|guard| {
            let who = if guard.thread == event(trace, blocked).thread {
                "this thread itself".to_owned()
            } else {
                thread_in_a_sentence(trace, guard.thread)
            };
            format!(
                "{who} has {}{}{}",
                verb(guard.access),
                since_line(trace, guard.since),
                guard.in_parentheses()
            )
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(", which {}", list(&parts))
}

/// Returns ``line 9 locks `m`, which this thread has held since line 7 (`guard`): it waits for itself.``
fn for_itself(trace: &Trace, blocked: &BlockedThread) -> String {
    let event = event(trace, blocked);
    let cell = cell_of(trace, blocked);
    let who = match trace.threads.len() {
        0 | 1 => String::new(),
        _ => format!("in {}, ", thread_in_a_sentence(trace, event.thread)),
    };
    let guards = guards(trace, blocked);
    let own = guards.iter().find(|guard| guard.thread == event.thread);
    let since = own.map_or(String::new(), |guard| since_line(trace, guard.since));
    let name = own.map_or(String::new(), Guard::in_parentheses);
    let place = event.place.as_ref().map(|place| line(trace, place));
    let place = place.unwrap_or_else(|| "it".to_owned());
    let (does, since) = match blocked.target {
        WaitTarget::End(_) => {
            return format!("{who}{place} waits for its own end: it waits for itself.");
        }
        WaitTarget::Value => (
            format!(
                "calls `{}` on {cell} while this thread is still initializing it",
                action(event)
            ),
            since.replacen(" since ", ", since ", 1),
        ),
        WaitTarget::Data(access) => {
            let held = own.map_or(AccessMode::Exclusive, |guard| guard.access);
            let does = format!(
                "locks {cell} {}, but this thread has held it {}",
                purpose(access),
                purpose(held)
            );
            (does, since)
        }
        WaitTarget::Lock
        | WaitTarget::Unpark
        | WaitTarget::Notify
        | WaitTarget::Others
        | WaitTarget::Message
        | WaitTarget::Room
        | WaitTarget::Else => (format!("locks {cell}, which this thread has held"), since),
    };
    format!("{who}{place} {does}{since}{name}: it waits for itself.")
}

/// Describes several threads that wait for the same thing.
fn together(trace: &Trace, waits: &[BlockedThread]) -> String {
    let parts: Vec<String> = waits
        .iter()
        .map(|blocked| {
            let event = event(trace, blocked);
            let thread = thread_in_a_sentence(trace, event.thread);
            format!("{thread}{}", on_line(trace, event.place.as_ref()))
        })
        .collect();
    let Some(first) = waits.first() else {
        return String::new();
    };
    let cell = cell_of(trace, first);
    let what = match first.target {
        WaitTarget::Others => format!("for others at {cell}"),
        WaitTarget::Notify => format!("for a notification from {cell}"),
        WaitTarget::Message => "for a message".to_owned(),
        WaitTarget::Room => "until somebody receives what they send".to_owned(),
        WaitTarget::Lock
        | WaitTarget::Data(_)
        | WaitTarget::End(_)
        | WaitTarget::Value
        | WaitTarget::Unpark
        | WaitTarget::Else => format!("for {cell}"),
    };
    format!("{} wait {what}.", list(&parts))
}

/// Explains why nothing ends these waits, which are not for a blocked thread.
fn why_nothing_ends_it(
    trace: &Trace,
    waits: &[BlockedThread],
    lost_notify: Option<usize>,
) -> Vec<String> {
    let Some(first) = waits.first() else {
        return Vec::new();
    };
    let guards = guards(trace, first);
    let says = match first.target {
        WaitTarget::Notify => {
            let lost = lost_notify.map(|notify| {
                format!(
                    "The `{}`{} came before any thread waited, and a notification isn't kept.",
                    action(&trace.events[notify]),
                    on_line(trace, place_of(trace, notify))
                )
            });
            let nobody = "No thread is left that could send one.".to_owned();
            return lost.into_iter().chain([nobody]).collect();
        }
        WaitTarget::Others => {
            return vec![format!(
                "The barrier needs more than {}, and no thread is left that could come.",
                waits.len()
            )];
        }
        WaitTarget::Message => {
            "A sender is still there, or the wait would end with an error; but no thread is left that could send."
        }
        WaitTarget::Room => "No thread is left that could receive.",
        WaitTarget::Unpark => "No thread is left that could unpark it.",
        WaitTarget::Value if guards.is_empty() => {
            "No thread is initializing it, and none is left that could."
        }
        WaitTarget::Value
        | WaitTarget::Lock
        | WaitTarget::Data(_)
        | WaitTarget::End(_)
        | WaitTarget::Else => {
            return guards
                .iter()
                .map(|guard| outlived_thread(trace, guard))
                .collect();
        }
    };
    vec![says.to_owned()]
}

fn outlived_thread(trace: &Trace, guard: &Guard<'_>) -> String {
    let thread = thread_in_a_sentence(trace, guard.thread);
    let name = guard.in_parentheses();
    format!("{thread} has ended, but never dropped this guard{name}.")
}
