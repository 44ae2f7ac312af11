//! Guards as spans of lines: those that begin and end at the same places, one after the other, are one span.

use super::names::{guard, initializes, state_of};
use super::{Bar, Focus};
use crate::report::Tone;
use crate::verdict::{AccessMode, EventKind, Trace, TraceEvent};
use std::collections::BTreeMap;

/// The maximum number of guards that are drawn inside each other on the same lines, as in a recursion.
const MAX_NESTED: usize = 3;

/// Something that happens on a line.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) text: String,
    /// The text without the number of its cell.
    pub(super) of_any: Option<String>,
    pub(super) tone: Tone,
    /// The events at which it happens.
    pub(super) events: Vec<usize>,
    /// Whether the note says how many these are.
    pub(super) is_counted: bool,
    /// The one of them that is drawn: the order of the notes of a line.
    pub(super) order: usize,
    /// The columns of its guards, and what they do here.
    pub(super) bars: Vec<(usize, Bar)>,
    /// What the guard that begins or ends here allows.
    pub(super) access: Option<AccessMode>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lifespan {
    began: usize,
    ended: usize,
    cell: Option<u32>,
}

impl Lifespan {
    fn contains(self, event: usize) -> bool {
        self.began < event && event < self.ended
    }

    fn overlaps(self, other: Self) -> bool {
        self.began < other.ended && other.began < self.ended
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Dropped,
    /// By a panic, when their function was on the last line.
    Unwound,
    Never,
}

/// The lines that a guard lives through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GuardSpan {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) column: usize,
    /// Its guards, one after the other.
    lives: Vec<Lifespan>,
    /// The one of them that is drawn.
    drawn: Lifespan,
    /// Whether that one is in the way of something.
    is_blocking: bool,
    /// The line on which a panic dropped the guard, if it would otherwise have lived until the span's last line.
    unwound_on: Option<u32>,
    /// The variable that holds it.
    variable: Option<String>,
    pub(super) access: AccessMode,
    /// `read guard`.
    kind: &'static str,
    /// `2 read guards`, if it is not the only one.
    state: Option<String>,
    ending: Ending,
    /// Whether it lives on one line, on which more happens while it lives.
    is_expanded: bool,
    /// Whether it is drawn on its first line alone, because it would cross guards that never lived at the same time.
    is_collapsed: bool,
}

/// Returns the guards that begin in the file. Events come with their indices.
pub(super) fn spans(
    trace: &Trace,
    events: &[(usize, &TraceEvent)],
    focus: Focus<'_>,
) -> Vec<GuardSpan> {
    let file = focus.file;
    let mut open: BTreeMap<u32, (usize, GuardSpan)> = BTreeMap::new();
    let mut closed: Vec<GuardSpan> = Vec::new();
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
            span.ending = Ending::Dropped;
            if *unwinding {
                span.ending = Ending::Unwound;
                span.to = reached(trace, span.drawn.began, *index, file).unwrap_or(span.to);
                let planned = planned_end(trace, span.drawn.began, file);
                // Once a reader has seen the panic drop it, it is drawn to the line of the drop.
                let is_seen = focus.event.is_some_and(|now| now >= *index);
                let end = planned.and_then(|planned| if is_seen { line } else { Some(planned) });
                if let Some(end) = end.filter(|end| *end > span.to) {
                    span.unwound_on = Some(std::mem::replace(&mut span.to, end));
                }
            }
            span.close(*index, &events[began + 1..at]);
            closed.push(span);
        }
    }
    for (_, (began, mut span)) in open {
        let later = &events[began + 1..];
        let cell = span.drawn.cell;
        span.to = last_blocked_line(cell, later, file).map_or(span.to, |line| line.max(span.to));
        span.close(usize::MAX, later);
        closed.push(span);
    }
    // The outer one of nested guards ends last, but comes first.
    closed.sort_by_key(|span| span.drawn.began);
    let mut spans: Vec<GuardSpan> = Vec::new();
    for span in closed {
        add(&mut spans, span);
    }
    for (at, event) in events {
        if matches!(
            event.kind,
            EventKind::Refused { .. } | EventKind::Blocked { .. }
        ) {
            for span in &mut spans {
                span.draw_blocking_guard(*at, event);
            }
        }
    }
    collapse(&mut spans, events, file);
    // A guard that the same line created earlier, drawn beside the refused call, would look as if the call had both
    // succeeded and failed; a reader who steps from event to event sees one at a time.
    spans.retain(|span| {
        focus.event.is_some()
            || span.is_blocking
            || !span.is_collapsed
            || !span.begins_at_a_refusal(events, file)
    });
    spans.sort_by_key(|span| (span.from, span.drawn.began));
    give_columns(&mut spans);
    spans
}

