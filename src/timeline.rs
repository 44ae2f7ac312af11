//! A trace laid out for reading: guards in a gutter beside the source, threads in lanes, or all of it in sentences.
//!
//! Rows of plain text with a word on what each part means; colours, widths and terminals are for those who draw.

mod gutter;
mod lanes;
mod phrases;
mod sentences;

pub use gutter::{GutterRow, gutter};
pub use lanes::{Lane, Step, lanes};
pub use phrases::{cell_name, thread_name};
pub use sentences::{sentence, sentences};

use crate::verdict::{EventKind, Trace, TraceEvent, TracedCell};

/// What a note means to the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GutterTone {
    /// As it goes.
    Plain,
    /// What matters less.
    Quiet,
    /// What went wrong.
    Bad,
}

/// Whether more than one thread did something: then lanes show more than a gutter.
#[must_use]
pub fn has_threads(trace: &Trace) -> bool {
    trace.threads.len() > 1
}

/// Whether there is nothing to show. What one thread alone prints is no news: it stands in the output.
#[must_use]
pub fn is_empty(trace: &Trace) -> bool {
    let prints = |event: &TraceEvent| trace.cell(event).is_some_and(TracedCell::is_stream);
    !trace.events.iter().any(|event| match event.kind {
        EventKind::Created | EventKind::Dropped | EventKind::Spawned { .. } | EventKind::Exited => {
            false
        }
        EventKind::Operation { .. } => has_threads(trace) || !prints(event),
        _ => true,
    })
}
