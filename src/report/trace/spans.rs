//! Guards as spans of lines: those that begin and end at the same places, one after the other, are one span.

use super::Bar;
use super::names::{guard, state_of};
use crate::report::Tone;
use crate::verdict::{EventKind, Trace, TraceEvent};
use std::collections::BTreeMap;

/// How many guards of the same lines are drawn inside each other, as recursion makes them.
const MAX_NESTED: usize = 3;

/// Something that happens on a line.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) text: String,
    pub(super) tone: Tone,
    pub(super) times: u32,
    /// The event at which it happens: the order of the notes of a line.
    pub(super) order: usize,
    /// The columns of its guards, and what they do here.
    pub(super) bars: Vec<(usize, Bar)>,
}

/// The lines that a guard lives through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GuardSpan {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) cell: Option<u32>,
    /// Its column in the gutter.
    pub(super) column: usize,
    /// From which event to which each of its guards lived.
    lives: Vec<(usize, usize)>,
    /// The one of them that is drawn: if something was refused because of one, that one.
    drawn: (usize, usize),
    /// The variable that holds it.
    variable: Option<String>,
    /// `read guard`.
    kind: &'static str,
    /// `2 read guards`, if it is not the only one.
    state: Option<String>,
    unwinding: bool,
    /// Whether it was ever dropped.
    is_dropped: bool,
    /// Whether it lives on one line, on which more happens while it lives.
    is_expanded: bool,
}

/// The guards that begin in `file`. Events come with their indices.
pub(super) fn spans(trace: &Trace, events: &[(usize, &TraceEvent)], file: &str) -> Vec<GuardSpan> {
    let mut open: BTreeMap<u32, (usize, GuardSpan)> = BTreeMap::new();
    let mut spans: Vec<GuardSpan> = Vec::new();
    for (at, (index, event)) in events.iter().enumerate() {
        let place = event.place.as_ref().filter(|place| place.file == file);
        let line = place.map(|place| place.line);
        if let EventKind::Acquired { guard, .. } = &event.kind
            && let Some(line) = line
            && let Some(span) = GuardSpan::beginning(trace, *index, event, line)
        {
            open.insert(*guard, (at, span));
        }
        if let EventKind::Released {
            guard, unwinding, ..
        } = &event.kind
            && let Some((began, mut span)) = open.remove(guard)
        {
            span.to = line.unwrap_or(span.from);
            (span.unwinding, span.is_dropped) = (*unwinding, true);
            span.close(*index, &events[began + 1..at]);
            add(&mut spans, span);
        }
    }
    for (_, (began, mut span)) in open {
        let later = &events[began + 1..];
        span.to = last_in_its_way(span.cell, later, file).map_or(span.to, |line| line.max(span.to));
        span.close(usize::MAX, later);
        add(&mut spans, span);
    }
    spans.sort_by_key(|span| (span.from, span.drawn.0));
    give_columns(&mut spans);
    spans
}

