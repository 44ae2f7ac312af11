//! Guards beside the source: where each begins, the lines that it lives through, and where it is dropped.

use super::folding::Explained;
use super::names::{acquires, cell_of_event};
use super::refusal_path::{self, RefusalPath};
use super::spans::{GuardSpan, Note, spans};
use super::{Bar, Focus, GutterLine, Moment};
use crate::report::Tone;
use crate::verdict::{AccessMode, EventKind, Trace, TraceEvent, TracedAction, TracedCell};
use std::collections::{BTreeMap, BTreeSet};

/// A guard that lives through at most this many lines has all of them shown.
const MAX_LIVED: u32 = 12;

/// The maximum number of rows of a drawing that also shows what no explanation is about.
const MAX_ROWS: usize = 40;

/// The maximum number of notes to show for one line.
const MAX_NOTES: usize = 8;

/// Returns the lines on which something happened, with their guards, and how many events are left out.
pub(super) fn lines(trace: &Trace, focus: Focus<'_>) -> (Vec<GutterLine>, usize) {
    let focus = match refusal_path::lines(trace, focus) {
        Some(path) => match cell_before_path(trace, focus, &path) {
            Some(cell) => Focus {
                cell: Some(cell),
                ..focus
            },
            None => return (with_event(trace, focus, path), 0),
        },
        None => focus,
    };
    let events: Vec<(usize, &TraceEvent)> = super::shown(trace, focus)
        .map(|at| (at, &trace.events[at]))
        .collect();
    let lines = lines_of(trace, focus, &events, true);
    let explained = Explained::new(trace);
    let is_short = lines.len() <= MAX_ROWS && !explained.is_leak;
    if focus.shows_all() || is_short || explained.is_empty() {
        return (lines, 0);
    }
    // For a leak, the events of other values are left out, so counts would not cover the whole run.
    let counts = !explained.is_leak;
    let mut close = events.clone();
    close.retain(|(at, event)| explained.is_about(*at, event));
    let mut of_close = lines_of(trace, focus, &close, counts);
    if of_close.len() > MAX_ROWS {
        close.retain(|(at, _)| explained.events.contains(at));
        of_close = lines_of(trace, focus, &close, counts);
    }
    if of_close.is_empty() || of_close.len() >= lines.len() {
        return (lines, 0);
    }
    (of_close, events.len() - close.len())
}

/// Returns the cell of the event that the reader is at, if the event is before the path and about the guards of another
/// cell: drawn beside the path, its guards would look as if they belonged to the path.
fn cell_before_path(trace: &Trace, focus: Focus<'_>, path: &RefusalPath) -> Option<u32> {
    let now = focus.event.filter(|now| *now < path.began)?;
    let cell = trace.events.get(now)?.cell;
    let cell = cell.filter(|_| cell != path.cell)?;
    let mut events = trace.events.iter();
    let has_guards = events
        .any(|event| event.cell == Some(cell) && matches!(event.kind, EventKind::Acquired { .. }));
    has_guards.then_some(cell)
}

/// Returns the path, and the event that the reader is at, if that isn't on it.
fn with_event(trace: &Trace, focus: Focus<'_>, path: RefusalPath) -> Vec<GutterLine> {
    let mut lines = path.lines;
    let Some(now) = focus.event else {
        return lines;
    };
    if now < path.began {
        let events = trace.events.iter().enumerate().take(path.began);
        let earlier: Vec<(usize, &TraceEvent)> = events
            .filter(|(_, event)| event.cell == path.cell)
            .collect();
        let mut before = lines_of(trace, focus, &earlier, true);
        let is_open = |last: &GutterLine| last.number.is_some() || last.note.is_some();
        if before.last().is_some_and(is_open) {
            before.push(GutterLine {
                source: "…".to_owned(),
                ..GutterLine::default()
            });
        }
        before.append(&mut lines);
        lines = before;
    } else if lines.iter().all(|line| line.moment != Moment::Present) {
        insert_event(trace, focus, &mut lines);
    }
    let columns = lines.iter().map(|line| line.bars.len()).max().unwrap_or(0);
    for line in &mut lines {
        line.bars.resize(columns, Bar::Empty);
    }
    lines
}

