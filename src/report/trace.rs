//! A traced run: guards beside the source or threads in lanes, every event in a sentence, and what the run means.
//!
//! A timeline has no widths and no colors: only bars, lanes and steps. The caller passes in where the reader is, and
//! `rows` decides where on the terminal a bar goes.

mod compared;
mod cut_short;
pub(in crate::report) mod events;
mod explanation;
mod files;
mod folding;
mod gutter;
mod headline;
mod lanes;
pub(in crate::report) mod names;
mod race_steps;
mod reason;
mod refusal_path;
mod spans;
mod states;
#[cfg(test)]
mod tests;
mod timeline;
mod untraced;

pub use compared::{main_difference, why_it_passed};
pub use events::{sentence, sentence_beside};
pub use explanation::{explanation_text, help_text};
pub use files::{drawing_of_files, run_blocks_of_files};
pub(in crate::report) use headline::{but, faults};
pub use lanes::{ThreadPlace, thread_places};
pub use names::{access_of_guard, cell_name};
pub use reason::{brief_reason, brief_reasons};
pub use states::{CellState, states_after};
pub use timeline::{
    Bar, EventSentence, Focus, GuardChange, GutterLine, LaneHolder, LaneRow, LaneState, LaneStep,
    Lanes, Moment, Picture, Timeline,
};
pub use untraced::{Untraced, failed, untraced};

use super::{Block, CodeLine, NextStep, Tone};
use crate::text::plural;
use crate::verdict::{
    EventKind, Explanation, Exploration, Place, Trace, TraceEvent, TracedCell, Verdict,
};
use cut_short::cut_short;
use folding::{ListedRow, marked};
use headline::headline;
use lanes::LaneStates;
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use untraced::what_a_trace_shows;

/// Whether more than one thread did something: then lanes show more than a gutter.
#[must_use]
pub fn has_threads(trace: &Trace) -> bool {
    trace.threads.len() > 1
}

/// Whether there is nothing to show. What one thread alone prints is already in the output.
#[must_use]
pub fn is_empty(trace: &Trace) -> bool {
    let prints = |event: &TraceEvent| trace.cell(event).is_some_and(TracedCell::is_stream);
    !trace.events.iter().any(|event| match event.kind {
        EventKind::Created | EventKind::Dropped | EventKind::Spawned { .. } | EventKind::Exited => {
            false
        }
        EventKind::Operation { .. } => has_threads(trace) || !prints(event),
        EventKind::Acquired { .. }
        | EventKind::Released { .. }
        | EventKind::Refused { .. }
        | EventKind::Blocked { .. }
        | EventKind::Resumed { .. }
        | EventKind::Poisoned
        | EventKind::Panicked { .. } => true,
    })
}

/// Returns a run that was traced by itself: how it ended, the timeline, and what it means.
#[must_use]
pub fn run_blocks(trace: &Trace, focus: Focus<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::Headline(headline(trace))];
    blocks.extend(timeline(trace, focus));
    blocks.extend(explanations(trace));
    blocks
}

/// Returns the part that follows a verdict: the timeline if it is short, and what it means.
#[must_use]
pub fn below_a_verdict(
    trace: &Trace,
    verdict: Option<&Verdict>,
    file: &str,
    source: &str,
) -> Vec<Block> {
    /// Only `trace` shows longer timelines.
    const AT_MOST: usize = 24;
    let focus = Focus {
        file,
        source,
        cell: None,
        event: None,
        all: true,
        page: None,
        failing: None,
    };
    let mut blocks = Vec::new();
    if !is_empty(trace) {
        let title = if has_threads(trace) {
            "Threads"
        } else {
            "Borrows"
        };
        let timeline = timeline_of(trace, focus);
        let lines = match &timeline.picture {
            Picture::Gutter(lines) => lines.len(),
            Picture::Lanes(lanes) => lanes.rows.len(),
        };
        if lines > 0 {
            blocks.push(Block::Heading(title.to_owned()));
            if lines <= AT_MOST {
                blocks.push(Block::Timeline(timeline));
                blocks.extend(lines_of_test(trace, focus));
            } else {
                let events = plural(timeline.sentences.len(), "event");
                blocks.push(Block::next_step(
                    NextStep::Trace,
                    &format!("shows all {events} of the run"),
                ));
            }
        }
    }
    blocks.extend(explanations_beside(trace, verdict, None));
    blocks
}

/// Returns the timeline, or why there is none.
#[must_use]
pub fn timeline(trace: &Trace, focus: Focus<'_>) -> Vec<Block> {
    if is_empty(trace) {
        // The explanations say more.
        if trace.omitted_events > 0 && !trace.explanations.is_empty() {
            return Vec::new();
        }
        let nothing = if trace.omitted_events > 0 {
            "This run was longer than its record, and nothing was borrowed, locked or waiting at its end."
        } else {
            "Nothing to show: this run used no `RefCell`, lock or thread."
        };
        let says = cut_short(trace).unwrap_or_else(|| nothing.to_owned());
        return vec![Block::Prose(says), what_a_trace_shows()];
    }
    let mut blocks = vec![Block::Timeline(timeline_of(trace, focus))];
    blocks.extend(lines_of_test(trace, focus));
    blocks
}

