//! Poisoned locks, and values whose initializer panicked: where a thread panicked, and which threads found them
//! poisoned.

use super::{Guard, holding, origin_text, place_of};
use crate::report::trace::names::{
    cell_kind, cell_of_event_in_a_sentence, on_line, on_line_text, thread_in_a_sentence,
    threads_in_a_sentence,
};
use crate::sanitize;
use crate::text::{capitalize, list, plural, truncate};
use crate::verdict::{
    CellKind, EventKind, Holding, StolenWakeup, Trace, TraceEvent, TracedAction, TracedCell,
};
use std::collections::BTreeSet;

/// The maximum number of threads to name that found the lock poisoned, each with its line.
const MAX_NAMED: usize = 6;

/// The maximum number of columns to show of the message of a panic.
const MAX_MESSAGE: usize = 80;

pub(super) fn poison_text(
    trace: &Trace,
    poisoned: usize,
    (panicked, stolen): (Option<usize>, Option<&StolenWakeup>),
    (guard, held): (Option<usize>, Option<&Holding>),
    found_by: &[usize],
) -> String {
    let event = &trace.events[poisoned];
    // The guard's own line names the lock as the program does.
    let named_at = guard.and_then(|guard| trace.events.get(guard));
    let name = cell_of_event_in_a_sentence(trace, named_at.unwrap_or(event));
    let guard = guard.and_then(|guard| Guard::new(trace, guard));
    // The line of a helper that returns the guard says little.
    let owner = held.and_then(|held| held.owner.as_ref());
    let owner = owner.map_or(String::new(), |owner| {
        let function = holding::function(&owner.function);
        format!(
            ", which {function} got{}",
            on_line_text(trace, &owner.place)
        )
    });
    let is = if is_cleared(trace, poisoned) {
        "was"
    } else {
        "is"
    };
    let says = format!(
        "{}{} {is} poisoned: {} panicked{}{}{}{owner}.",
        capitalize(&name),
        origin(trace, trace.cell(event)),
        thread_in_a_sentence(trace, event.thread),
        on_line(trace, panicked.and_then(|panic| place_of(trace, panic))),
        message_text(panicked.and_then(|panic| trace.events.get(panic))),
        during_text(trace, event, guard.as_ref()),
    );
    let stolen = stolen.map_or(String::new(), |stolen| stolen_text(trace, &name, stolen));
    says + &stolen + &found_text(trace, poisoned, found_by)
}

/// Returns the message of a panic, in parentheses after a space.
fn message_text(panic: Option<&TraceEvent>) -> String {
    let message = panic.and_then(|panic| {
        if let EventKind::Panicked { message } = &panic.kind {
            message.as_deref()
        } else {
            None
        }
    });
    message.map_or(String::new(), |message| {
        let message = sanitize::line(message.lines().next().unwrap_or_default());
        format!(" (\"{}\")", truncate(&message, MAX_MESSAGE))
    })
}

/// Says what the panicking thread was doing, after a space.
fn during_text(trace: &Trace, poisoned: &TraceEvent, guard: Option<&Guard<'_>>) -> String {
    let ran = || on_line(trace, guard.and_then(|guard| guard.since));
    match (cell_kind(trace, poisoned.cell.unwrap_or_default()), guard) {
        (Some(CellKind::Once), _) => format!(" in the closure that the `Once` ran{}", ran()),
        (Some(CellKind::LazyLock), _) => {
            format!(" in the initializer that the `LazyLock` ran{}", ran())
        }
        (_, Some(guard)) => format!(" while it held the guard{}", origin_text(trace, guard)),
        (_, None) => " while it held the lock".to_owned(),
    }
}

/// Says what happened between a notification and the end of the wait, in a sentence after a space.
fn stolen_text(trace: &Trace, name: &str, stolen: &StolenWakeup) -> String {
    let by = |event: usize| thread_in_a_sentence(trace, trace.events[event].thread);
    let at = |event: usize| on_line(trace, trace.events[event].place.as_ref());
    format!(
        " It had waited in an `if`, and so did not check again: after {} notified it{}, {} locked and changed {name}{} first.",
        by(stolen.notified),
        at(stolen.notified),
        by(stolen.changed),
        at(stolen.changed)
    )
}

