//! What the last notification of a wait, or the last `unpark`, did.

use super::event;
use crate::report::trace::explanation::deadlock::released_by_wait;
use crate::report::trace::explanation::polling::returns_before_text;
use crate::report::trace::explanation::{action, action_name, conflict, holding};
use crate::report::trace::names::{
    cell_kind, cell_of_event_in_a_sentence, line_text, on_line, on_line_text, thread_in_a_sentence,
    threads_in_a_sentence,
};
use crate::text::{capitalize, list};
use crate::verdict::{
    BlockedThread, Call, CellKind, ChangeCertainty, EventKind, LastNotification, OutdatedCheck,
    Trace, TraceEvent, TracedAction, UnnotifiedChange, WaitReason,
};

/// What a notification, or an `unpark`, did.
enum Fate {
    /// It came before a change that needed another one. If it woke only one of several threads, `woken` has their
    /// number and that thread.
    BeforeTheChange { woken: Option<(usize, u32)> },
    /// An earlier `park` has used it up.
    UsedUp,
    /// It woke only one of several threads that waited.
    WokeOneOf {
        woken: u32,
        waited: usize,
        waits_again: bool,
    },
    /// It woke the only thread that waited, which waits again.
    WokeOneThatWaitsAgain { woken: u32 },
    /// It woke another thread during the wait.
    WokeAnother { woken: u32 },
    /// It woke another thread before the wait.
    WokeAnotherBefore { woken: u32 },
    /// It woke all threads that waited then.
    WokeAll,
    /// It came between the check and the wait of the thread.
    InCheckWaitGap,
    /// It came before the wait, and the thread has looked at the value since: what is missing is another change.
    Checked,
    /// It came before the wait.
    Lost,
}

/// Says what the last notification, or the last `unpark`, did, and what else is known about it.
pub(super) fn notification_text(
    trace: &Trace,
    waits: &[BlockedThread],
    reason: Option<&WaitReason>,
) -> Vec<String> {
    let (Some(WaitReason::Notification(last)), Some(first)) = (reason, waits.first()) else {
        return Vec::new();
    };
    let waiting = event(trace, first);
    let unnotified = last.unnotified.as_deref();
    let done = last.last_notification.and_then(|at| trace.events.get(at));
    let says = done.map_or_else(
        || {
            let unparked = unnotified.and_then(|change| unparked_after(trace, waiting, change));
            never_text(trace, waiting, unparked.is_some())
        },
        |done| fate_text(trace, first, done, &fate(trace, waits, done, last)),
    );
    let changed = unnotified.map(|change| changed(trace, waiting, change));
    let outdated = || outdated_text(trace, waiting, last.outdated_check.as_ref());
    let is_enough = done.is_some() && unnotified.is_some();
    let unreached = not_reached(trace, &last.unreached_calls).filter(|_| !is_enough);
    let exited = exited_text(trace, unnotified, last);
    let more = [changed.or_else(outdated), unreached, exited];
    [says]
        .into_iter()
        .chain(more.into_iter().flatten())
        .collect()
}

/// Decides what to say about the last notification.
fn fate(
    trace: &Trace,
    waits: &[BlockedThread],
    done: &TraceEvent,
    last: &LastNotification,
) -> Fate {
    let does = action(done);
    if last.unnotified.is_some() {
        let woken = last.one_of.zip(last.woken_thread);
        return Fate::BeforeTheChange { woken };
    }
    if does == Some(&TracedAction::Unpark) {
        return Fate::UsedUp;
    }
    let Some(woken) = last.woken_thread else {
        return if last.in_check_wait_gap {
            Fate::InCheckWaitGap
        } else if last.value_checked_since {
            Fate::Checked
        } else {
            Fate::Lost
        };
    };
    let mut again = waits.iter().map(|wait| event(trace, wait).thread);
    let waits_again = again.any(|thread| thread == woken);
    let waited_before = waits.first().map(|first| first.event) < last.last_notification;
    match (does == Some(&TracedAction::NotifyOne), last.one_of) {
        (true, Some(waited)) => Fate::WokeOneOf {
            woken,
            waited,
            waits_again,
        },
        (true, None) if waits_again => Fate::WokeOneThatWaitsAgain { woken },
        (true, None) if waited_before => Fate::WokeAnother { woken },
        (true, None) => Fate::WokeAnotherBefore { woken },
        (false, _) if waits.len() == 1 && waits_again => Fate::WokeOneThatWaitsAgain { woken },
        (false, _) => Fate::WokeAll,
    }
}