/// Returns the lines of the hidden test on which something happened: the learner does not have its file.
fn lines_of_test(trace: &Trace, focus: Focus<'_>) -> Vec<Block> {
    if trace.test_lines.is_empty() || !has_threads(trace) {
        return Vec::new();
    }
    let shown: BTreeSet<u32> = shown(trace, focus)
        .filter(|at| events::in_lane(trace, *at).is_some())
        .filter_map(|at| trace.events[at].place.as_ref())
        .filter(|place| place.is_in_test())
        .map(|place| place.line)
        .collect();
    let lines = trace.test_lines.iter();
    let lines = lines
        .filter(|(number, _)| shown.contains(number))
        .map(|(number, text)| CodeLine {
            number: *number,
            text: text.clone(),
            mark: None,
        });
    let lines: Vec<CodeLine> = lines.collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let says = "These lines are in the hidden test (a `t` in front of the number):";
    vec![
        Block::Note(Tone::Quiet, says.to_owned()),
        Block::Code(lines),
    ]
}

fn timeline_of(trace: &Trace, focus: Focus<'_>) -> Timeline {
    let test_letter = |place: &Place| place.is_in_test().then_some('t');
    let (picture, hidden_in_picture) = if has_threads(trace) {
        let (mut lanes, hidden) = lanes(trace, focus, test_letter);
        let is_lettered = |row: &LaneRow| matches!(row, LaneRow::Step(step) if step.file.is_some());
        lanes.has_test_lines = lanes.rows.iter().any(is_lettered);
        (Picture::Lanes(lanes), hidden)
    } else {
        let (lines, hidden) = gutter::lines(trace, focus);
        (Picture::Gutter(lines), hidden)
    };
    let (sentences, hidden_in_sentences) = sentences(trace, focus);
    Timeline {
        picture,
        sentences,
        hidden_in_picture,
        hidden_in_sentences,
    }
}

/// Returns the sentences, and how many events have none because the listing is too long.
fn sentences(trace: &Trace, focus: Focus<'_>) -> (Vec<EventSentence>, usize) {
    let listed = seen(trace, focus, |at| events::has_sentence(trace, at));
    let rows = folding::rows(trace, focus, &listed);
    let hidden = folding::hidden(&listed, &rows);
    let marked = marked(trace);
    let sentences = rows.into_iter().filter_map(|row| {
        Some(match row {
            ListedRow::Event { at, times } => EventSentence {
                event: at,
                says: events::repeated_sentence(trace, at, times)?,
                current: focus.event == Some(at),
                marked: marked.contains(&at),
            },
            ListedRow::Folded { from, says, .. } => EventSentence {
                event: from,
                says,
                current: false,
                marked: false,
            },
        })
    });
    (sentences.collect(), hidden)
}

/// Returns the indices of the events that have a row: all of them, or those that can be in view.
fn seen(trace: &Trace, focus: Focus<'_>, has_row: impl Fn(usize) -> bool) -> Vec<usize> {
    let shown: Vec<usize> = shown(trace, focus).collect();
    let has_row = |at: &usize| has_row(*at);
    let Some((event, page)) = focus.event.zip(focus.page) else {
        return shown.into_iter().filter(has_row).collect();
    };
    let (before, after) = shown.split_at(shown.partition_point(|at| *at < event));
    let before = before.iter().rev().copied().filter(has_row).take(page);
    let mut seen: Vec<usize> = before.collect();
    seen.reverse();
    seen.extend(after.iter().copied().filter(has_row).take(page + 1));
    seen
}

/// Returns the indices of the events that are shown.
fn shown(trace: &Trace, focus: Focus<'_>) -> impl Iterator<Item = usize> {
    let events = trace.events.iter().enumerate();
    let shown = events.filter(move |(_, event)| focus.cell.is_none() || event.cell == focus.cell);
    shown.map(|(at, _)| at)
}

