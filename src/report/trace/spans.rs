//! Guards as spans of lines: those that begin and end at the same places are one span.

use super::Bar;
use super::names::{guard, state_of};
use crate::report::Tone;
use crate::verdict::{EventKind, Trace, TraceEvent};
use std::collections::BTreeMap;

/// Something that happens on a line.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) text: String,
    pub(super) tone: Tone,
    pub(super) times: u32,
    /// The column of its guard, and what the guard does here.
    pub(super) bar: Option<(usize, Bar)>,
}

/// The lines that a guard lives through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GuardSpan {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) cell: Option<u32>,
    /// Its column in the gutter.
    pub(super) column: usize,
    /// The variable that holds it.
    variable: Option<String>,
    /// `read guard`.
    kind: &'static str,
    /// `2 read guards`, if it is not the only one.
    state: Option<String>,
    times: u32,
    unwinding: bool,
    /// Whether it was ever dropped.
    is_dropped: bool,
}

/// The guards that begin in `file`.
pub(super) fn spans(trace: &Trace, events: &[&TraceEvent], file: &str) -> Vec<GuardSpan> {
    let mut open: BTreeMap<u32, GuardSpan> = BTreeMap::new();
    let mut spans: Vec<GuardSpan> = Vec::new();
    for event in events {
        let place = event.place.as_ref().filter(|place| place.file == file);
        let line = place.map(|place| place.line);
        if let EventKind::Acquired { guard, .. } = &event.kind
            && let Some(line) = line
        {
            open.extend(GuardSpan::beginning(trace, event, line).map(|span| (*guard, span)));
        }
        if let EventKind::Released {
            guard, unwinding, ..
        } = &event.kind
            && let Some(mut span) = open.remove(guard)
        {
            span.to = line.unwrap_or(span.from);
            (span.unwinding, span.is_dropped) = (*unwinding, true);
            add(&mut spans, span);
        }
    }
    for (_, span) in open {
        add(&mut spans, span);
    }
    spans.sort_by_key(|span| (span.from, span.to));
    give_columns(&mut spans);
    spans
}

fn add(spans: &mut Vec<GuardSpan>, span: GuardSpan) {
    let same = |other: &&mut GuardSpan| {
        (other.from, other.to, other.kind, &other.variable)
            == (span.from, span.to, span.kind, &span.variable)
    };
    match spans.iter_mut().find(same) {
        Some(same) => same.times += 1,
        None => spans.push(span),
    }
}

/// Spans that share a line are side by side.
fn give_columns(spans: &mut [GuardSpan]) {
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

impl GuardSpan {
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
        let cell = trace.cell(event);
        Some(Self {
            from: line,
            to: line,
            cell: event.cell,
            column: 0,
            variable: name.clone(),
            kind: guard(cell, *access),
            state: (guards.readers > 1).then(|| state_of(cell, *guards)),
            times: 1,
            unwinding: false,
            is_dropped: false,
        })
    }

    fn is_long(&self) -> bool {
        self.to > self.from
    }

    /// Notes where it begins and where it is dropped.
    pub(super) fn write(&self, notes: &mut BTreeMap<u32, Vec<Note>>) {
        let variable = self.variable.as_ref().map(|name| format!("`{name}`"));
        let begins = match &variable {
            Some(variable) => format!("{} {variable}", self.kind),
            None => self.kind.to_owned(),
        };
        let state = self.state.as_ref().map(|state| format!("   {state}"));
        let state = state.unwrap_or_default();
        let mut put = |line: u32, bar: Bar, text: String| {
            notes.entry(line).or_default().push(Note {
                text,
                tone: Tone::Notice,
                times: self.times,
                bar: Some((self.column, bar)),
            });
        };
        if self.is_long() {
            put(self.from, Bar::Begins, format!("{begins}{state}"));
            let name = variable.unwrap_or_else(|| self.kind.to_owned());
            let how = if self.unwinding {
                "dropped (panic)"
            } else {
                "dropped"
            };
            put(self.to, Bar::Ends, format!("{name} {how}"));
        } else if self.to < self.from {
            let text = format!("{begins}{state}, dropped on line {}", self.to);
            put(self.from, Bar::OneLine, text);
        } else if self.is_dropped {
            put(
                self.from,
                Bar::OneLine,
                format!("{begins}, dropped on this line"),
            );
        } else {
            put(
                self.from,
                Bar::OneLine,
                format!("{begins}{state}, never dropped"),
            );
        }
    }
}
