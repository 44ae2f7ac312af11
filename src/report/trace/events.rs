//! Events in words: what a thread did, in a few words for its lane and as a sentence.

use super::has_threads;
use super::names::{
    a_type, acquires, cell_of_event, initializes, is_lock, line_number, on_line_text, state_of,
    thread_in_brief, thread_name,
};
use super::race_steps;
use crate::report::Tone;
use crate::text::{capitalize, plural};
use crate::verdict::{
    Call, Cause, CellKind, EventKind, Place, Trace, TraceEvent, TracedAction, TracedCell,
};

/// Says what happened at one event of the trace, in a sentence; `None` for events that do not matter to a reader.
#[must_use]
pub fn sentence(trace: &Trace, at: usize) -> Option<String> {
    let event = trace.events.get(at)?;
    if event.kind == EventKind::Created && has_threads(trace) {
        return first_use(trace, event);
    }
    let (words, _) = words(trace, at)?;
    let says = whole_sentence(trace, at, &words)?;
    Some(match race_steps::at_last(trace, at) {
        Some(more) => format!("{says} {more}"),
        None => says,
    })
}

/// Returns the sentence of an event with the value that matters in a failing run: ` and reads 1`.
#[must_use]
pub fn sentence_beside(trace: &Trace, at: usize, failing: Option<&Trace>) -> Option<String> {
    let says = sentence(trace, at)?;
    let race = failing.and_then(race_steps::race_of);
    let does = race.map_or(String::new(), |race| {
        race_steps::in_lane(trace, at, Some(race))
    });
    let does = does.strip_prefix(", ").map(|does| format!(" and {does}."));
    Some(match does.zip(says.strip_suffix('.')) {
        Some((does, says)) if !says.ends_with(')') => format!("{says}{does}"),
        Some(_) | None => says,
    })
}

pub(super) fn has_sentence(trace: &Trace, at: usize) -> bool {
    let event = &trace.events[at];
    if event.kind == EventKind::Created && has_threads(trace) {
        return first_use(trace, event).is_some();
    }
    words(trace, at).is_some()
}

/// Returns one sentence for consecutive events that look the same, apart from their values.
pub(super) fn repeated_sentence(trace: &Trace, at: usize, times: usize) -> Option<String> {
    if times == 1 {
        return sentence(trace, at);
    }
    let says = whole_sentence(trace, at, &without_value(trace, at)?)?;
    Some(format!("{} ({times} times).", says.trim_end_matches('.')))
}