/// Returns the lanes, and how many events have no row because there are too many.
fn lanes(
    trace: &Trace,
    focus: Focus<'_>,
    file_letter: impl Fn(&Place) -> Option<char>,
) -> (Lanes, usize) {
    let lane = |event: &TraceEvent| {
        let mut threads = trace.threads.iter();
        threads.position(|thread| thread.id == event.thread)
    };
    let listed = shown(trace, focus)
        .filter(|at| lane(&trace.events[*at]).is_some() && events::in_lane(trace, *at).is_some());
    let listed: Vec<usize> = listed.collect();
    let rows = folding::rows(trace, focus, &listed);
    let hidden = folding::hidden(&listed, &rows);
    let mut marked = marked(trace);
    let race = focus.failing.and_then(race_steps::race_of);
    let compared = focus.failing.into_iter();
    marked.extend(compared.flat_map(|failing| compared::differing_steps(trace, failing)));
    let mut states = LaneStates::new(trace);
    let mut step = |at: usize, times: usize| {
        let (words, tone) = events::in_lane(trace, at)?;
        let words = match times {
            1 => words,
            times => format!("{} ({times} times)", events::without_value(trace, at)?),
        };
        let place = events::place(trace, at);
        let lane = lane(&trace.events[at])?;
        Some(LaneStep {
            event: at,
            line: place.map(|place| place.line),
            file: place.and_then(&file_letter),
            lane,
            states: states.after(at),
            holder: states.holder(lane).and_then(|holder| {
                let words = events::wait_in_lane(trace, at)?;
                Some(LaneHolder {
                    lane: holder,
                    words,
                })
            }),
            guard: GuardChange::with(&trace.events[at].kind),
            starts: if let EventKind::Spawned { child } = trace.events[at].kind {
                states.lane(child)
            } else {
                None
            },
            words: words + &events::for_caller(trace, at) + &race_steps::in_lane(trace, at, race),
            tone,
            moment: match focus.event.map(|now| at.cmp(&now)) {
                Some(Ordering::Equal) => Moment::Present,
                Some(Ordering::Greater) => Moment::Future,
                Some(Ordering::Less) | None => Moment::Past,
            },
            marked: marked.contains(&at),
        })
    };
    let rows = rows.into_iter().filter_map(|row| match row {
        ListedRow::Event { at, times } => step(at, times).map(LaneRow::Step),
        ListedRow::Folded { says, .. } => Some(LaneRow::Folded(says.replace('`', ""))),
    });
    // A cycle is closed only if all of its waits are shown.
    let is_shown = |in_cycle: &usize| {
        let mut events = trace.events.iter();
        let last = events.rposition(|event| lane(event) == Some(*in_cycle));
        last.is_some_and(|last| listed.contains(&last))
    };
    let mut cycle = LaneStates::new(trace).cycle();
    if !cycle.iter().all(is_shown) {
        cycle.clear();
    }
    let threads = trace.threads.iter();
    let lanes = Lanes {
        threads: threads.map(|thread| thread.name.clone()).collect(),
        rows: rows.collect(),
        cycle,
        has_test_lines: false,
    };
    (lanes, hidden)
}

/// Returns the trace as JSON, in which each explanation also has its sentence, under `message`.
#[must_use]
pub fn json(trace: &Trace) -> Value {
    let mut json = serde_json::to_value(trace).unwrap_or_default();
    let written = json["explanations"].as_array_mut().into_iter().flatten();
    for (written, explanation) in written.zip(&trace.explanations) {
        written["message"] = explanation_text(trace, explanation).into();
        if let Some(help) = help_text(trace, explanation) {
            written["help"] = help.into();
        }
    }
    json
}

/// Returns an exploration as JSON, with the sentences of its trace.
#[must_use]
pub fn exploration_json(found: &Exploration) -> Value {
    let mut exploration = serde_json::to_value(found).unwrap_or_default();
    if let Some(failing) = &found.failing_trace {
        exploration["failing_trace"] = json(failing);
    }
    if !found.compared.is_empty() {
        exploration["compared"] = found.compared.iter().map(json).collect();
    }
    exploration
}

/// Says what a run means: its explanations, and whether a part of the run is missing.
#[must_use]
pub fn explanations(trace: &Trace) -> Vec<Block> {
    explanations_beside(trace, None, None)
}

/// Returns what an explanation says, and what usually helps.
pub(super) fn explanation_with_help(
    trace: &Trace,
    explanation: &Explanation,
) -> impl Iterator<Item = Block> {
    let help = help_text(trace, explanation);
    let help = help.map(|help| Block::Note(Tone::Quiet, format!("help: {help}")));
    let says = Block::Prose(explanation_text(trace, explanation));
    [says].into_iter().chain(help)
}

