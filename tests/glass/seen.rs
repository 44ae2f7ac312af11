//! What was seen of a program, in the notation of its comments.

use crate::notation::{Expected, Marks};
use cellmate::report::trace::{Focus, LaneRow, Picture};
use cellmate::report::{self, Block};
use cellmate::rows;
use cellmate::verdict::{AccessMode, EventKind, RunEnd, Trace};
use std::collections::{BTreeMap, BTreeSet};

/// The label of each guard, by number, and what was wrong with its name.
type Guards = BTreeMap<u32, String>;

/// The marks of a run.
pub(crate) fn marks(trace: &Trace, text: &str) -> Marks {
    let guards = labeled(trace, text);
    let mut found: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    for (index, event) in trace.events.iter().enumerate() {
        let Some(place) = &event.place else { continue };
        let mark = match &event.kind {
            EventKind::Acquired { guard, access, .. } => {
                let does = match access {
                    AccessMode::Shared => "reads",
                    AccessMode::Exclusive => "writes",
                };
                format!("{does} {}", guards[guard])
            }
            EventKind::Released { guard, .. } => {
                format!("ends {}", guards.get(guard).map_or("?", String::as_str))
            }
            EventKind::Refused { panics: true, .. } => "conflict".to_owned(),
            EventKind::Refused { panics: false, .. } => "refused".to_owned(),
            EventKind::Blocked { .. } if stands(trace, index) => "stands".to_owned(),
            _ => continue,
        };
        found.entry(place.line).or_default().insert(mark);
    }
    let sorted = found.into_iter();
    sorted
        .map(|(line, marks)| (line, marks.into_iter().collect()))
        .collect()
}

/// Whether a thread never continued from there, in a run that came to a standstill.
fn stands(trace: &Trace, index: usize) -> bool {
    let event = &trace.events[index];
    let mut after = trace.events[index..].iter();
    let goes = |what: &EventKind| matches!(what, EventKind::Resumed { .. });
    trace.ending == RunEnd::Deadlock
        && !after.any(|later| later.thread == event.thread && goes(&later.kind))
}

/// Gives guards the labels of the line where they began, in the order of their columns.
fn labeled(trace: &Trace, text: &str) -> Guards {
    let mut columns: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let begins = || {
        trace.events.iter().filter_map(|event| match &event.kind {
            EventKind::Acquired { guard, name, .. } => Some((*guard, name, event.place.as_ref())),
            _ => None,
        })
    };
    for place in begins().filter_map(|(.., place)| place) {
        columns.entry(place.line).or_default().insert(place.column);
    }
    let mut found = Guards::new();
    for (guard, name, place) in begins() {
        let label = place.and_then(|place| {
            let at = columns[&place.line]
                .iter()
                .position(|c| *c == place.column)?;
            Expected::labels(text, place.line).get(at).copied()
        });
        let label = match (label, name) {
            (Some(label), None) if label.starts_with('_') => label.to_owned(),
            (Some(label), Some(name)) if label == name => label.to_owned(),
            (Some(label), _) => format!("{label} (named {name:?})"),
            (None, _) => "?".to_owned(),
        };
        found.insert(guard, label);
    }
    found
}

/// All events as sentences.
pub(crate) fn listing(trace: &Trace, text: &str) -> String {
    let focus = Focus {
        file: &trace.file,
        source: text,
        cell: None,
        event: None,
        all: true,
        page: None,
        failing: None,
    };
    let options = rows::Options {
        prose: 200,
        width: None,
        columns: 200,
        page: None,
        pictures: false,
        styled: false,
        typed: 10,
        tints: false,
    };
    let blocks = report::trace::run_blocks(trace, focus);
    let rows = rows::lay_out(&blocks, options, &|_| None);
    let rows = rows.iter().map(rows::Row::text);
    rows.collect::<Vec<_>>().join("\n")
}

/// The rows of the drawing in which something happens, without the source.
pub(crate) fn drawing(trace: &Trace, text: &str) -> Vec<String> {
    let focus = Focus {
        file: &trace.file,
        source: text,
        cell: None,
        event: None,
        all: true,
        page: None,
        failing: None,
    };
    let blocks = report::trace::timeline(trace, focus);
    let timeline = blocks.iter().find_map(|block| match block {
        Block::Timeline(timeline) => Some(timeline),
        _ => None,
    });
    let number = |line: Option<u32>| line.map_or(String::new(), |line| line.to_string());
    match timeline.map(|timeline| &timeline.picture) {
        Some(Picture::Gutter(lines)) => {
            let happens = lines.iter().filter(|line| line.note.is_some());
            happens
                .map(|line| {
                    let bars: String = line.bars.iter().map(|bar| bar.sign()).collect();
                    let note = line.note.as_ref().map_or("", |(_, note)| note);
                    format!("{} {bars} {note}", number(line.number))
                })
                .collect()
        }
        Some(Picture::Lanes(lanes)) => {
            let rows = lanes.rows.iter().filter_map(|row| match row {
                LaneRow::Step(step) => Some(step),
                LaneRow::Folded(_) => None,
            });
            rows.map(|step| format!("{} {} {}", number(step.line), step.lane, step.words))
                .collect()
        }
        None => Vec::new(),
    }
}

/// How a run ended, in one word.
pub(crate) fn ending(trace: &Trace) -> String {
    match &trace.ending {
        RunEnd::Outcome { outcome } => outcome.kind().as_str().to_owned(),
        RunEnd::Deadlock => "deadlock".to_owned(),
        ending if ending.spins() => "spinning".to_owned(),
        RunEnd::StepLimit { .. } => "endless".to_owned(),
        RunEnd::Diverged => "diverged".to_owned(),
        RunEnd::NotFollowed { .. } => "not-followed".to_owned(),
    }
}
