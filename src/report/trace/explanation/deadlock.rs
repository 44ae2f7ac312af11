//! Deadlocks: the wait of each thread, and why nothing ends it.

use super::holding::GuardNames;
use super::{Guard, action, conflict, holding, in_thread, place_of};
use crate::report::trace::names::{
    cell_kind, cell_of_event_in_a_sentence, line_text, on_line, on_line_text, since_line,
    thread_in_a_sentence, threads_in_a_sentence,
};
use crate::text::{capitalize, list, plural};
use crate::verdict::{
    AccessMode, BlockedThread, Blocker, CellKind, DeadlockShape, LivingSender, Trace, TraceEvent,
    WaitReason, WaitTarget,
};

pub(super) fn deadlock_text(
    trace: &Trace,
    shape: DeadlockShape,
    waits: &[BlockedThread],
    behind: &[BlockedThread],
    reason: Option<&WaitReason>,
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
            let is_for_room = waits.iter().all(|wait| wait.target == WaitTarget::Room);
            if is_for_room || waits.len() == 1 {
                sentences.extend(waits.iter().map(clause));
            } else {
                sentences.push(together(trace, waits));
            }
            sentences.extend(why_nothing_ends_it(trace, waits, reason));
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
        WaitTarget::Others => format!("for more threads to come to {cell}"),
        WaitTarget::Message => format!("for a message from {cell}"),
        WaitTarget::Room => room(trace, event),
        WaitTarget::Else => format!("(`{}`)", action(event)),
    };
    let thread = thread_in_a_sentence(trace, event.thread);
    format!(
        "{thread} waits{} {rest}.",
        on_line(trace, event.place.as_ref())
    )
}

/// What a sender waits for.
fn room(trace: &Trace, event: &TraceEvent) -> String {
    let cell = cell_of_event_in_a_sentence(trace, event);
    match trace.cell(event).and_then(|cell| cell.limit) {
        None | Some(0) => format!("for a receiver to take its message from {cell}"),
        Some(limit) => format!(
            "for room in {cell}, which is full ({})",
            plural(limit, "message")
        ),
    }
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
    let who = in_thread(trace, event.thread);
    let guards = guards(trace, blocked);
    let own = guards
        .iter()
        .find(|guard| guard.thread == event.thread)
        .copied();
    let held = blocked.held.as_ref();
    let owner = held.and_then(|held| held.owner.as_ref());
    let since = own.map_or(String::new(), |guard| match owner {
        Some(owner) => {
            let inside = holding::function(&owner.function);
            format!("{} in {inside}", since_line(trace, Some(&owner.place)))
        }
        None => since_line(trace, guard.since) + &conflict::inside(guard.calls, &event.calls),
    });
    let name = own.as_ref().map_or(String::new(), Guard::in_parentheses);
    let place = event.place.as_ref().map(|place| line_text(trace, place));
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
    let path = conflict::call_path(trace, &event.calls, own.as_slice());
    let is_guard = blocked.target != WaitTarget::Value;
    let more = held.filter(|_| is_guard).map(|held| {
        let names = GuardNames {
            subject: "the guard",
            variable: own.and_then(|guard| guard.name),
        };
        holding::holding_text(trace, names, held, !path.is_empty())
    });
    format!(
        "{who}{place}{path} {does}{since}{name}: it waits for itself.{}",
        more.unwrap_or_default()
    )
}

/// Describes several threads that wait for the same thing, those of a line together.
fn together(trace: &Trace, waits: &[BlockedThread]) -> String {
    let mut lines: Vec<(String, Vec<u32>)> = Vec::new();
    for blocked in waits {
        let event = event(trace, blocked);
        let at = on_line(trace, event.place.as_ref());
        match lines.iter_mut().find(|(known, _)| *known == at) {
            Some((_, threads)) => threads.push(event.thread),
            None => lines.push((at, vec![event.thread])),
        }
    }
    let Some(first) = waits.first() else {
        return String::new();
    };
    let cell = cell_of(trace, first);
    let what = match first.target {
        WaitTarget::Others => format!("for more threads to come to {cell}"),
        WaitTarget::Notify => format!("for a notification from {cell}"),
        WaitTarget::Message => format!("for a message from {cell}"),
        WaitTarget::Room
        | WaitTarget::Lock
        | WaitTarget::Data(_)
        | WaitTarget::End(_)
        | WaitTarget::Value
        | WaitTarget::Unpark
        | WaitTarget::Else => format!("for {cell}"),
    };
    if let [(at, threads)] = lines.as_slice() {
        return format!("{} wait{at} {what}.", threads_in_a_sentence(trace, threads));
    }
    let parts = lines
        .iter()
        .map(|(at, threads)| threads_in_a_sentence(trace, threads) + at);
    format!("{} wait {what}.", list(&parts.collect::<Vec<_>>()))
}