/// Says what a run of a graded file means. Leaves out what usually helps if the lesson has feedback of its own, which
/// is written for this file. If only one cell is shown, an explanation of others is replaced by where it belongs.
#[must_use]
pub fn explanations_beside(
    trace: &Trace,
    verdict: Option<&Verdict>,
    cell: Option<u32>,
) -> Vec<Block> {
    let feedback = verdict.and_then(|verdict| verdict.feedback.as_ref());
    let is_advised = feedback.is_some_and(|feedback| feedback.by_lesson);
    let said = if is_advised { 1 } else { 2 };
    let mut blocks: Vec<Block> = Vec::new();
    for one in &trace.explanations {
        if let Some(says) = explanation::subject_elsewhere(trace, one, cell) {
            blocks.push(Block::Prose(says));
        } else {
            blocks.extend(explanation_with_help(trace, one).take(said));
        }
    }
    if !is_empty(trace) {
        blocks.extend(cut_short(trace).map(Block::Prose));
    }
    if trace.omitted_events > 0 {
        let says = format!(
            "Not shown: {}. Of a long run, cellmate keeps only the last events and what was still alive when they began.",
            plural(trace.omitted_events, "earlier event")
        );
        blocks.push(Block::Note(Tone::Quiet, says));
    }
    if trace.unreached_events > 0 {
        let says = format!(
            "Not shown: {} that the failing schedule never gets to.",
            plural(trace.unreached_events, "later event")
        );
        blocks.push(Block::Note(Tone::Quiet, says));
    }
    if trace.truncated {
        let says = "The run has more events than cellmate records.";
        blocks.push(Block::Note(Tone::Quiet, says.to_owned()));
    }
    blocks
}

/// Returns the events to step through, by their indices in the trace: of one cell, or of all.
#[must_use]
pub fn steps(trace: &Trace, cell: Option<u32>) -> Vec<usize> {
    // Beside the code, the creation of a cell has a line of its own; in lanes it has none.
    let in_lanes = has_threads(trace);
    let counts = |event: &TraceEvent| match event.kind {
        EventKind::Dropped | EventKind::Exited | EventKind::Resumed { timed_out: false } => false,
        // A cell without a place was created inside std.
        EventKind::Created => !in_lanes && event.place.is_some(),
        EventKind::Acquired { .. }
        | EventKind::Released { .. }
        | EventKind::Refused { .. }
        | EventKind::Blocked { .. }
        | EventKind::Resumed { timed_out: true }
        | EventKind::Operation { .. }
        | EventKind::Poisoned
        | EventKind::Panicked { .. }
        | EventKind::Spawned { .. } => true,
    };
    let all = trace.events.iter().enumerate();
    let all = all.filter(|(_, event)| counts(event));
    let of_it = all.filter(|(_, event)| cell.is_none() || event.cell == cell);
    let found: Vec<usize> = of_it.map(|(at, _)| at).collect();
    // If one thread only creates cells and prints, there is nothing to see beside the code.
    let is_idle = |at: &usize| {
        let event = &trace.events[*at];
        let cell = trace.cell(event);
        event.kind == EventKind::Created || cell.is_some_and(TracedCell::is_stream)
    };
    if !in_lanes && found.iter().all(is_idle) {
        return Vec::new();
    }
    found
}

/// Returns the cells that can be shown alone: those that the run used, without stdout and stderr.
#[must_use]
pub fn used_cells(trace: &Trace) -> Vec<u32> {
    let used = |cell: &&TracedCell| trace.events.iter().any(|event| event.cell == Some(cell.id));
    let all = trace.cells.iter().filter(|cell| !cell.is_stream());
    all.filter(used).map(|cell| cell.id).collect()
}

/// Returns the event that the reader is at, and the guards of each cell after it; `events` are those that are counted.
#[must_use]
pub fn step(trace: &Trace, events: &[usize], event: usize) -> Vec<Block> {
    let number = events.iter().position(|at| *at == event).unwrap_or(0) + 1;
    let says = sentence(trace, event).unwrap_or_default();
    let mut blocks = vec![Block::Note(
        Tone::Neutral,
        format!("Event {number} of {}. {says}", events.len()),
    )];
    let states = states_after(trace, event, None);
    if !states.is_empty() {
        let states: Vec<String> = states.into_iter().map(|state| state.says).collect();
        let says = format!("Now {}.", states.join(", "));
        blocks.push(Block::Note(Tone::Quiet, says));
    }
    blocks
}

/// Returns the cells that were used, each with where it was created; `only` is the only one that is shown.
#[must_use]
pub fn cells(trace: &Trace, only: Option<u32>) -> Vec<Block> {
    let used = used_cells(trace);
    let cells = trace.cells.iter().filter(|cell| used.contains(&cell.id));
    let lines = cells.enumerate().map(|(at, cell)| {
        let made = cell.created_at.as_ref();
        let made = made.map(|place| format!(", created on line {}", place.line));
        let only = if only == Some(cell.id) {
            " (only this one is shown)"
        } else {
            ""
        };
        let name = cell_name(trace, cell.id);
        let number = at + 1;
        format!(
            "{number}: {name}, {}{}{only}",
            names::a_type(cell),
            made.unwrap_or_default()
        )
    });
    let heading = format!("{} in this run", plural(used.len(), "cell"));
    vec![Block::Heading(heading), Block::Lines(lines.collect())]
}
