//! Guards as stretches of lines: those that begin and end at the same places are one stretch.

use super::Note;
use crate::timeline::GutterTone;
use crate::timeline::phrases::letter;
use crate::verdict::{EventKind, Trace, TraceEvent};
use std::collections::BTreeMap;

/// A stretch of lines that a guard lives through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) cell: Option<u32>,
    /// Which column of the gutter it has.
    pub(super) column: usize,
    /// `R reader`.
    label: String,
    /// What the cell is like while it lives.
    state: String,
    times: u32,
    unwinding: bool,
    /// Whether it ever ended.
    ended: bool,
}

/// The guards of a trace that begin in `file`.
pub(super) fn spans(trace: &Trace, file: &str) -> Vec<Span> {
    let mut open: BTreeMap<u32, Span> = BTreeMap::new();
    let mut spans: Vec<Span> = Vec::new();
    for event in &trace.events {
        let place = event.place.as_ref().filter(|place| place.file == file);
        let line = place.map(|place| place.line);
        match (&event.kind, line) {
            (EventKind::Acquired { guard, .. }, Some(line)) => {
                open.extend(Span::beginning(trace, event, line).map(|span| (*guard, span)));
            }
            (
                EventKind::Released {
                    guard, unwinding, ..
                },
                line,
            ) => {
                if let Some(mut span) = open.remove(guard) {
                    span.to = line.unwrap_or(span.from);
                    (span.unwinding, span.ended) = (*unwinding, true);
                    add(&mut spans, span);
                }
            }
            _ => {}
        }
    }
    for (_, span) in open {
        add(&mut spans, span);
    }
    spans.sort_by_key(|span| (span.from, span.to));
    give_columns(&mut spans);
    spans
}

fn add(spans: &mut Vec<Span>, span: Span) {
    let same = |other: &&mut Span| {
        (other.from, other.to, &other.label) == (span.from, span.to, &span.label)
    };
    match spans.iter_mut().find(same) {
        Some(same) => same.times += 1,
        None => spans.push(span),
    }
}

/// Stretches that share a line stand side by side.
fn give_columns(spans: &mut [Span]) {
    for at in 0..spans.len() {
        let taken: Vec<usize> = spans[..at]
            .iter()
            .filter(|other| other.to >= spans[at].from && other.is_long())
            .map(|other| other.column)
            .collect();
        let mut columns = 0..=taken.len();
        spans[at].column = columns.find(|column| !taken.contains(column)).unwrap_or(0);
    }
}

impl Span {
    /// A guard that begins on this line.
    fn beginning(trace: &Trace, event: &TraceEvent, line: u32) -> Option<Self> {
        let EventKind::Acquired {
            access,
            name,
            guards,
            ..
        } = &event.kind
        else {
            return None;
        };
        let letter = letter(trace.cell(event), *access);
        let named = |name: &String| format!("{letter} {name}");
        Some(Self {
            from: line,
            to: line,
            cell: event.cell,
            column: 0,
            label: name.as_ref().map_or(letter.to_string(), named),
            state: match (guards.writer, guards.readers) {
                (true, _) => String::new(),
                (false, 1) => "1 reader".to_owned(),
                (false, readers) => format!("{readers} readers"),
            },
            times: 1,
            unwinding: false,
            ended: false,
        })
    }

    fn is_long(&self) -> bool {
        self.to > self.from
    }

    /// Notes where it begins and where it ends.
    pub(super) fn write(&self, notes: &mut BTreeMap<u32, Vec<Note>>) {
        let state = if self.state.is_empty() {
            String::new()
        } else {
            format!("   {}", self.state)
        };
        let mut put = |line: u32, sign: char, text: String| {
            let mut note = Note::new(text, GutterTone::Plain);
            note.bar = Some((self.column, sign));
            note.times = self.times;
            notes.entry(line).or_default().push(note);
        };
        if self.is_long() {
            put(self.from, '╭', format!("{}{state}", self.label));
            let by = if self.unwinding { ", by the panic" } else { "" };
            put(self.to, '╰', format!("{} ends here{by}", self.label));
        } else if self.to < self.from {
            let text = format!("{}{state}, ends on line {}", self.label, self.to);
            put(self.from, '╶', text);
        } else if self.ended {
            put(self.from, '╶', format!("{} begins and ends", self.label));
        } else {
            put(self.from, '╶', format!("{}{state}, never ends", self.label));
        }
    }
}
