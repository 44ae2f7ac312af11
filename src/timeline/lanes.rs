//! Threads side by side: what each of them did, in the order in which it happened.

use super::GutterTone;
use super::phrases::thread_name;
use crate::verdict::{AccessMode, EventKind, Trace, TraceEvent, TracedCell};

/// A thread's lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The thread.
    pub thread: u32,
    /// What it is called.
    pub name: String,
}

/// One thing that one thread did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The line, where there is one.
    pub line: Option<u32>,
    /// Which lane it stands in.
    pub lane: usize,
    /// What it did.
    pub text: String,
    /// What that means.
    pub tone: GutterTone,
    /// Which event of the trace it is.
    pub event: usize,
}

/// The lanes, and the steps in them.
#[must_use]
pub fn lanes(trace: &Trace) -> (Vec<Lane>, Vec<Step>) {
    let lanes: Vec<Lane> = trace
        .threads
        .iter()
        .map(|thread| Lane {
            thread: thread.id,
            name: thread.name.clone(),
        })
        .collect();
    let steps = trace
        .events
        .iter()
        .enumerate()
        .filter_map(|(at, event)| {
            let lane = lanes.iter().position(|lane| lane.thread == event.thread)?;
            let (text, tone) = told(trace, at, event)?;
            Some(Step {
                line: event.place.as_ref().map(|place| place.line),
                lane,
                text,
                tone,
                event: at,
            })
        })
        .collect();
    (lanes, steps)
}

/// What a thread did, in a few words; none for what nobody asks about.
pub(super) fn told(trace: &Trace, at: usize, event: &TraceEvent) -> Option<(String, GutterTone)> {
    let name = || event.cell.map(|cell| super::cell_name(trace, cell));
    let is_lock = trace.cell(event).is_some_and(|cell| cell.kind == "Mutex");
    let plain = |text: String| Some((text, GutterTone::Plain));
    let quiet = |text: String| Some((text, GutterTone::Quiet));
    match &event.kind {
        EventKind::Acquired { access, .. } => {
            let verb = match access {
                _ if is_lock => "locks",
                AccessMode::Shared => "reads",
                AccessMode::Exclusive => "writes",
            };
            plain(format!("{verb} {}", name()?))
        }
        EventKind::Released { .. } => quiet(format!("lets {} go", name()?)),
        EventKind::Refused { panics, .. } => {
            let tone = if *panics {
                GutterTone::Bad
            } else {
                GutterTone::Plain
            };
            Some((format!("is refused {}", name()?), tone))
        }
        EventKind::Blocked { action, .. } => Some(wait(trace, at, event, action)),
        EventKind::Operation { action, .. } if action == "join" => None,
        EventKind::Operation { value, .. }
            if trace.cell(event).is_some_and(TracedCell::is_stream) =>
        {
            plain(format!("prints {}", value.as_deref().unwrap_or_default()))
        }
        EventKind::Operation { action, value } => {
            let value = value
                .as_ref()
                .map_or(String::new(), |value| format!(" {value}"));
            plain(format!("{action}{value} · {}", name()?))
        }
        EventKind::Poisoned => Some((format!("poisons {}", name()?), GutterTone::Bad)),
        EventKind::Panicked { .. } => Some(("panics".to_owned(), GutterTone::Bad)),
        EventKind::Spawned { child } => quiet(format!("starts {}", thread_name(trace, *child))),
        EventKind::Exited => quiet("ends".to_owned()),
        EventKind::Resumed { in_time: false } => plain("has waited long enough".to_owned()),
        EventKind::Created | EventKind::Dropped | EventKind::Resumed { .. } => None,
    }
}

/// What a thread waits for.
fn wait(trace: &Trace, at: usize, event: &TraceEvent, action: &str) -> (String, GutterTone) {
    let name = event.cell.map(|cell| super::cell_name(trace, cell));
    let name = name.unwrap_or_default();
    let text = match action {
        "join" => format!("waits for {name} to end"),
        "sleep" => "sleeps".to_owned(),
        _ => format!("waits: {action} {name}{}", holder(trace, at, event)),
    };
    let tone = if stays(trace, at, event.thread) {
        GutterTone::Bad
    } else {
        GutterTone::Quiet
    };
    (text, tone)
}

/// Who holds what is waited for, and since which line.
fn holder(trace: &Trace, at: usize, event: &TraceEvent) -> String {
    // Backwards, since whoever holds it has mostly taken it not long ago.
    let mut ended = Vec::new();
    let mut earlier = trace.events[..at].iter().rev();
    let last = earlier.find_map(|earlier| match &earlier.kind {
        EventKind::Acquired { guard, .. } if earlier.cell == event.cell => Some((earlier, *guard)),
        EventKind::Released { guard, .. } => {
            ended.push(*guard);
            None
        }
        _ => None,
    });
    let held = last.filter(|(_, guard)| !ended.contains(guard));
    let Some((by, _)) = held else {
        return String::new();
    };
    let who = if by.thread == event.thread {
        "which it holds itself".to_owned()
    } else {
        format!("held by {}", thread_name(trace, by.thread))
    };
    let since = by
        .place
        .as_ref()
        .map_or(String::new(), |place| format!(" since line {}", place.line));
    format!(", {who}{since}")
}

/// Whether a thread that waits here never goes on.
fn stays(trace: &Trace, at: usize, thread: u32) -> bool {
    !trace.events[at + 1..]
        .iter()
        .any(|later| later.thread == thread)
}