/// Adds the line of the event that the reader is at, or marks it, if the row before it is of the same line.
fn insert_event(trace: &Trace, focus: Focus<'_>, lines: &mut Vec<GutterLine>) {
    let event = focus.event.and_then(|now| trace.events.get(now));
    let place = event.and_then(|event| event.place.as_ref());
    let Some(place) = place.filter(|place| place.file == focus.file) else {
        return;
    };
    let is_future = |line: &GutterLine| line.moment == Moment::Future;
    let at = lines.iter().position(is_future).unwrap_or(lines.len());
    let Some(before) = lines[..at].last_mut() else {
        return;
    };
    if before.number == Some(place.line) {
        before.moment = Moment::Present;
        return;
    }
    let mut source = focus.source.lines().zip(1..);
    let Some((source, _)) = source.find(|(_, line)| *line == place.line) else {
        return;
    };
    let here = GutterLine {
        number: Some(place.line),
        source: source.trim().to_owned(),
        bars: before.bars.iter().map(|bar| bar.below()).collect(),
        write_guards: before.write_guards.clone(),
        moment: Moment::Present,
        ..GutterLine::default()
    };
    lines.insert(at, here);
}

fn lines_of(
    trace: &Trace,
    focus: Focus<'_>,
    events: &[(usize, &TraceEvent)],
    counts: bool,
) -> Vec<GutterLine> {
    let spans = spans(trace, events, focus);
    let mut notes: BTreeMap<u32, Vec<Note>> = BTreeMap::new();
    for (at, event) in events {
        let place = event
            .place
            .as_ref()
            .filter(|place| place.file == focus.file);
        if let Some(line) = place.map(|place| place.line)
            && let Some(note) = note(trace, *at, &spans)
        {
            let all = notes.entry(line).or_default();
            match all.iter_mut().find(|other| other.is_like(&note)) {
                Some(same) => same.add(note),
                None => all.push(note),
            }
        }
    }
    for span in &spans {
        span.write(&mut notes, focus.event);
    }
    for notes in notes.values_mut() {
        notes.sort_by_key(|note| note.order);
        for note in notes.iter_mut().filter(|_| !counts) {
            note.is_counted = false;
        }
        if !focus.shows_all() {
            shorten(notes);
        }
    }
    let now = focus
        .event
        .and_then(|at| trace.events.get(at)?.place.as_ref());
    let mut all = notes.values().flatten();
    let gutter = Gutter {
        shown: shown(&notes, &spans, now.map(|place| place.line)),
        spans,
        line: now.map(|place| place.line),
        event: focus.event,
        is_noted: all.any(|note| focus.event.is_some_and(|now| note.events.contains(&now))),
    };
    gutter.lines(focus.source, notes)
}

/// If there are too many notes, leaves out some in the middle that draw nothing.
fn shorten(notes: &mut Vec<Note>) {
    let Some(more) = notes.len().checked_sub(MAX_NOTES) else {
        return;
    };
    let mut middle = 0;
    notes.retain(|note| {
        let is_quiet = note.bars.is_empty() && note.tone != Tone::Bad;
        middle += usize::from(is_quiet);
        !is_quiet || middle <= 1 || middle > more + 2
    });
    if middle > 2 {
        let order = notes[0].order + 1;
        let text = format!("… {more} more");
        let note = Note {
            text,
            tone: Tone::Quiet,
            events: Vec::new(),
            is_counted: true,
            order,
            bars: Vec::new(),
            access: None,
            of_any: None,
        };
        notes.insert(1, note);
    }
}