fn fate_text(trace: &Trace, first: &BlockedThread, done: &TraceEvent, fate: &Fate) -> String {
    let before = format!(
        "the last `{}` came from {}{}",
        action_name(done),
        thread_in_a_sentence(trace, done.thread),
        on_line(trace, done.place.as_ref())
    );
    let not_kept = "a `Condvar` doesn't keep a notification";
    let name = |thread: &u32| thread_in_a_sentence(trace, *thread);
    match fate {
        Fate::BeforeTheChange { woken: None } => format!("{before}."),
        Fate::BeforeTheChange {
            woken: Some((waited, woken)),
        } => format!(
            "{before}, and woke only {}, one of {waited} threads that waited.",
            name(woken)
        ),
        Fate::UsedUp => format!("{before}: an earlier `park` has used it up."),
        Fate::WokeOneOf {
            woken,
            waited,
            waits_again,
        } => {
            let woken = name(woken);
            let again = if *waits_again {
                format!(", and {woken} waits again")
            } else {
                String::new()
            };
            format!("{before}: it woke only {woken}, one of {waited} threads that waited{again}.")
        }
        Fate::WokeOneThatWaitsAgain { woken } => {
            format!("{before}: it woke {}, which waits again.", name(woken))
        }
        Fate::WokeAnother { woken } => {
            format!("{before}: it woke {}, which was also waiting.", name(woken))
        }
        Fate::WokeAnotherBefore { woken } => format!(
            "{before}: it woke {}, before this wait began, and {not_kept}.",
            name(woken)
        ),
        Fate::WokeAll => {
            format!("{before}: it woke the threads that waited then, and {not_kept} for later.")
        }
        Fate::InCheckWaitGap => format!(
            "{before}, after {} had locked {} and before it waited: {not_kept}.",
            name(&event(trace, first).thread),
            released_by_wait(trace, first).unwrap_or_else(|| "the value".to_owned()),
        ),
        Fate::Checked => format!("{before}, before this wait began."),
        Fate::Lost => format!("{before}, before this wait began: {not_kept}."),
    }
}

/// Says that the wait never got what would end it. `is_unpark_named` is whether another sentence names an `unpark` of
/// another thread.
fn never_text(trace: &Trace, waiting: &TraceEvent, is_unpark_named: bool) -> String {
    let is_condvar = cell_kind(trace, waiting.cell.unwrap_or_default()) == Some(CellKind::Condvar);
    if is_condvar {
        let condvar = cell_of_event_in_a_sentence(trace, waiting);
        format!("No thread has notified {condvar}.")
    } else {
        let never = "No thread has unparked it.";
        match unparked_itself(trace).filter(|_| !is_unpark_named) {
            Some(event) => format!(
                "{never} {} unparked itself{}.",
                capitalize(&thread_in_a_sentence(trace, event.thread)),
                on_line(trace, event.place.as_ref())
            ),
            None => never.to_owned(),
        }
    }
}

/// Returns the last `unpark` that a thread called on itself.
fn unparked_itself(trace: &Trace) -> Option<&TraceEvent> {
    let mut unparks = trace.events.iter().rev();
    unparks
        .find(|event| action(event) == Some(&TracedAction::Unpark) && is_own_parking(trace, event))
}

/// Whether an `unpark` was for the thread that called it.
fn is_own_parking(trace: &Trace, unpark: &TraceEvent) -> bool {
    let mut threads = trace.threads.iter();
    let own = threads.find(|thread| thread.id == unpark.thread);
    own.is_some_and(|own| unpark.cell == Some(own.parking))
}

/// Says which threads have ended without the change that would have led to a notification.
fn exited_text(
    trace: &Trace,
    change: Option<&UnnotifiedChange>,
    last: &LastNotification,
) -> Option<String> {
    let exited = last.exited_without_change.as_slice();
    let change = change.filter(|_| !exited.is_empty())?;
    let cell = cell_of_event_in_a_sentence(trace, trace.events.get(change.event)?);
    let have = if exited.len() == 1 { "has" } else { "have" };
    let threads = threads_in_a_sentence(trace, exited);
    let before = change.caller.as_ref();
    let before = before.map_or(String::new(), |call| line_text(trace, &call.place));
    let returns = returns_before_text(trace, &last.returns_before, &before).unwrap_or_default();
    Some(format!(
        "{threads} {have} ended without changing {cell}.{returns}"
    ))
}

/// Says what the thread had checked before it waited, which another thread then changed.
fn outdated_text(
    trace: &Trace,
    waiting: &TraceEvent,
    check: Option<&OutdatedCheck>,
) -> Option<String> {
    let check = check?;
    let (checked, changed) = (
        trace.events.get(check.checked)?,
        trace.events.get(check.changed)?,
    );
    let is_lock = matches!(checked.kind, EventKind::Acquired { .. });
    let did = if is_lock {
        "locked and changed"
    } else {
        "changed"
    };
    let thread = thread_in_a_sentence(trace, waiting.thread);
    Some(format!(
        "{thread} had checked {}{}, and {} {did} it{} before {thread} waited.",
        cell_of_event_in_a_sentence(trace, checked),
        on_line(trace, checked.place.as_ref()),
        thread_in_a_sentence(trace, changed.thread),
        on_line(trace, changed.place.as_ref()),
    ))
}

