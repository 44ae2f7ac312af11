//! Guards beside the source: where each begins, the lines that it lives through, and where it ends.

mod spans;

use super::GutterTone;
use super::phrases::letter;
use crate::verdict::{EventKind, Trace, TraceEvent, TracedCell};
use spans::{Span, spans};
use std::collections::{BTreeMap, BTreeSet};

/// How many lines around something are shown.
const AROUND: u32 = 1;

/// One row: a line of the source, or more room for its notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GutterRow {
    /// The line's number; none where the row only has room for another note, or stands for lines left out.
    pub line: Option<u32>,
    /// The source.
    pub source: String,
    /// The bars of the guards that live here.
    pub bars: String,
    /// What happens here.
    pub note: String,
    /// What that means.
    pub tone: GutterTone,
}

/// The lines of `file`, whose text is `source`, on which something happened, with their guards.
#[must_use]
pub fn gutter(trace: &Trace, file: &str, source: &str) -> Vec<GutterRow> {
    let spans = spans(trace, file);
    let columns = spans.iter().map(|span| span.column + 1).max().unwrap_or(0);
    let mut notes: BTreeMap<u32, Vec<Note>> = BTreeMap::new();
    for span in &spans {
        span.write(&mut notes);
    }
    for (event, line) in on_lines(trace, file) {
        if let Some(note) = note(trace, event, &spans, line) {
            let all = notes.entry(line).or_default();
            match all.iter_mut().find(|other| other.text == note.text) {
                Some(same) => same.times += 1,
                None => all.push(note),
            }
        }
    }
    let shown = shown(&notes, &spans);
    let indent = indent(source, &shown);
    let mut rows = Vec::new();
    let mut before = 0;
    for (text, line) in source.lines().zip(1..) {
        if !shown.contains(&line) {
            continue;
        }
        if before + 1 < line && before > 0 {
            rows.push(left_out(&spans, columns, line));
        }
        before = line;
        let mut notes = notes.remove(&line).unwrap_or_default().into_iter();
        let text = text.get(indent..).unwrap_or_default();
        rows.push(row(Some(line), text, &spans, columns, line, notes.next()));
        rows.extend(notes.map(|note| row(None, "", &spans, columns, line, Some(note))));
    }
    rows
}

/// Something that happens on a line.
#[derive(Debug)]
struct Note {
    text: String,
    tone: GutterTone,
    times: u32,
    /// The column of its bar, and the sign there.
    bar: Option<(usize, char)>,
}

impl Note {
    fn new(text: String, tone: GutterTone) -> Self {
        Self {
            text,
            tone,
            times: 1,
            bar: None,
        }
    }
}

fn on_lines<'a>(trace: &'a Trace, file: &'a str) -> impl Iterator<Item = (&'a TraceEvent, u32)> {
    trace.events.iter().filter_map(move |event| {
        let place = event.place.as_ref()?;
        (place.file == file).then_some((event, place.line))
    })
}

/// What is noted of an event that is no guard's beginning or end.
fn note(trace: &Trace, event: &TraceEvent, spans: &[Span], line: u32) -> Option<Note> {
    let cell = trace.cell(event);
    let name = || event.cell.map(|cell| super::cell_name(trace, cell));
    Some(match &event.kind {
        EventKind::Created if cell.is_some_and(|cell| cell.name.is_some()) => {
            Note::new(format!("{} made", name()?), GutterTone::Quiet)
        }
        EventKind::Refused { access, panics } => {
            let holder = spans
                .iter()
                .find(|span| span.cell == event.cell && span.from < line && span.to >= line);
            let wanted = letter(cell, *access);
            let tone = if *panics {
                GutterTone::Bad
            } else {
                GutterTone::Plain
            };
            let mut note = Note::new(format!("✗ {wanted} wanted, refused"), tone);
            note.bar = holder.map(|span| (span.column, '├'));
            note
        }
        EventKind::Blocked { action, .. } if action != "join" => {
            let what = format!("… waits: {action} {}", name()?);
            Note::new(what, GutterTone::Bad)
        }
        // What is printed stands above the picture already.
        EventKind::Operation { .. } if cell.is_some_and(TracedCell::is_stream) => return None,
        EventKind::Operation { action, value } => {
            let value = value
                .as_ref()
                .map_or(String::new(), |value| format!(" {value}"));
            Note::new(format!("{} {action}{value}", name()?), GutterTone::Plain)
        }
        EventKind::Poisoned => Note::new(format!("{} poisoned", name()?), GutterTone::Bad),
        EventKind::Panicked { .. } => Note::new("panic".to_owned(), GutterTone::Bad),
        _ => return None,
    })
}

/// How far all the lines that are shown are indented: room that nobody needs.
fn indent(source: &str, shown: &BTreeSet<u32>) -> usize {
    let lines = source.lines().zip(1..);
    let lines = lines.filter(|(text, line)| shown.contains(line) && !text.trim().is_empty());
    let blanks = lines.map(|(text, _)| text.len() - text.trim_start_matches(' ').len());
    blanks.min().unwrap_or(0)
}

/// The lines worth showing: where something happens, and what lies close.
fn shown(notes: &BTreeMap<u32, Vec<Note>>, spans: &[Span]) -> BTreeSet<u32> {
    let ends = spans.iter().flat_map(|span| [span.from, span.to]);
    ends.chain(notes.keys().copied())
        .flat_map(|line| line.saturating_sub(AROUND)..=line + AROUND)
        .collect()
}

fn row(
    number: Option<u32>,
    source: &str,
    spans: &[Span],
    columns: usize,
    line: u32,
    note: Option<Note>,
) -> GutterRow {
    let mut bars: Vec<char> = (0..columns)
        .map(|column| bar_at(spans, column, line, number.is_some()))
        .collect();
    if let Some((column, sign)) = note.as_ref().and_then(|note| note.bar) {
        bars[column] = sign;
    }
    let times = note.as_ref().map_or(1, |note| note.times);
    let times = if times > 1 {
        format!(" ({times} times)")
    } else {
        String::new()
    };
    GutterRow {
        line: number,
        source: source.replace('\t', "    "),
        bars: bars.into_iter().collect(),
        tone: note.as_ref().map_or(GutterTone::Plain, |note| note.tone),
        note: note.map_or(String::new(), |note| note.text + &times),
    }
}

/// What stands in a column: nothing, or a guard that lives through this line. Its ends are drawn by their notes.
fn bar_at(spans: &[Span], column: usize, line: u32, first: bool) -> char {
    let through = |span: &&Span| span.column == column && span.from < line && line < span.to;
    let below = |span: &&Span| span.column == column && span.from == line && line < span.to;
    if spans.iter().any(|span| through(&span)) || (!first && spans.iter().any(|span| below(&span)))
    {
        '│'
    } else {
        ' '
    }
}

fn left_out(spans: &[Span], columns: usize, line: u32) -> GutterRow {
    GutterRow {
        source: "…".to_owned(),
        ..row(None, "", spans, columns, line.saturating_sub(1), None)
    }
}