/// Explains why nothing ends these waits, which are not for a blocked thread.
fn why_nothing_ends_it(
    trace: &Trace,
    waits: &[BlockedThread],
    reason: Option<&WaitReason>,
) -> Vec<String> {
    let Some(first) = waits.first() else {
        return Vec::new();
    };
    let waiting = event(trace, first);
    let guards = guards(trace, first);
    let nobody = |could: &str| format!("No thread is left that could {could}.");
    match (first.target, reason) {
        (WaitTarget::Notify, reason) => called(trace, waiting, reason, "send one"),
        (WaitTarget::Unpark, reason) => called(trace, waiting, reason, "unpark it"),
        (WaitTarget::Others, Some(WaitReason::Few { needs, came, ended })) => {
            few(trace, waiting, (*needs, *came), ended)
        }
        (WaitTarget::Others, _) => vec![nobody("come")],
        (WaitTarget::Message, Some(WaitReason::Open { senders, alive })) => {
            vec![open(trace, waiting.thread, *senders, alive), nobody("send")]
        }
        (WaitTarget::Message, _) => vec![
            "A sender is still alive, or the wait would end with an error.".to_owned(),
            nobody("send"),
        ],
        (
            WaitTarget::Room,
            Some(WaitReason::Full {
                by_each_other: true,
            }),
        ) => {
            let each = match waits.len() {
                2 => "Each waits for the other",
                _ => "Each waits for another",
            };
            vec![format!(
                "{each}: while it waits to send, it doesn't receive, and no other thread is left."
            )]
        }
        (WaitTarget::Room, _) => vec![nobody("receive")],
        (WaitTarget::Value, _) if guards.is_empty() => {
            vec!["No thread is initializing it, and none is left that could.".to_owned()]
        }
        (
            WaitTarget::Value
            | WaitTarget::Lock
            | WaitTarget::Data(_)
            | WaitTarget::End(_)
            | WaitTarget::Else,
            _,
        ) => guards
            .iter()
            .map(|guard| outlived_thread(trace, guard))
            .collect(),
    }
}

/// What became of the last notification, or the last `unpark`, and that no thread could do what is needed.
fn called(
    trace: &Trace,
    waiting: &TraceEvent,
    reason: Option<&WaitReason>,
    needed: &str,
) -> Vec<String> {
    let no_thread = format!("No thread is left that could {needed}.");
    let Some(WaitReason::Called { last, woke }) = reason else {
        return vec![no_thread];
    };
    let Some(done) = last.and_then(|last| trace.events.get(last)) else {
        let is_condvar =
            cell_kind(trace, waiting.cell.unwrap_or_default()) == Some(CellKind::Condvar);
        let did = if is_condvar {
            format!("notified {}", cell_of_event_in_a_sentence(trace, waiting))
        } else {
            "called `unpark` for it".to_owned()
        };
        return vec![format!("No thread has {did}, and none is left that could.")];
    };
    let at = on_line(trace, done.place.as_ref());
    let by = thread_in_a_sentence(trace, done.thread);
    let last = format!("the last `{}` was{at}, by {by}", action(done));
    let last = match (action(done), woke) {
        ("unpark", _) => format!("{last}: an earlier `park` has used it up."),
        ("notify_all", Some(_)) => {
            format!(
                "{last}: it woke the threads that waited then, and a notification isn't kept for later."
            )
        }
        (_, Some(thread)) => {
            let woken = thread_in_a_sentence(trace, *thread);
            format!("{last}: it woke {woken}, and a notification isn't kept for later.")
        }
        (_, None) => {
            format!("{last}: it came before any thread waited, and a notification isn't kept.")
        }
    };
    vec![last, no_thread]
}

fn few(
    trace: &Trace,
    waiting: &TraceEvent,
    (needs, came): (usize, usize),
    ended: &[u32],
) -> Vec<String> {
    let made = trace.cell(waiting).and_then(|cell| cell.made.as_ref());
    let made = made.map(|made| format!(" made{}", on_line_text(trace, made)));
    let mut says = vec![format!(
        "The barrier{} is for {}, but only {came} came, and no thread is left that could come.",
        made.unwrap_or_default(),
        plural(needs, "thread"),
    )];
    if !ended.is_empty() {
        let have = if ended.len() == 1 { "has" } else { "have" };
        says.push(format!(
            "{}, which came earlier, {have} ended.",
            threads_in_a_sentence(trace, ended)
        ));
    }
    says
}

/// Which senders keep a channel open.
fn open(trace: &Trace, waiting: u32, senders: u32, alive: &[LivingSender]) -> String {
    let origin = |sender: &LivingSender| match sender.cloned {
        Some(clone) => format!(" cloned{}", on_line(trace, place_of(trace, clone))),
        None => " made with it".to_owned(),
    };
    let used = |sender: &LivingSender| {
        let last = sender.used.and_then(|used| trace.events.get(used));
        last.map_or(String::new(), |last| {
            let by = if last.thread == waiting {
                "the waiting thread itself".to_owned()
            } else {
                thread_in_a_sentence(trace, last.thread)
            };
            format!(
                " (last used{}, by {by})",
                on_line(trace, last.place.as_ref())
            )
        })
    };
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for sender in alive {
        let kind = origin(sender) + &used(sender);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    let each = kinds.into_iter().map(|(kind, count)| match count {
        1 => format!("the sender{kind}"),
        many => format!("{many} senders{kind}"),
    });
    let each: Vec<String> = each.collect();
    let dropped = usize::try_from(senders).unwrap_or(usize::MAX) - alive.len();
    let are = if alive.len() == 1 { "is" } else { "are" };
    let others = match dropped {
        0 => String::new(),
        1 => "; the other one was dropped".to_owned(),
        many => format!("; the other {many} were dropped"),
    };
    format!(
        "The channel is still open, because {} {are} alive{others}.",
        list(&each)
    )
}

fn outlived_thread(trace: &Trace, guard: &Guard<'_>) -> String {
    let thread = thread_in_a_sentence(trace, guard.thread);
    let name = guard.in_parentheses();
    format!("{thread} has ended, but never dropped this guard{name}.")
}