fn add(spans: &mut Vec<GuardSpan>, span: GuardSpan) {
    let alike = spans.iter_mut().filter(|other| other.is_like(&span));
    let mut alike: Vec<&mut GuardSpan> = alike.collect();
    let nested = alike.len();
    let free = alike
        .iter()
        .position(|other| !other.lives_during(span.drawn));
    let deepest = nested.checked_sub(1).filter(|_| nested >= MAX_NESTED);
    match free.or(deepest) {
        Some(same) => alike[same].join(span),
        None => spans.push(span),
    }
}

/// Chooses which of its guards each span draws, and collapses the spans that would look as if they lived at the same time
/// as another one.
fn collapse(spans: &mut [GuardSpan], events: &[(usize, &TraceEvent)], file: &str) {
    // If a guard begins within others only some of the time, it decides which of those are drawn, so it comes first.
    spans.sort_by_key(|span| (!span.is_blocking, span.lives.len(), span.drawn.began));
    for at in 0..spans.len() {
        let (before, rest) = spans.split_at_mut(at);
        let span = &mut rest[0];
        let before = || before.iter().filter(|other| other.is_long());
        if !span.is_blocking {
            let mut drawn = before().map(|other| other.drawn);
            let together = drawn.find_map(|drawn| {
                let mut lives = span.lives.iter();
                lives.find(|life| life.overlaps(drawn)).copied()
            });
            span.drawn = together.unwrap_or(span.drawn);
        }
        let crosses_a_guard = before().any(|other| span.crosses(other));
        let crosses_a_refusal = || {
            let mut events = events.iter().filter(|(_, event)| is_refused(event));
            events.any(|(at, event)| {
                let place = event.place.as_ref().filter(|place| place.file == file);
                place.is_some_and(|place| span.crosses_line(place.line, *at))
            })
        };
        let crosses = crosses_a_guard || crosses_a_refusal();
        span.is_collapsed = crosses || !span.is_blocking && span.leaves_its_function(events, file);
    }
}