fn whole_sentence(trace: &Trace, at: usize, words: &str) -> Option<String> {
    let event = trace.events.get(at)?;
    let line = place(trace, at).map_or(String::new(), |place| {
        format!("Line {}: ", line_number(place))
    });
    // The state of the cell afterwards is part of the sentence; a lane has no room for it.
    let is_mutex = trace
        .cell(event)
        .is_some_and(|cell| cell.kind == CellKind::Mutex);
    let is_once = initializes(trace.cell(event));
    let after = match &event.kind {
        EventKind::Acquired { .. } | EventKind::Released { .. } if is_mutex || is_once => {
            String::new()
        }
        EventKind::Released { guard, guards, .. }
            if !is_lock(trace.cell(event)) && variable_of(trace, at, *guard).is_some() =>
        {
            let name = cell_of_event(trace, event)?;
            let state = state_of(trace.cell(event), *guards);
            if guards.write_guard || guards.read_guards > 0 {
                format!("{name} now has {state}")
            } else {
                format!("{name} is now {state}")
            }
        }
        EventKind::Acquired { guards, .. } | EventKind::Released { guards, .. } => {
            format!("now {}", state_of(trace.cell(event), *guards))
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
        format!("{} ", thread_in_brief(trace, event.thread))
    } else {
        String::new()
    };
    let whose = for_caller(trace, at);
    let mut says = format!("{line}{who}{words}{whose}");
    if says.starts_with("thread ") || says.starts_with("the test ") {
        says = capitalize(&says);
    }
    Some(match (after.as_str(), says.strip_suffix(')')) {
        ("", _) => format!("{says}."),
        (after, _) if event.kind == EventKind::Created => format!("{says}{after}."),
        (after, Some(inside)) => format!("{inside}; {after})."),
        (after, None) => format!("{says} ({after})."),
    })
}

/// Returns where an event happened. A thread stops waiting at the place where it began to wait.
pub(super) fn place(trace: &Trace, at: usize) -> Option<&Place> {
    let event = &trace.events[at];
    let waited = || match event.kind {
        EventKind::Resumed { .. } => wait_before(trace, at)?.place.as_ref(),
        EventKind::Created
        | EventKind::Acquired { .. }
        | EventKind::Released { .. }
        | EventKind::Refused { .. }
        | EventKind::Blocked { .. }
        | EventKind::Operation { .. }
        | EventKind::Poisoned
        | EventKind::Dropped
        | EventKind::Panicked { .. }
        | EventKind::Spawned { .. }
        | EventKind::Exited => None,
    };
    event.place.as_ref().or_else(waited)
}

/// Returns `, called on line 66` for a guard that is returned to a caller.
pub(super) fn for_caller(trace: &Trace, at: usize) -> String {
    let caller = owner(trace, at).map(|owner| line_number(&owner.place));
    caller.map_or(String::new(), |line| format!(", called on line {line}"))
}

/// Returns the call that got a guard from the function that created it, if that function returned the guard.
fn owner(trace: &Trace, at: usize) -> Option<&Call> {
    let event = &trace.events[at];
    let EventKind::Acquired { guard, .. } = event.kind else {
        return None;
    };
    let mut later = trace.events[at + 1..].iter();
    let is_end = |later: &&TraceEvent| matches!(later.kind, EventKind::Released { guard: ended, .. } if ended == guard);
    // If the guard is never dropped, compare with the last event of its thread that has a call path: the guard was
    // alive then.
    let end = later.clone().find(is_end);
    let end = end
        .or_else(|| later.rfind(|later| later.thread == event.thread && !later.calls.is_empty()))?;
    let pairs = event.calls.iter().rev().zip(end.calls.iter().rev());
    let common = pairs.take_while(|(began, ended)| began.function == ended.function);
    let frame = event.calls.len().checked_sub(common.count())?;
    event.calls.get(frame).filter(|_| frame > 0)
}

/// Returns a sentence about the first use of a cell, which names the line that created it. A cell is recorded when it
/// is first used: other threads may have done much since it was created. Returns `None` for a cell that was used before
/// the events that are listed.
fn first_use(trace: &Trace, event: &TraceEvent) -> Option<String> {
    let place = event.place.as_ref()?;
    let cell = trace.cell(event);
    let cell = cell.filter(|cell| !cell.is_stream() && !cell.is_earlier)?;
    let name = cell_of_event(trace, event)?;
    // Without a name, it is called by its type and its line.
    cell.name.as_ref()?;
    Some(format!(
        "First use of {name}, {} created{}.",
        a_type(cell),
        on_line_text(trace, place)
    ))
}

/// Whether the subject of an event is a cell instead of a thread.
fn is_of_a_cell(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Created | EventKind::Dropped)
}

/// Says what a thread did, in a few words for its lane; `None` for events that do not matter there.
pub(in crate::report) fn in_lane(trace: &Trace, at: usize) -> Option<(String, Tone)> {
    let event = &trace.events[at];
    if is_of_a_cell(&event.kind) {
        return None;
    }
    words(trace, at)
}

/// Says what a wait is for, without the thread that holds it.
pub(super) fn wait_in_lane(trace: &Trace, at: usize) -> Option<String> {
    let event = &trace.events[at];
    let EventKind::Blocked { action, .. } = &event.kind else {
        return None;
    };
    Some(waits_for(trace, event, action))
}

