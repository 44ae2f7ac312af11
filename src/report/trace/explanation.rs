//! Explanations in sentences that name lines. Says only what the trace says for certain.

mod conflict;
mod deadlock;

use super::names::{
    cell_kind, cell_of_event_in_a_sentence, line, on, on_line, thread_in_a_sentence,
};
use crate::text::{capitalize, list};
use crate::verdict::{
    AccessMode, Call, Cause, EventKind, Explanation, Place, Trace, TraceEvent, TracedCell,
};

/// What an explanation says, in plain text.
#[must_use]
pub fn says(trace: &Trace, explanation: &Explanation) -> String {
    match &explanation.cause {
        Cause::Conflict {
            refused,
            method,
            guards,
            until,
        } => conflict::says(trace, *refused, method.as_deref(), guards, until.as_ref()),
        Cause::Deadlock {
            shape,
            waits,
            behind,
            lost_notify,
        } => deadlock::says(trace, *shape, waits, behind, *lost_notify),
        Cause::Livelock { checks } => livelock(trace, checks),
        Cause::Poison {
            poisoned,
            panicked,
            guard,
            met_by,
        } => poison(trace, *poisoned, *panicked, *guard, met_by),
        Cause::Leak { cells } => leak(trace, cells),
        Cause::HeldTooLong {
            guard,
            waited,
            contended,
        } => held_too_long(trace, *guard, *waited, *contended),
    }
}

/// A guard, as sentences speak of it.
#[derive(Clone, Copy, Debug)]
struct Guard<'a> {
    thread: u32,
    access: AccessMode,
    /// The variable that holds it.
    name: Option<&'a str>,
    since: Option<&'a Place>,
    /// The calls that led to it.
    calls: &'a [Call],
}

impl<'a> Guard<'a> {
    /// Returns the guard that this event created.
    fn new(trace: &'a Trace, began: usize) -> Option<Self> {
        let event = trace.events.get(began)?;
        let EventKind::Acquired { access, name, .. } = &event.kind else {
            return None;
        };
        Some(Self {
            thread: event.thread,
            access: *access,
            name: name.as_deref(),
            since: event.place.as_ref(),
            calls: &event.calls,
        })
    }

    /// Returns its name in parentheses: `` (`guard`)``.
    fn in_parentheses(&self) -> String {
        self.name
            .map_or(String::new(), |name| format!(" (`{name}`)"))
    }
}

fn place_of(trace: &Trace, event: usize) -> Option<&Place> {
    trace.events.get(event)?.place.as_ref()
}

/// Returns the action of a wait, such as `lock`.
fn action(event: &TraceEvent) -> &str {
    if let EventKind::Blocked { action, .. } | EventKind::Operation { action, .. } = &event.kind {
        action
    } else {
        ""
    }
}

fn livelock(trace: &Trace, checks: &[usize]) -> String {
    let again = "again and again";
    let checks = checks.iter().filter_map(|check| trace.events.get(*check));
    let checks: Vec<(String, String)> = checks
        .map(|event| {
            let cell = cell_of_event_in_a_sentence(trace, event);
            let at = format!("at {cell}{}", on_line(trace, event.place.as_ref()));
            (thread_in_a_sentence(trace, event.thread), at)
        })
        .collect();
    match &checks[..] {
        [(thread, at)] => format!(
            "{} looks {at} {again}, and nothing changes any more.",
            capitalize(thread)
        ),
        many => {
            let parts = many.iter().map(|(thread, at)| format!("{thread} {at}"));
            let parts: Vec<String> = parts.collect();
            format!(
                "These threads look {again}, and nothing changes any more: {}.",
                list(&parts)
            )
        }
    }
}