/// Assigns the columns: spans that share a line are side by side.
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
    /// Returns a guard that this event creates on this line.
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
            column: 0,
            lives: Vec::new(),
            drawn: Lifespan {
                began: index,
                ended: usize::MAX,
                cell: event.cell,
            },
            is_blocking: false,
            unwound_on: None,
            variable: name.clone(),
            access: *access,
            kind: if initializes(cell) {
                INITIALIZATION
            } else {
                guard(cell, *access)
            },
            state: (guards.read_guards > 1).then(|| state_of(cell, *guards)),
            ending: Ending::Never,
            is_expanded: false,
            is_collapsed: false,
        })
    }

    /// Notes where the guard ends; `meanwhile` is what happens while it lives.
    fn close(&mut self, ended: usize, meanwhile: &[(usize, &TraceEvent)]) {
        self.drawn.ended = ended;
        self.lives.push(self.drawn);
        self.is_expanded = self.from == self.to
            && meanwhile.iter().any(|(_, event)| {
                let is_here = event.place.as_ref().is_some_and(|at| at.line == self.from);
                is_here && (is_refused(event) || matches!(event.kind, EventKind::Acquired { .. }))
            });
    }

    fn join(&mut self, other: Self) {
        self.lives.extend(other.lives);
        if self.state != other.state {
            self.state = None;
        }
    }

    /// Returns the maximum number of its guards that were alive at the same time, until the event that the reader is
    /// at.
    fn deepest(&self, now: Option<usize>) -> usize {
        let lives = self.lives.iter();
        let lives = lives.filter(|life| now.is_none_or(|now| life.began <= now));
        let mut changes: Vec<(usize, isize)> = lives
            .flat_map(|life| [(life.began, 1), (life.ended, -1)])
            .collect();
        // A guard that ends where another one begins was not alive with it: its change comes first.
        changes.sort_unstable();
        let alive = changes.iter().scan(0, |alive, (_, change)| {
            *alive += change;
            Some(*alive)
        });
        alive.max().map_or(0, isize::unsigned_abs)
    }

    fn is_like(&self, other: &Self) -> bool {
        let key = |span: &Self| {
            let lines = (span.from, span.to, span.unwound_on);
            (lines, span.kind, span.ending, span.is_expanded)
        };
        key(self) == key(other) && self.variable == other.variable
    }

    fn lives_during(&self, life: Lifespan) -> bool {
        self.lives.iter().any(|other| other.overlaps(life))
    }

    /// Draws the guard that is in the way of this event, if there is one.
    fn draw_blocking_guard(&mut self, at: usize, event: &TraceEvent) {
        let mut lives = self.lives.iter();
        let life = lives.find(|life| life.cell == event.cell && life.contains(at));
        if let Some(life) = life.copied() {
            self.drawn = life;
            self.is_blocking = true;
        }
    }

    /// Whether one of its guards of this cell was alive when this event happened.
    pub(super) fn is_alive_at(&self, event: usize, cell: Option<u32>) -> bool {
        let mut lives = self.lives.iter();
        lives.any(|life| life.cell == cell && life.contains(event))
    }

    /// Whether one of its guards began, lived or ended at this event.
    pub(super) fn is_part_of(&self, event: usize) -> bool {
        let mut lives = self.lives.iter();
        lives.any(|life| (life.began..=life.ended).contains(&event))
    }

    /// Whether it shares lines with another one, although their guards lived one after the other.
    fn crosses(&self, other: &Self) -> bool {
        let (first, second) = if self.drawn.began < other.drawn.began {
            (self, other)
        } else {
            (other, self)
        };
        let shares_lines = self.from <= other.to && other.from <= self.to;
        let follows = first.drawn.ended <= second.drawn.began && first.to <= second.from;
        self.is_long()
            && shares_lines
            && !follows
            && !self.lives.iter().any(|life| other.lives_during(*life))
    }

    /// Whether lines between its first and its last one ran only while none of its guards lived: those of other functions,
    /// if one function returned the guard to another one.
    fn leaves_its_function(&self, events: &[(usize, &TraceEvent)], file: &str) -> bool {
        let mut lines: BTreeMap<u32, bool> = BTreeMap::new();
        for (at, event) in events {
            let begins = matches!(
                event.kind,
                EventKind::Acquired { .. } | EventKind::Created | EventKind::Operation { .. }
            );
            let place = event
                .place
                .as_ref()
                .filter(|place| begins && place.file == file);
            let line = place.map(|place| place.line);
            if let Some(line) = line.filter(|line| self.from < *line && *line < self.to) {
                *lines.entry(line).or_default() |= self.lives.iter().any(|life| life.contains(*at));
            }
        }
        lines.values().any(|is_alive| !is_alive)
    }

    /// Whether it would be drawn through something that happened on this line while none of its guards lived.
    fn crosses_line(&self, line: u32, event: usize) -> bool {
        let is_alive = self.lives.iter().any(|life| life.contains(event));
        let is_before = line == self.from && event < self.drawn.began;
        let is_after = line == self.to && self.drawn.ended < event;
        let shares_line = (self.from..=self.to).contains(&line);
        self.is_long() && shares_line && !is_alive && !is_before && !is_after
    }

    /// Whether a later request on its line was refused, which ended the thread.
    fn begins_at_a_refusal(&self, events: &[(usize, &TraceEvent)], file: &str) -> bool {
        events.iter().any(|(at, event)| {
            let place = event.place.as_ref().filter(|place| place.file == file);
            let is_here = place.is_some_and(|place| place.line == self.from);
            let panics = matches!(event.kind, EventKind::Refused { panics: true, .. });
            is_here && panics && self.lives.iter().all(|life| life.ended < *at)
        })
    }

    /// Whether it lives through a row: at this event, or on the whole line.
    pub(super) fn lives_at(&self, line: u32, event: Option<usize>) -> bool {
        let Lifespan { began, ended, .. } = self.drawn;
        let after_begin =
            self.from < line || self.from == line && event.is_some_and(|at| at > began);
        let before_end = line < self.to || line == self.to && event.is_some_and(|at| at < ended);
        self.is_long() && after_begin && before_end
    }

    /// Whether it would live through a row without the panic that dropped it.
    pub(super) fn would_live_at(&self, line: u32, event: Option<usize>) -> bool {
        let is_over = |unwound: u32| {
            let is_after = event.is_some_and(|at| at > self.drawn.ended);
            line > unwound || line == unwound && is_after
        };
        self.is_long() && line <= self.to && self.unwound_on.is_some_and(is_over)
    }

    pub(super) fn is_long(&self) -> bool {
        !self.is_collapsed && (self.to > self.from || self.is_expanded)
    }

    /// Adds the notes about where it begins and where it is dropped.
    pub(super) fn write(&self, notes: &mut BTreeMap<u32, Vec<Note>>, now: Option<usize>) {
        let variable = self.variable.as_ref().map(|name| format!("`{name}`"));
        let begins = match &variable {
            Some(variable) => format!("{} {variable}", self.kind),
            None => self.kind.to_owned(),
        };
        let state = match (self.deepest(now), &self.state) {
            (deepest @ 2.., _) => format!(" (up to {deepest} at once)"),
            (_, Some(state)) => format!(" (now {state})"),
            (_, None) => String::new(),
        };
        let mut put = |line: u32, order: usize, bar: Bar, text: String| {
            let lives = self.lives.iter();
            notes.entry(line).or_default().push(Note {
                text,
                of_any: None,
                tone: if bar == Bar::WouldLive {
                    Tone::Quiet
                } else {
                    Tone::Notice
                },
                events: if matches!(bar, Bar::Ends | Bar::WouldLive) {
                    lives.map(|life| life.ended).collect()
                } else {
                    lives.map(|life| life.began).collect()
                },
                is_counted: true,
                order,
                bars: vec![(self.column, bar)],
                access: Some(self.access),
            });
        };
        let Lifespan { began, ended, .. } = self.drawn;
        let is_once = self.kind == INITIALIZATION;
        let how = match self.ending {
            Ending::Never if is_once => "never ends",
            Ending::Never => "never dropped",
            Ending::Unwound if is_once => "fails (panic)",
            Ending::Unwound => "dropped (panic)",
            Ending::Dropped if is_once => "ends",
            Ending::Dropped => "dropped",
        };
        if self.is_long() {
            put(self.from, began, Bar::Begins, format!("{begins}{state}"));
            let name = variable.unwrap_or_else(|| self.kind.to_owned());
            let is_seen = now.is_some_and(|now| now >= ended);
            if self.unwound_on.is_some() && !is_seen {
                let says = format!("{name} would be dropped");
                put(self.to, ended, Bar::WouldLive, says);
            } else {
                put(self.to, ended, Bar::Ends, format!("{name} {how}"));
            }
            return;
        }
        let text = match self.ending {
            Ending::Never => format!("{begins}{state}, {how}"),
            Ending::Dropped if self.to == self.from => format!("{begins}, {how} on this line"),
            Ending::Unwound if self.to == self.from => format!("{begins}, {how}"),
            Ending::Unwound | Ending::Dropped => {
                format!("{begins}{state}, {how} on line {}", self.to)
            }
        };
        put(self.from, began, Bar::OneLine, text);
    }
}