/// Returns what a thread did in a few words, without the value of an operation and without what was printed.
pub(super) fn without_value(trace: &Trace, at: usize) -> Option<String> {
    let event = &trace.events[at];
    let (words, _) = words(trace, at)?;
    let EventKind::Operation { action, .. } = &event.kind else {
        return Some(words);
    };
    let is_stream = trace.cell(event).is_some_and(TracedCell::is_stream);
    if is_stream {
        return Some("prints".to_owned());
    }
    let name = cell_of_event(trace, event)?;
    let calls = words.starts_with("calls") || words.starts_with("returns");
    Some(if calls {
        format!("calls `{action}` on {name}")
    } else if is_barrier(trace.cell(event)) {
        format!("reaches {name}")
    } else {
        words
    })
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
                "finishes initializing"
            };
            quiet(format!("{how} {}", name?))
        }
        EventKind::Acquired {
            access,
            name: variable,
            ..
        } => {
            let (verb, how) = acquires(cell, *access);
            let by = variable.as_ref().map(|variable| format!("`{variable}`"));
            let by = by.filter(|by| name.as_ref() != Some(by));
            let by = by.map(|by| format!(" (guard {by})"));
            neutral(format!("{verb} {}{how}{}", name?, by.unwrap_or_default()))
        }
        EventKind::Released {
            guard, unwinding, ..
        } => {
            let by = if *unwinding { " while unwinding" } else { "" };
            quiet(releases(trace, at, *guard, &name?) + by)
        }
        EventKind::Refused { access, panics } => {
            let (verb, how) = acquires(cell, *access);
            let verb = verb.trim_end_matches('s');
            let tone = if *panics { Tone::Bad } else { Tone::Neutral };
            Some((format!("cannot {verb} {}{how}", name?), tone))
        }
        EventKind::Blocked { action, .. } => Some(blocked(trace, at, event, action)),
        EventKind::Operation { action, .. } if *action == TracedAction::Join => None,
        EventKind::Operation { value, .. } if cell.is_some_and(TracedCell::is_stream) => {
            neutral(format!("prints {}", value.as_deref().unwrap_or_default()))
        }
        EventKind::Operation { action, .. } if end_of_channel(action).is_some() => {
            let (verb, end) = end_of_channel(action)?;
            quiet(format!("{verb} {end} of {}", name?))
        }
        EventKind::Operation { action, .. } if parked_thread(trace, event).is_some() => {
            neutral(if *action == TracedAction::Unpark {
                format!("unparks {}", parked_thread(trace, event)?)
            } else {
                format!("returns from `{action}`")
            })
        }
        EventKind::Operation { action, value, .. } if is_barrier(cell) => {
            let number = value.as_ref().map(|value| result(cell, action, value));
            neutral(format!("reaches {}{}", name?, number.unwrap_or_default()))
        }
        EventKind::Operation { action, value, .. } => {
            let does = if returns(trace, at, action) {
                "returns from"
            } else {
                "calls"
            };
            let result = value
                .as_ref()
                .map(|value| result(cell, action, value))
                .unwrap_or_default();
            neutral(format!("{does} `{action}` on {}{result}", name?))
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
        EventKind::Resumed { timed_out: true } => {
            let wait = wait_before(trace, at).map(|event| &event.kind);
            let slept = wait.is_some_and(|wait| {
                matches!(wait, EventKind::Blocked { action, .. } if *action == TracedAction::Sleep)
            });
            let words = if slept {
                "wakes up"
            } else {
                "stops waiting: the timeout expired"
            };
            quiet(words.to_owned())
        }
        EventKind::Resumed { timed_out: false } => None,
    }
}

/// Says what a thread does when it drops a guard of this cell.
fn releases(trace: &Trace, at: usize, guard: u32, cell: &str) -> String {
    if is_lock(trace.cell(&trace.events[at])) {
        return format!("unlocks {cell}");
    }
    match variable_of(trace, at, guard).map(|variable| format!("`{variable}`")) {
        Some(variable) if variable == cell => format!("drops the guard {variable}"),
        Some(variable) => format!("drops {variable}"),
        None => format!("drops a guard for {cell}"),
    }
}