/// Returns the next `unpark` of the thread that changed what a parked one tests, if it was for another thread.
pub(in crate::report::trace::explanation) fn unparked_after<'a>(
    trace: &'a Trace,
    waiting: &TraceEvent,
    change: &UnnotifiedChange,
) -> Option<&'a TraceEvent> {
    let by = trace.events.get(change.event)?.thread;
    let mut later = trace.events.get(change.event + 1..)?.iter();
    later.find(|event| {
        event.thread == by
            && action(event) == Some(&TracedAction::Unpark)
            && event.cell != waiting.cell
    })
}

/// Returns ``During the wait, thread 1 changed `plan` on line 74 (in `finish`), but no thread notified `changed` after
/// that.``
fn changed(trace: &Trace, waiting: &TraceEvent, change: &UnnotifiedChange) -> String {
    let event = &trace.events[change.event];
    let cell = cell_of_event_in_a_sentence(trace, event);
    let thread = thread_in_a_sentence(trace, event.thread);
    let at = on_line_text(trace, &change.call.place);
    let function = Some(&change.call).filter(|call| !call.function.is_empty());
    let calls: Vec<Call> = function
        .into_iter()
        .chain(&change.caller)
        .cloned()
        .collect();
    let path = conflict::callers(trace, &calls);
    let path = match (path.is_empty(), function) {
        (true, Some(inside)) => format!(" (in {})", holding::function(&inside.function)),
        _ => path,
    };
    let is_condvar = cell_kind(trace, waiting.cell.unwrap_or_default()) == Some(CellKind::Condvar);
    let condvar = cell_of_event_in_a_sentence(trace, waiting);
    let did = match &change.certain {
        ChangeCertainty::Change => format!("changed {cell}{at}{path}"),
        ChangeCertainty::Call { method, .. } => format!("called `{method}` on {cell}{at}{path}"),
        ChangeCertainty::Access => {
            format!("locked {cell}{at}{path}, and got mutable access to the value")
        }
    };
    if let Some(other) = change.other.and_then(|other| trace.events.get(other)) {
        let notified = cell_of_event_in_a_sentence(trace, other);
        let there = on_line_text(trace, other.place.as_ref().unwrap_or(&change.call.place));
        if change.other_woke_none {
            return format!(
                "During the wait, {thread} {did}, and then notified {notified}{there}, but no thread waited on {notified}. No thread notified {condvar} after that."
            );
        }
        return format!(
            "During the wait, {thread} {did}, and then notified {notified}{there}. No line of the program notifies {condvar}."
        );
    }
    let missing = if is_condvar {
        format!("no thread notified {condvar} after that")
    } else if let Some(other) = unparked_after(trace, waiting, change) {
        let is_unparked_there = |parking: u32| {
            let mut later = trace.events.iter().skip(change.event + 1);
            later.any(|event| {
                let is_unpark = action(event) == Some(&TracedAction::Unpark);
                is_unpark && event.cell == Some(parking) && event.place == other.place
            })
        };
        let unparked = trace.threads.iter();
        let unparked = unparked.filter(|thread| is_unparked_there(thread.parking));
        let unparked: Vec<u32> = unparked.map(|thread| thread.id).collect();
        let who = threads_in_a_sentence(trace, &unparked);
        let at = on_line(trace, other.place.as_ref());
        let itself = if unparked.len() == 1 && is_own_parking(trace, other) {
            " itself"
        } else {
            ""
        };
        format!("the `unpark`{at} was for {who}{itself}")
    } else {
        "no thread unparked it after that".to_owned()
    };
    format!("During the wait, {thread} {did}, but {missing}.")
}

/// Returns `` `close` on line 63 would notify it, but this run never reached that line.``
fn not_reached(trace: &Trace, unreached: &[Call]) -> Option<String> {
    let calls = unreached.iter().map(|call| {
        let at = on_line_text(trace, &call.place);
        format!("{}{at}", holding::function(&call.function))
    });
    let calls: Vec<String> = calls.collect();
    let lines = if calls.len() == 1 {
        "that line"
    } else {
        "those lines"
    };
    (!calls.is_empty()).then(|| {
        let calls = capitalize(&list(&calls));
        format!("{calls} would notify it, but this run never reached {lines}.")
    })
}