/// The name of a run of an initializer.
const INITIALIZATION: &str = "initialization";

/// Returns the line that the function with a guard had reached when a panic dropped it.
fn reached(trace: &Trace, began: usize, released: usize, file: &str) -> Option<u32> {
    let guard = &trace.events[began];
    let mut panics = trace.events[began..released].iter().rev();
    let panic = panics.find(|event| {
        let panics = matches!(
            event.kind,
            EventKind::Panicked { .. } | EventKind::Refused { panics: true, .. }
        );
        panics && event.thread == guard.thread && event.place.is_some()
    })?;
    let common = guard.calls.iter().rev().zip(panic.calls.iter().rev());
    let common = common.take_while(|(guard, panic)| guard.function == panic.function);
    let in_common = common.last().map(|(_, panic)| &panic.place);
    let place = in_common.or(panic.place.as_ref());
    place
        .filter(|place| place.file == file)
        .map(|place| place.line)
}

/// Returns the line on which a guard in the way would be dropped without the panic.
fn planned_end(trace: &Trace, began: usize, file: &str) -> Option<u32> {
    let explanations = trace.explanations.iter();
    let mut ends = explanations.filter_map(|one| one.cause.planned_end(began));
    let end = ends.next().filter(|end| end.place.file == file)?;
    Some(end.place.line)
}

/// Returns the last line at which the cell of a guard that is never dropped was refused, or waited for.
fn last_blocked_line(
    cell: Option<u32>,
    events: &[(usize, &TraceEvent)],
    file: &str,
) -> Option<u32> {
    let is_blocked = |event: &TraceEvent| {
        let kind = &event.kind;
        event.cell == cell && matches!(kind, EventKind::Refused { .. } | EventKind::Blocked { .. })
    };
    let places = events
        .iter()
        .filter(|(_, event)| is_blocked(event))
        .filter_map(|(_, event)| event.place.as_ref());
    places
        .filter(|place| place.file == file)
        .map(|place| place.line)
        .max()
}

fn is_refused(event: &TraceEvent) -> bool {
    matches!(event.kind, EventKind::Refused { .. })
}