/// Returns the note for an event, unless a guard begins or ends there: those have notes of their own.
fn note(trace: &Trace, at: usize, spans: &[GuardSpan]) -> Option<Note> {
    let event = &trace.events[at];
    let cell = trace.cell(event);
    let name = || cell_of_event(trace, event);
    let note = |text: String, tone: Tone| {
        Some(Note {
            text,
            tone,
            events: vec![at],
            is_counted: true,
            order: at,
            bars: Vec::new(),
            access: None,
            of_any: None,
        })
    };
    // The guard may be in the way in a function that is above its own in the file; the lines of that function are not
    // next to the guard's bar.
    let is_beside = |span: &GuardSpan| {
        let line = event.place.as_ref().map(|place| place.line);
        line.is_some_and(|line| (span.from..=span.to).contains(&line))
    };
    let blocking_bars = || {
        let spans = spans.iter();
        let alive = spans.filter(|span| span.is_alive_at(at, event.cell) && is_beside(span));
        alive.map(|span| (span.column, Bar::Refuses)).collect()
    };
    match &event.kind {
        EventKind::Created => {
            let cell = cell.filter(|cell| cell.name.is_some())?;
            let name = cell.name.as_deref().unwrap_or_default();
            let created = note(format!("`{name}` is created"), Tone::Quiet)?;
            // A cell is recorded at its first use, so their number may be too low.
            Some(Note {
                is_counted: false,
                ..created
            })
        }
        EventKind::Refused { access, panics } => {
            let (verb, how) = acquires(cell, *access);
            let verb = verb.trim_end_matches('s');
            Some(Note {
                text: if has_one_cell(trace) {
                    format!("✗ cannot {verb}{how}")
                } else {
                    format!("✗ cannot {verb} {}{how}", name()?)
                },
                tone: if *panics { Tone::Bad } else { Tone::Notice },
                events: vec![at],
                is_counted: true,
                order: at,
                bars: blocking_bars(),
                access: None,
                of_any: None,
            })
        }
        EventKind::Blocked { action, .. } if *action != TracedAction::Join => {
            let waits = note(format!("… waits for {}", name()?), Tone::Bad)?;
            Some(Note {
                bars: blocking_bars(),
                ..waits
            })
        }
        // The report shows what was printed above the picture.
        EventKind::Operation { .. } if cell.is_some_and(TracedCell::is_stream) => None,
        EventKind::Operation { action, value, .. } => {
            let value = value.as_ref().map(|value| format!(": {value}"));
            let value = value.unwrap_or_default();
            let of_any = cell.and_then(|cell| cell.disambiguation.and(cell.name.as_ref()));
            Some(Note {
                of_any: of_any.map(|name| format!("`{name}` {action}{value}")),
                ..note(format!("{} {action}{value}", name()?), Tone::Notice)?
            })
        }
        EventKind::Poisoned => note(format!("{} is poisoned", name()?), Tone::Bad),
        EventKind::Panicked { .. } if is_of_refusal(trace, at) => None,
        EventKind::Panicked { .. } => note("panic".to_owned(), Tone::Bad),
        EventKind::Acquired { .. }
        | EventKind::Released { .. }
        | EventKind::Blocked { .. }
        | EventKind::Resumed { .. }
        | EventKind::Dropped
        | EventKind::Spawned { .. }
        | EventKind::Exited => None,
    }
}

/// Whether a panic is that of a refused borrow, which has a note of its own.
fn is_of_refusal(trace: &Trace, at: usize) -> bool {
    let event = &trace.events[at];
    let mut before = trace.events[..at].iter().rev();
    let last = before.find(|other| other.thread == event.thread);
    last.is_some_and(|last| {
        matches!(last.kind, EventKind::Refused { panics: true, .. }) && last.place == event.place
    })
}

/// Whether there is only one cell: then its name would only take room from the source.
fn has_one_cell(trace: &Trace) -> bool {
    let cells = trace.cells.iter().filter(|cell| !cell.is_stream());
    cells.count() == 1
}

/// Returns the lines worth showing: where something happens, and what a guard lives through.
fn shown(notes: &BTreeMap<u32, Vec<Note>>, spans: &[GuardSpan], now: Option<u32>) -> BTreeSet<u32> {
    let lived = spans.iter().flat_map(|span| {
        let all = span.from..=span.to;
        let is_short = span.is_long() && span.to - span.from <= MAX_LIVED;
        all.filter(move |line| is_short || [span.from, span.to].contains(line))
    });
    lived.chain(notes.keys().copied()).chain(now).collect()
}

struct Gutter {
    spans: Vec<GuardSpan>,
    shown: BTreeSet<u32>,
    /// The line of the event that the reader is at.
    line: Option<u32>,
    event: Option<usize>,
    /// Whether a note is about that event.
    is_noted: bool,
}

impl Gutter {
    fn lines(&self, source: &str, mut notes: BTreeMap<u32, Vec<Note>>) -> Vec<GutterLine> {
        let indent = self.indent(source);
        let mut lines = Vec::new();
        let mut before = 0;
        for (text, number) in source.lines().zip(1..) {
            if !self.shown.contains(&number) {
                continue;
            }
            if before + 1 < number && before > 0 {
                let omitted = self.line(None, "…", number.saturating_sub(1), None);
                lines.push(omitted);
            }
            before = number;
            let mut notes = notes.remove(&number).unwrap_or_default().into_iter();
            let text = text.get(indent..).unwrap_or_default();
            lines.push(self.line(Some(number), text, number, notes.next()));
            lines.extend(notes.map(|note| self.line(None, "", number, Some(note))));
        }
        if lines.last().is_some_and(goes_on) {
            lines.push(self.line(None, "…", before, None));
        }
        lines
    }

