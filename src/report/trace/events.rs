//! Events in words: what a thread did, in a few words for its lane and as a sentence.

use super::has_threads;
use super::names::{
    a_type, acquires, cell_of_event, is_lock, line_number, on_line_text, state_of, thread_name,
};
use crate::report::Tone;
use crate::verdict::{CellKind, EventKind, Trace, TraceEvent, TracedCell};

/// What happened at one event of the trace, in a sentence; none for events that do not matter to a reader.
#[must_use]
pub fn sentence(trace: &Trace, at: usize) -> Option<String> {
    let event = trace.events.get(at)?;
    let place = event.place.as_ref();
    let line = place.map_or("Inside std".to_owned(), |place| {
        format!("Line {}", line_number(place))
    });
    if event.kind == EventKind::Created && has_threads(trace) {
        return first_use(trace, event);
    }
    let (words, _) = words(trace, at)?;
    // The state of the cell afterwards is part of the sentence; a lane has no room for it.
    let is_mutex = trace
        .cell(event)
        .is_some_and(|cell| cell.kind == CellKind::Mutex);
    let is_once = initializes(trace.cell(event));
    let after = match &event.kind {
        EventKind::Acquired { .. } | EventKind::Released { .. } if is_mutex || is_once => {
            String::new()
        }
        EventKind::Acquired { guards, .. } | EventKind::Released { guards, .. } => {
            format!(" (now {})", state_of(trace.cell(event), *guards))
        }
        EventKind::Created => format!(", {}", a_type(trace.cell(event)?)),
        EventKind::Refused { .. }
        | EventKind::Blocked { .. }
        | EventKind::Resumed { .. }
        | EventKind::Operation { .. }
        | EventKind::Poisoned
        | EventKind::Dropped
        | EventKind::Panicked { .. }
        | EventKind::Spawned { .. }
        | EventKind::Exited => String::new(),
    };
    let who = if has_threads(trace) && !is_of_a_cell(&event.kind) {
        format!("{} ", thread_name(trace, event.thread))
    } else {
        String::new()
    };
    Some(format!("{line}: {who}{words}{after}."))
}

/// A cell is recorded when it is first used: other threads may have done much since it was created.
fn first_use(trace: &Trace, event: &TraceEvent) -> Option<String> {
    let place = event.place.as_ref()?;
    let cell = trace.cell(event).filter(|cell| !cell.is_stream())?;
    let name = cell_of_event(trace, event)?;
    Some(match cell.name {
        Some(_) => format!(
            "First use of {name}, {} created{}.",
            a_type(cell),
            on_line_text(trace, place)
        ),
        None => format!("First use of {name}, {}.", a_type(cell)),
    })
}

/// Whether a guard of a cell is the run of its initializer.
fn initializes(cell: Option<&TracedCell>) -> bool {
    cell.is_some_and(|cell| {
        matches!(
            cell.kind,
            CellKind::Once | CellKind::OnceCell | CellKind::OnceLock | CellKind::LazyLock
        )
    })
}

/// Whether the subject of an event is a cell, and not a thread.
fn is_of_a_cell(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Created | EventKind::Dropped)
}

/// What a thread did, in a few words for its lane; none for events that do not matter there.
pub(in crate::report) fn in_lane(trace: &Trace, at: usize) -> Option<(String, Tone)> {
    let event = &trace.events[at];
    if is_of_a_cell(&event.kind) {
        return None;
    }
    words(trace, at)
}

fn words(trace: &Trace, at: usize) -> Option<(String, Tone)> {
    let event = &trace.events[at];
    let cell = trace.cell(event);
    let name = cell_of_event(trace, event);
    let neutral = |words: String| Some((words, Tone::Neutral));
    let quiet = |words: String| Some((words, Tone::Quiet));
    match &event.kind {
        EventKind::Acquired { .. } if initializes(cell) => {
            neutral(format!("begins to initialize {}", name?))
        }
        EventKind::Released { unwinding, .. } if initializes(cell) => {
            let how = if *unwinding {
                "fails to initialize"
            } else {
                "has initialized"
            };
            quiet(format!("{how} {}", name?))
        }
        EventKind::Acquired {
            access,
            name: variable,
            ..
        } => {
            let (verb, how) = acquires(cell, *access);
            let by = variable
                .as_ref()
                .map(|variable| format!(" as `{variable}`"));
            neutral(format!("{verb} {}{how}{}", name?, by.unwrap_or_default()))
        }
        EventKind::Released { unwinding, .. } => {
            let verb = if is_lock(cell) {
                "unlocks"
            } else {
                "drops a guard for"
            };
            let by = if *unwinding { " while unwinding" } else { "" };
            quiet(format!("{verb} {}{by}", name?))
        }
        EventKind::Refused { access, panics } => {
            let (verb, how) = acquires(cell, *access);
            let verb = verb.trim_end_matches('s');
            let tone = if *panics { Tone::Bad } else { Tone::Neutral };
            Some((format!("cannot {verb} {}{how}", name?), tone))
        }
        EventKind::Blocked { action, .. } => Some(blocked(trace, at, event, action)),
        EventKind::Operation { action, .. } if action == "join" => None,
        EventKind::Operation { value, .. } if cell.is_some_and(TracedCell::is_stream) => {
            neutral(format!("prints {}", value.as_deref().unwrap_or_default()))
        }
        EventKind::Operation { action, .. } if end_of_channel(action).is_some() => {
            let (verb, end) = end_of_channel(action)?;
            quiet(format!("{verb} {end} of {}", name?))
        }
        EventKind::Operation { action, .. } if parked_thread(trace, event).is_some() => {
            neutral(match action.as_str() {
                "unpark" => format!("unparks {}", parked_thread(trace, event)?),
                action => format!("returns from `{action}`"),
            })
        }
        EventKind::Operation { action, value, .. } => {
            let value = value.as_ref().map(|value| format!(": {value}"));
            neutral(format!(
                "calls `{action}` on {}{}",
                name?,
                value.unwrap_or_default()
            ))
        }
        EventKind::Created => {
            // A cell that std made has no place in the program; its first use is an event of its own.
            event.place.as_ref()?;
            cell.filter(|cell| !cell.is_stream())?;
            quiet(format!("{} is created", name?))
        }
        EventKind::Dropped => quiet(format!("{} is dropped", name?)),
        // It stays poisoned.
        EventKind::Poisoned if was_poisoned(trace, at) => None,
        EventKind::Poisoned => Some((format!("poisons {}", name?), Tone::Bad)),
        EventKind::Panicked { .. } => Some(("panics".to_owned(), Tone::Bad)),
        EventKind::Spawned { child } => quiet(format!("starts {}", thread_name(trace, *child))),
        EventKind::Exited => quiet("finishes".to_owned()),
        EventKind::Resumed { in_time: false } => {
            let slept = waited(trace, at).is_some_and(|action| action.starts_with("sleep"));
            let words = if slept {
                "wakes up"
            } else {
                "stops waiting: the time is over"
            };
            quiet(words.to_owned())
        }
        EventKind::Resumed { in_time: true } => None,
    }
}

