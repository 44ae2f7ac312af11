//! Threads side by side: what each of them did, in the order in which it happened.

use super::Tone;
use super::phrases::thread_name;
use crate::verdict::{Event, Hold, SeenCell, Trace, What};

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
    pub tone: Tone,
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
pub(super) fn told(trace: &Trace, at: usize, event: &Event) -> Option<(String, Tone)> {
    let name = || event.cell.map(|cell| super::cell_name(trace, cell));
    let is_lock = trace.cell(event).is_some_and(|cell| cell.kind == "Mutex");
    let plain = |text: String| Some((text, Tone::Plain));
    let quiet = |text: String| Some((text, Tone::Quiet));
    match &event.what {
        What::Began { how, .. } => {
            let verb = match how {
                _ if is_lock => "locks",
                Hold::Shared => "reads",
                Hold::Alone => "writes",
            };
            plain(format!("{verb} {}", name()?))
        }
        What::Ended { .. } => quiet(format!("lets {} go", name()?)),
        What::Refused { panics, .. } => {
            let tone = if *panics { Tone::Bad } else { Tone::Plain };
            Some((format!("is refused {}", name()?), tone))
        }
        What::Waits { action, .. } => Some(wait(trace, at, event, action)),
        What::Did { action, .. } if action == "join" => None,
        What::Did { value, .. } if trace.cell(event).is_some_and(SeenCell::is_stream) => {
            plain(format!("prints {}", value.as_deref().unwrap_or_default()))
        }
        What::Did { action, value } => {
            let value = value
                .as_ref()
                .map_or(String::new(), |value| format!(" {value}"));
            plain(format!("{action}{value} · {}", name()?))
        }
        What::Poisoned => Some((format!("poisons {}", name()?), Tone::Bad)),
        What::Panicked { .. } => Some(("panics".to_owned(), Tone::Bad)),
        What::Spawned { child } => quiet(format!("starts {}", thread_name(trace, *child))),
        What::Stopped => quiet("ends".to_owned()),
        What::Goes { in_time: false } => plain("has waited long enough".to_owned()),
        What::Made | What::Dropped | What::Goes { .. } => None,
    }
}

/// What a thread waits for.
fn wait(trace: &Trace, at: usize, event: &Event, action: &str) -> (String, Tone) {
    let name = event.cell.map(|cell| super::cell_name(trace, cell));
    let name = name.unwrap_or_default();
    let text = match action {
        "join" => format!("waits for {name} to end"),
        "sleep" => "sleeps".to_owned(),
        _ => format!("waits: {action} {name}{}", holder(trace, at, event)),
    };
    let tone = if stays(trace, at, event.thread) {
        Tone::Bad
    } else {
        Tone::Quiet
    };
    (text, tone)
}

/// Who holds what is waited for, and since which line.
fn holder(trace: &Trace, at: usize, event: &Event) -> String {
    // Backwards, since whoever holds it has mostly taken it not long ago.
    let mut ended = Vec::new();
    let mut earlier = trace.events[..at].iter().rev();
    let last = earlier.find_map(|earlier| match &earlier.what {
        What::Began { guard, .. } if earlier.cell == event.cell => Some((earlier, *guard)),
        What::Ended { guard, .. } => {
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