fn poison(
    trace: &Trace,
    poisoned: usize,
    panicked: Option<usize>,
    guard: Option<usize>,
    met_by: &[usize],
) -> String {
    let event = &trace.events[poisoned];
    let cell = event.cell.unwrap_or_default();
    // The guard's own line names the lock as the program does.
    let named_at = guard.and_then(|guard| trace.events.get(guard));
    let name = cell_of_event_in_a_sentence(trace, named_at.unwrap_or(event));
    let guard = guard.and_then(|guard| Guard::new(trace, guard));
    let doing = match (cell_kind(trace, cell), guard) {
        ("Once", guard) => format!(
            " in its closure, which ran{}",
            on_line(trace, guard.and_then(|guard| guard.since))
        ),
        ("LazyLock", guard) => format!(
            " in its initializer, which ran{}",
            on_line(trace, guard.and_then(|guard| guard.since))
        ),
        (_, Some(guard)) => format!(" while it held the guard{}", from(trace, &guard)),
        (_, None) => " while it held it".to_owned(),
    };
    let mut says = format!(
        "{}{} is poisoned: {} panicked{}{doing}.",
        capitalize(&name),
        origin(trace, trace.cell(event)),
        thread_in_a_sentence(trace, event.thread),
        on_line(trace, panicked.and_then(|panic| place_of(trace, panic))),
    );
    let met_by = met_by.iter().filter_map(|met| trace.events.get(*met));
    let met_by: Vec<String> = met_by
        .enumerate()
        .map(|(at, met)| {
            let found = if at == 0 { " found it poisoned" } else { "" };
            let thread = thread_in_a_sentence(trace, met.thread);
            format!("{thread}{found}{}", on_line(trace, met.place.as_ref()))
        })
        .collect();
    if !met_by.is_empty() {
        says += &format!(" {}.", capitalize(&list(&met_by)));
    }
    says
}

/// Returns `` `guard` from line 9``, or what is known of it.
fn from(trace: &Trace, guard: &Guard<'_>) -> String {
    let name = guard.name.map(|name| format!(" `{name}`"));
    let line = guard
        .since
        .map(|since| format!(" from {}", line(trace, since)));
    name.unwrap_or_default() + &line.unwrap_or_default()
}

/// Returns ` (the Mutex made on line 3)` if the cell has a name.
fn origin(trace: &Trace, cell: Option<&TracedCell>) -> String {
    match cell.map(|cell| (&cell.name, &cell.made, &cell.kind)) {
        Some((Some(_), Some(made), kind)) => format!(" (the {kind} made{})", on(trace, made)),
        Some(_) | None => String::new(),
    }
}

fn leak(trace: &Trace, cells: &[u32]) -> String {
    let first = trace
        .cells
        .iter()
        .find(|cell| Some(&cell.id) == cells.first());
    let Some(cell) = first else {
        return String::new();
    };
    let what = match cell.of.as_str() {
        "()" => cell.kind.clone(),
        of => format!("{}<{of}>", cell.kind),
    };
    let made = on_line(trace, cell.made.as_ref());
    let name = cell.name.as_ref();
    let name = name.map_or(String::new(), |name| format!(" (`{name}`)"));
    match cells.len() {
        1 => format!(
            "The {what} made{made}{name} was never dropped, though the program came to its end: something still owns it, or it was leaked."
        ),
        count => format!(
            "{count} {what} made{made}{name} were never dropped, though the program came to its end: something still owns them, or they were leaked."
        ),
    }
}

fn held_too_long(trace: &Trace, guard: usize, waited: usize, contended: usize) -> String {
    let Some(held) = Guard::new(trace, guard) else {
        return String::new();
    };
    let cell = cell_of_event_in_a_sentence(trace, &trace.events[guard]);
    let (waited, contended) = (&trace.events[waited], &trace.events[contended]);
    let does = match action(waited) {
        "sleep" | "sleep_until" | "sleep_ms" => "slept".to_owned(),
        action => format!("waited (`{action}`)"),
    };
    format!(
        "{} {does}{} while it held {cell} (the guard{}), so {} had to wait{}.",
        capitalize(&thread_in_a_sentence(trace, held.thread)),
        on_line(trace, waited.place.as_ref()),
        from(trace, &held),
        thread_in_a_sentence(trace, contended.thread),
        on_line(trace, contended.place.as_ref()),
    )
}
