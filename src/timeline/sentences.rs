//! A trace in sentences, one an event: for screen readers, pipes, and terminals that are too narrow.

use super::has_threads;
use super::lanes::told;
use super::phrases::{cell_name, letter, thread_name, verb};
use crate::verdict::{EventKind, Guards, Trace, TraceEvent, TracedCell};

/// All that happened, in order, a sentence each.
#[must_use]
pub fn sentences(trace: &Trace) -> Vec<String> {
    let mut all: Vec<String> = trace
        .events
        .iter()
        .enumerate()
        .filter_map(|(at, event)| told_of(trace, at, event))
        .collect();
    if trace.truncated {
        all.push("There was more; the rest is left out.".to_owned());
    }
    all
}

/// What happened at one place of the trace; none for what nobody asks about.
#[must_use]
pub fn sentence(trace: &Trace, at: usize) -> Option<String> {
    told_of(trace, at, trace.events.get(at)?)
}

fn told_of(trace: &Trace, at: usize, event: &TraceEvent) -> Option<String> {
    let line = event
        .place
        .as_ref()
        .map_or("Inside std".to_owned(), |place| {
            format!("Line {}", place.line)
        });
    let who = if has_threads(trace) && event.kind != EventKind::Created {
        format!("{line}, {}", thread_name(trace, event.thread))
    } else {
        line
    };
    Some(format!("{who}: {}.", what(trace, at, event)?))
}

fn what(trace: &Trace, at: usize, event: &TraceEvent) -> Option<String> {
    let name = event.cell.map(|cell| cell_name(trace, cell));
    let cell = trace.cell(event);
    Some(match &event.kind {
        EventKind::Acquired {
            access,
            name: variable,
            guards,
            ..
        } => {
            let verb = verb(letter(cell, *access));
            let by = variable
                .as_ref()
                .map_or(String::new(), |variable| format!("`{variable}` "));
            format!("{by}{verb} {}; {}", name?, state(*guards))
        }
        EventKind::Released {
            unwinding, guards, ..
        } => {
            let by = if *unwinding { " by the panic" } else { "" };
            format!("a guard on {} ends{by}; {}", name?, state(*guards))
        }
        EventKind::Refused { access, .. } => {
            let verb = verb(letter(cell, *access)).trim_end_matches('s');
            format!("wants to {verb} {}, and is refused", name?)
        }
        EventKind::Created => {
            // Where std made it, there is nothing to tell: it is written down at its first use.
            event.place.as_ref()?;
            let cell = cell.filter(|cell| !cell.is_stream())?;
            format!("{} is made, a {}<{}>", name?, cell.kind, cell.of)
        }
        EventKind::Dropped => format!("{} is dropped", name?),
        EventKind::Operation { action, value }
            if action != "join" && !cell.is_some_and(TracedCell::is_stream) =>
        {
            let value = value.as_deref().unwrap_or_default();
            let action = format!("{action} {value}");
            format!("{} on {}", action.trim_end(), name?)
        }
        _ => told(trace, at, event)?.0,
    })
}

fn state(guards: Guards) -> String {
    match (guards.writer, guards.readers) {
        (true, _) => "nobody else may come".to_owned(),
        (false, 0) => "it is free".to_owned(),
        (false, 1) => "1 reader".to_owned(),
        (false, readers) => format!("{readers} readers"),
    }
}