    /// Returns the indentation that all shown lines have in common.
    fn indent(&self, source: &str) -> usize {
        let lines = source.lines().zip(1..);
        let lines =
            lines.filter(|(text, line)| self.shown.contains(line) && !text.trim().is_empty());
        let blanks = lines.map(|(text, _)| text.len() - text.trim_start_matches(' ').len());
        blanks.min().unwrap_or(0)
    }

    fn line(&self, number: Option<u32>, source: &str, line: u32, note: Option<Note>) -> GutterLine {
        let columns = self.spans.iter().map(|span| span.column + 1).max();
        let order = note.as_ref().map(|note| note.order);
        let mut bars: Vec<Bar> = (0..columns.unwrap_or(0))
            .map(|column| self.bar(column, line, order))
            .collect();
        for (column, bar) in note.iter().flat_map(|note| &note.bars) {
            bars[*column] = *bar;
        }
        // Several guards may be drawn in the same column, one after the other.
        let access = |column: &usize| {
            let spans = self.spans.iter();
            let here = spans
                .filter(|span| span.column == *column && (span.from..=span.to).contains(&line));
            let drawn = here.min_by_key(|span| {
                let is_part = order.is_some_and(|event| span.is_part_of(event));
                (!is_part, !span.lives_at(line, order))
            });
            drawn.map(|span| span.access)
        };
        GutterLine {
            number,
            source: source.to_owned(),
            write_guards: (0..bars.len())
                .filter(|column| access(column) == Some(AccessMode::Exclusive))
                .collect(),
            bars,
            access: note.as_ref().and_then(|note| note.access),
            moment: self.moment(number, line, note.as_ref()),
            event: order,
            note: note.map(|note| (note.tone, note.text.clone() + &note.count(self.event))),
        }
    }

    /// Returns when a row happens: at the event of its note, or else as if the lines ran from top to bottom.
    fn moment(&self, number: Option<u32>, line: u32, note: Option<&Note>) -> Moment {
        let (Some(now), Some(here)) = (self.event, self.line) else {
            return Moment::Past;
        };
        let is_here = number == Some(here) && !self.is_noted;
        match note {
            _ if is_here => Moment::Present,
            Some(note) if note.events.contains(&now) => Moment::Present,
            Some(note) if note.order > now && note.seen(now) == 0 => Moment::Future,
            None if line > here => Moment::Future,
            Some(_) | None => Moment::Past,
        }
    }

    /// Returns what is in a column: nothing, or a guard that lives through this row. Notes say where one begins and
    /// ends.
    fn bar(&self, column: usize, line: u32, event: Option<usize>) -> Bar {
        let spans = || self.spans.iter().filter(|span| span.column == column);
        if spans().any(|span| span.would_live_at(line, event)) {
            Bar::WouldLive
        } else if spans().any(|span| span.lives_at(line, event)) {
            Bar::Lives
        } else {
            Bar::Empty
        }
    }
}

/// Whether a drawing that ends with this line would hide that its function continues.
fn goes_on(last: &GutterLine) -> bool {
    let is_end = last.source.trim_start().starts_with('}') || last.source.trim().is_empty();
    last.note.is_none() && last.number.is_some() && !is_end
}

impl Note {
    /// Whether another note says the same, perhaps about another cell with the same name.
    fn is_like(&self, other: &Self) -> bool {
        self.text == other.text || self.of_any.is_some() && self.of_any == other.of_any
    }

    /// Returns how often it has happened when the reader is at an event.
    fn seen(&self, now: usize) -> usize {
        self.events.iter().filter(|at| **at <= now).count()
    }

    /// Says how often it happens, if that is more than once: until the event that the reader is at, or in the whole run.
    fn count(&self, now: Option<usize>) -> String {
        let all = self.events.len();
        match now.map(|now| self.seen(now)) {
            _ if all < 2 || !self.is_counted => String::new(),
            None => format!(" ({all} times)"),
            Some(0) => String::new(),
            Some(seen) => format!(" ({seen} of {all})"),
        }
    }

    fn add(&mut self, other: Self) {
        self.events.extend(other.events);
        if self.text != other.text
            && let Some(of_any) = &self.of_any
        {
            self.text.clone_from(of_any);
        }
        for bar in other.bars {
            if !self.bars.contains(&bar) {
                self.bars.push(bar);
            }
        }
    }
}