/// Returns the variable of a guard, if it has one.
fn variable_of(trace: &Trace, at: usize, guard: u32) -> Option<&str> {
    let mut before = trace.events[..at].iter().rev();
    let name = before.find_map(|event| {
        if let EventKind::Acquired {
            guard: own, name, ..
        } = &event.kind
            && *own == guard
        {
            Some(name.as_deref())
        } else {
            None
        }
    });
    name.flatten()
}

fn is_barrier(cell: Option<&TracedCell>) -> bool {
    cell.is_some_and(|cell| cell.kind == CellKind::Barrier)
}

/// Whether this is the operation in which its thread waited before.
fn returns(trace: &Trace, at: usize, action: &TracedAction) -> bool {
    let event = &trace.events[at];
    let mut before = trace.events[..at].iter().rev();
    let last = before.find(|other| {
        other.thread == event.thread && !matches!(other.kind, EventKind::Resumed { .. })
    });
    last.is_some_and(|last| {
        let waited =
            matches!(&last.kind, EventKind::Blocked { action: waited, .. } if waited == action);
        waited && last.cell == event.cell
    })
}

/// Returns the result of an operation: its value, or what the value means.
fn result(cell: Option<&TracedCell>, action: &TracedAction, value: &str) -> String {
    let limit = cell.and_then(|cell| cell.capacity);
    match (action, value) {
        (_, "0") if action.notifies() => ", which wakes no thread".to_owned(),
        (_, woken) if action.notifies() => {
            let woken = woken.parse().unwrap_or(1);
            format!(", which wakes {}", plural(woken, "thread"))
        }
        (TracedAction::Wait, number) if is_barrier(cell) => {
            let limit = limit.map(|limit| format!(" of {limit}"));
            format!(", number {number}{}", limit.unwrap_or_default())
        }
        (_, "Disconnected") if action.sends() => {
            ", which fails: the receiver was dropped".to_owned()
        }
        (_, "Disconnected") => ", which fails: every sender was dropped".to_owned(),
        _ => format!(": {value}"),
    }
}

/// Says what a thread does to an end of a channel.
fn end_of_channel(action: &TracedAction) -> Option<(&'static str, &'static str)> {
    if *action == TracedAction::CloneSender {
        Some(("clones", "a sender"))
    } else if *action == TracedAction::DropSender {
        Some(("drops", "a sender"))
    } else if *action == TracedAction::DropReceiver {
        Some(("drops", "the receiver"))
    } else {
        None
    }
}

/// Returns the thread that parks, or is unparked.
fn parked_thread(trace: &Trace, event: &TraceEvent) -> Option<String> {
    let mut threads = trace.threads.iter();
    let parked = threads.find(|thread| Some(thread.parking) == event.cell)?;
    Some(thread_name(trace, parked.id))
}

/// Returns the wait of a thread that continues here.
fn wait_before(trace: &Trace, at: usize) -> Option<&TraceEvent> {
    let thread = trace.events[at].thread;
    let mut before = trace.events[..at].iter().rev();
    before.find(|event| event.thread == thread && matches!(event.kind, EventKind::Blocked { .. }))
}

fn was_poisoned(trace: &Trace, at: usize) -> bool {
    let cell = trace.events[at].cell;
    let of_cell = trace.events[..at].iter().filter(|event| event.cell == cell);
    let last = of_cell.rev().find_map(|event| {
        if let EventKind::Operation { action, .. } = &event.kind {
            (*action == TracedAction::ClearPoison).then_some(false)
        } else {
            (event.kind == EventKind::Poisoned).then_some(true)
        }
    });
    last.unwrap_or(false)
}