/// Says which threads found it poisoned, and whether they continued, in a sentence after a space.
fn found_text(trace: &Trace, poisoned: usize, found_by: &[usize]) -> String {
    let goes_on = is_survived(trace, poisoned, found_by);
    let found = found_by.iter().filter_map(|found| trace.events.get(*found));
    let (named, others): (Vec<_>, Vec<_>) = found.enumerate().partition(|(at, _)| *at < MAX_NAMED);
    let mut lines: Vec<(String, Vec<u32>)> = Vec::new();
    for (_, found) in &named {
        let at = on_line(trace, found.place.as_ref());
        match lines.iter_mut().find(|(known, _)| *known == at) {
            Some((_, threads)) => threads.push(found.thread),
            None => lines.push((at, vec![found.thread])),
        }
    }
    let is_one = lines.len() == 1;
    let says_each = lines.iter().enumerate().map(|(index, (at, threads))| {
        let found = if index == 0 { " found it poisoned" } else { "" };
        let and_panicked = match threads.as_slice() {
            [thread] if is_one && panicked_there(trace, poisoned, *thread, at) => {
                ", and panicked there"
            }
            _ => "",
        };
        let known = index.checked_sub(1).map(|before| &lines[before].1);
        let threads = if known == Some(threads) {
            "again".to_owned()
        } else {
            threads_in_a_sentence(trace, threads)
        };
        format!("{threads}{found}{at}{and_panicked}")
    });
    let mut lines: Vec<String> = says_each.collect();
    let is_other = |thread: &u32| named.iter().all(|(_, found)| found.thread != *thread);
    let others: BTreeSet<u32> = others.iter().map(|(_, found)| found.thread).collect();
    match others.into_iter().filter(is_other).count() {
        0 => {}
        more => lines.push(plural(more, "other thread")),
    }
    if lines.is_empty() {
        return String::new();
    }
    let and_went_on = if goes_on { ", and went on" } else { "" };
    format!(" {}{and_went_on}.", capitalize(&list(&lines)))
}

/// Whether the program cleared a lock after this event had poisoned it.
fn is_cleared(trace: &Trace, poisoned: usize) -> bool {
    let cell = trace.events[poisoned].cell;
    let mut later = trace.events[poisoned..].iter();
    later
        .any(|event| event.cell == cell && super::action(event) == Some(&TracedAction::ClearPoison))
}

/// Whether all threads that found a lock poisoned continued.
pub(super) fn is_survived(trace: &Trace, poisoned: usize, found_by: &[usize]) -> bool {
    let found = found_by.iter().filter_map(|found| trace.events.get(*found));
    let mut found = found.peekable();
    found.peek().is_some()
        && found.all(|found| {
            let at = on_line(trace, found.place.as_ref());
            let is_guard = matches!(found.kind, EventKind::Acquired { .. });
            is_guard && !panicked_there(trace, poisoned, found.thread, &at)
        })
}

/// Whether a thread panicked on a line after a lock was poisoned.
fn panicked_there(trace: &Trace, poisoned: usize, thread: u32, at: &str) -> bool {
    let mut later = trace.events[poisoned..].iter();
    later.any(|event| {
        let is_panic = matches!(event.kind, EventKind::Panicked { .. });
        is_panic && event.thread == thread && on_line(trace, event.place.as_ref()) == at
    })
}

/// Returns ` (the Mutex created on line 3)` if the cell has a name.
fn origin(trace: &Trace, cell: Option<&TracedCell>) -> String {
    match cell.map(|cell| (&cell.name, &cell.created_at, cell.kind)) {
        Some((Some(_), Some(made), kind)) => {
            format!(" (the {kind} created{})", on_line_text(trace, made))
        }
        Some(_) | None => String::new(),
    }
}