/// What a thread does to an end of a channel.
fn end_of_channel(action: &str) -> Option<(&'static str, &'static str)> {
    match action {
        "clone sender" => Some(("clones", "a sender")),
        "drop sender" => Some(("drops", "a sender")),
        "drop receiver" => Some(("drops", "the receiver")),
        _ => None,
    }
}

/// The thread that parks, or is unparked.
fn parked_thread(trace: &Trace, event: &TraceEvent) -> Option<String> {
    let mut threads = trace.threads.iter();
    let parked = threads.find(|thread| Some(thread.parking) == event.cell)?;
    Some(thread_name(trace, parked.id))
}

/// The action of the wait of a thread that continues here.
fn waited(trace: &Trace, at: usize) -> Option<&str> {
    let thread = trace.events[at].thread;
    let mut before = trace.events[..at].iter().rev();
    before.find_map(|event| match &event.kind {
        EventKind::Blocked { action, .. } if event.thread == thread => Some(action.as_str()),
        EventKind::Blocked { .. }
        | EventKind::Acquired { .. }
        | EventKind::Created
        | EventKind::Released { .. }
        | EventKind::Refused { .. }
        | EventKind::Resumed { .. }
        | EventKind::Operation { .. }
        | EventKind::Poisoned
        | EventKind::Dropped
        | EventKind::Panicked { .. }
        | EventKind::Spawned { .. }
        | EventKind::Exited => None,
    })
}

/// Whether the cell of an event was poisoned before.
fn was_poisoned(trace: &Trace, at: usize) -> bool {
    let cell = trace.events[at].cell;
    let of_cell = trace.events[..at].iter().filter(|event| event.cell == cell);
    let last = of_cell.rev().find_map(|event| {
        if let EventKind::Operation { action, .. } = &event.kind {
            (action == "clear_poison").then_some(false)
        } else {
            (event.kind == EventKind::Poisoned).then_some(true)
        }
    });
    last.unwrap_or(false)
}

/// What a thread waits for.
fn blocked(trace: &Trace, at: usize, event: &TraceEvent, action: &str) -> (String, Tone) {
    let name = cell_of_event(trace, event);
    let name = name.unwrap_or_default();
    let words = match action {
        "join" => format!("waits for {name} to finish"),
        "sleep" => "sleeps".to_owned(),
        action if parked_thread(trace, event).is_some() => format!("waits in `{action}`"),
        "outside" => "is blocked in code that cellmate cannot see".to_owned(),
        "lock" | "read" | "write" => format!("waits for {name}{}", holder(trace, at, event)),
        _ => format!("waits in `{action}` for {name}{}", holder(trace, at, event)),
    };
    let tone = if never_continues(trace, at, event.thread) {
        Tone::Bad
    } else {
        Tone::Quiet
    };
    (words, tone)
}

/// Which thread has locked what this one waits for, and on which line.
fn holder(trace: &Trace, at: usize, event: &TraceEvent) -> String {
    // Backwards, since the thread that holds it has mostly taken it not long ago.
    let mut released = Vec::new();
    let mut earlier = trace.events[..at].iter().rev();
    let last = earlier.find_map(|earlier| match &earlier.kind {
        EventKind::Acquired { guard, .. } if earlier.cell == event.cell => Some((earlier, *guard)),
        EventKind::Released { guard, .. } => {
            released.push(*guard);
            None
        }
        EventKind::Acquired { .. }
        | EventKind::Created
        | EventKind::Refused { .. }
        | EventKind::Blocked { .. }
        | EventKind::Resumed { .. }
        | EventKind::Operation { .. }
        | EventKind::Poisoned
        | EventKind::Dropped
        | EventKind::Panicked { .. }
        | EventKind::Spawned { .. }
        | EventKind::Exited => None,
    });
    let Some((by, _)) = last.filter(|(_, guard)| !released.contains(guard)) else {
        return String::new();
    };
    let who = if by.thread == event.thread {
        "by itself".to_owned()
    } else {
        format!("by {}", thread_name(trace, by.thread))
    };
    let line = by
        .place
        .as_ref()
        .map(|place| format!(" on line {}", line_number(place)));
    format!(", locked {who}{}", line.unwrap_or_default())
}

/// Whether a thread that waits here does nothing more.
fn never_continues(trace: &Trace, at: usize, thread: u32) -> bool {
    let mut later = trace.events[at + 1..].iter();
    !later.any(|later| later.thread == thread)
}