fn blocked(trace: &Trace, at: usize, event: &TraceEvent, action: &TracedAction) -> (String, Tone) {
    let mut words = waits_for(trace, event, action);
    let is_condvar = trace
        .cell(event)
        .is_some_and(|cell| cell.kind == CellKind::Condvar);
    let has_holder = !matches!(
        action,
        TracedAction::Join | TracedAction::Sleep | TracedAction::Untraced
    ) && !is_condvar;
    if has_holder && parked_thread(trace, event).is_none() {
        words += &holder(trace, at, event);
    }
    let tone = if never_continues(trace, at, event.thread) {
        Tone::Bad
    } else {
        Tone::Quiet
    };
    (words, tone)
}

fn waits_for(trace: &Trace, event: &TraceEvent, action: &TracedAction) -> String {
    let name = cell_of_event(trace, event);
    let name = name.unwrap_or_default();
    let cell = trace.cell(event);
    match (action, cell.map(|cell| cell.kind)) {
        (TracedAction::Join, _) => format!("waits for {name} to finish"),
        (TracedAction::Sleep, _) => "sleeps".to_owned(),
        _ if parked_thread(trace, event).is_some() => format!("waits in `{action}`"),
        (TracedAction::Untraced, _) => "is blocked in code that cellmate cannot see".to_owned(),
        (TracedAction::Lock | TracedAction::Read | TracedAction::Write, _) => {
            format!("waits for {name}")
        }
        (_, Some(CellKind::Condvar)) => format!("waits on {name}"),
        (_, Some(CellKind::Barrier)) => format!("waits for the others at {name}"),
        _ if initializes(cell) => format!("waits for the initialization of {name}"),
        _ if action.receives() => format!("waits for a message on {name}"),
        (TracedAction::Send, _) => format!("waits for free space in {name}"),
        _ => format!("waits in `{action}` for {name}"),
    }
}

/// Says which thread has locked what this one waits for, and on which line.
fn holder(trace: &Trace, at: usize, event: &TraceEvent) -> String {
    // Backwards, because the thread that holds it usually took it not long ago.
    let mut released = Vec::new();
    let mut earlier = trace.events[..at].iter().enumerate().rev();
    let last = earlier.find_map(|(index, earlier)| match &earlier.kind {
        EventKind::Acquired { guard, .. } if earlier.cell == event.cell => Some((index, *guard)),
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
    let Some((began, _)) = last.filter(|(_, guard)| !released.contains(guard)) else {
        return String::new();
    };
    let by = &trace.events[began];
    let done = if initializes(trace.cell(event)) {
        "begun"
    } else {
        "locked"
    };
    let who = if by.thread != event.thread {
        format!("{done} by {}", thread_in_brief(trace, by.thread))
    } else if done == "begun" {
        "which it began itself".to_owned()
    } else {
        "which it locked itself".to_owned()
    };
    let owner = owner_of_blocker(trace, at).or_else(|| owner(trace, began));
    let place = owner.map(|owner| &owner.place).or(by.place.as_ref());
    let line = place.map(|place| format!(" on line {}", line_number(place)));
    format!(", {who}{}", line.unwrap_or_default())
}

/// Returns the call of the function that holds the guard in the way of this wait, if that is explained.
fn owner_of_blocker(trace: &Trace, at: usize) -> Option<&Call> {
    let mut causes = trace.explanations.iter().map(|one| &one.cause);
    causes.find_map(|cause| {
        if let Cause::Deadlock {
            waits,
            waiting_for_these,
            ..
        } = cause
        {
            let mut all = waits.iter().chain(waiting_for_these);
            let wait = all.find(|wait| wait.event == at)?;
            wait.holding.as_ref()?.owner.as_ref()
        } else {
            None
        }
    })
}

fn never_continues(trace: &Trace, at: usize, thread: u32) -> bool {
    let mut later = trace.events[at + 1..].iter();
    // The thread may continue in an event that is left out.
    trace.unreached_events == 0 && !later.any(|later| later.thread == thread)
}