fn add(spans: &mut Vec<GuardSpan>, span: GuardSpan) {
    let is_alike = |other: &&mut GuardSpan| other.is_like(&span);
    let nested = spans.iter_mut().filter(is_alike).count();
    let mut alike = spans.iter_mut().filter(is_alike);
    let same = alike.find(|other| nested >= MAX_NESTED || !other.lives_during(span.drawn));
    match same {
        Some(same) => same.take(&span),
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
    /// A guard that this event creates on this line.
    fn beginning(trace: &Trace, index: usize, event: &TraceEvent, line: u32) -> Option<Self> {
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
            lives: Vec::new(),
            drawn: (index, usize::MAX),
            variable: name.clone(),
            kind: guard(cell, *access),
            state: (guards.readers > 1).then(|| state_of(cell, *guards)),
            unwinding: false,
            is_dropped: false,
            is_expanded: false,
        })
    }

    /// Notes where the guard ends; `meanwhile` is what happens while it lives.
    fn close(&mut self, ended: usize, meanwhile: &[(usize, &TraceEvent)]) {
        self.drawn.1 = ended;
        self.lives.push(self.drawn);
        self.is_expanded = self.from == self.to
            && meanwhile.iter().any(|(_, event)| {
                let is_here = event.place.as_ref().is_some_and(|at| at.line == self.from);
                is_here && begins_or_is_refused(event)
            });
    }

    fn is_like(&self, other: &Self) -> bool {
        let key = |span: &Self| (span.from, span.to, span.cell, span.kind, span.unwinding);
        key(self) == key(other)
            && self.variable == other.variable
            && (self.is_dropped, self.is_expanded) == (other.is_dropped, other.is_expanded)
    }

    fn lives_during(&self, life: (usize, usize)) -> bool {
        let mut lives = self.lives.iter();
        lives.any(|(began, ended)| *began < life.1 && life.0 < *ended)
    }

    fn take(&mut self, other: &Self) {
        self.lives.extend(&other.lives);
    }

    /// Whether one of its guards was alive when this event happened. That one is then drawn.
    pub(super) fn is_alive_at(&mut self, event: usize) -> bool {
        let mut lives = self.lives.iter();
        let alive = lives.find(|(began, ended)| *began < event && event < *ended);
        let alive = alive.copied();
        self.drawn = alive.unwrap_or(self.drawn);
        alive.is_some()
    }

    /// Whether it lives through a row: at this event, or on the whole line.
    pub(super) fn lives_at(&self, line: u32, event: Option<usize>) -> bool {
        let (began, ended) = self.drawn;
        let after_begin =
            self.from < line || self.from == line && event.is_some_and(|at| at > began);
        let before_end = line < self.to || line == self.to && event.is_some_and(|at| at < ended);
        self.is_long() && after_begin && before_end
    }

    /// Whether its begin and its end have rows of their own.
    fn is_long(&self) -> bool {
        self.to > self.from || self.is_expanded
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
        let mut put = |line: u32, order: usize, bar: Bar, text: String| {
            notes.entry(line).or_default().push(Note {
                text,
                tone: Tone::Notice,
                times: u32::try_from(self.lives.len()).unwrap_or(u32::MAX),
                order,
                bars: vec![(self.column, bar)],
            });
        };
        let (began, ended) = self.drawn;
        if self.is_long() {
            put(self.from, began, Bar::Begins, format!("{begins}{state}"));
            let name = variable.unwrap_or_else(|| self.kind.to_owned());
            let how = match (self.is_dropped, self.unwinding) {
                (false, _) => "never dropped",
                (true, true) => "dropped (panic)",
                (true, false) => "dropped",
            };
            put(self.to, ended, Bar::Ends, format!("{name} {how}"));
        } else if self.to < self.from {
            let text = format!("{begins}{state}, dropped on line {}", self.to);
            put(self.from, began, Bar::OneLine, text);
        } else if self.is_dropped {
            let text = format!("{begins}, dropped on this line");
            put(self.from, began, Bar::OneLine, text);
        } else {
            let text = format!("{begins}{state}, never dropped");
            put(self.from, began, Bar::OneLine, text);
        }
    }
}

/// The last line at which the cell of a guard that is never dropped was refused, or waited for.
fn last_in_its_way(cell: Option<u32>, events: &[(usize, &TraceEvent)], file: &str) -> Option<u32> {
    let is_in_its_way = |event: &TraceEvent| {
        let kind = &event.kind;
        event.cell == cell && matches!(kind, EventKind::Refused { .. } | EventKind::Blocked { .. })
    };
    let places = events
        .iter()
        .filter(|(_, event)| is_in_its_way(event))
        .filter_map(|(_, event)| event.place.as_ref());
    places
        .filter(|place| place.file == file)
        .map(|place| place.line)
        .max()
}

fn begins_or_is_refused(event: &TraceEvent) -> bool {
    matches!(
        event.kind,
        EventKind::Acquired { .. } | EventKind::Refused { .. }
    )
}
