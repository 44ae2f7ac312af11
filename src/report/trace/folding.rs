//! Shortens long listings: rounds that repeat, and what no explanation is about.

use super::{Focus, events};
use crate::text::plural;
use crate::verdict::{Cause, EventKind, Trace, TraceEvent};
use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Rows up to which everything is shown, because they fit a terminal.
const MAX_UNFOLDED: usize = 24;

/// Rows up to which folding rounds is enough.
const MAX_FOLDED: usize = 36;

/// The longest round that is recognized, in rows.
const MAX_ROUND: usize = 32;

/// Rows at the beginning and at the end that are shown of a listing that is still longer.
const FIRST_ROWS: usize = 6;
const LAST_ROWS: usize = 24;

/// Events in a row that are shown although they are about something else, because a row would say so.
const MAX_GAP: usize = 2;

/// A row of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ListedRow {
    /// An event, and how often it happened in a row.
    Event { at: usize, times: usize },
    /// Events that are left out, from this one on.
    Folded { from: usize, says: String },
}

/// What the explanations of a trace are made of.
pub(super) struct Explained {
    pub(super) events: BTreeSet<usize>,
    cells: BTreeSet<u32>,
    threads: BTreeSet<u32>,
}

impl Explained {
    pub(super) fn new(trace: &Trace) -> Self {
        let events = trace.explanations.iter().flat_map(|one| &one.events);
        let mut events: BTreeSet<usize> = events.copied().collect();
        let mut guards = BTreeSet::new();
        let mut cells = BTreeSet::new();
        let mut threads = BTreeSet::new();
        for event in events.iter().filter_map(|at| trace.events.get(*at)) {
            cells.extend(event.cell);
            threads.insert(event.thread);
            if let EventKind::Acquired { guard, .. } | EventKind::Released { guard, .. } =
                event.kind
            {
                guards.insert(guard);
            }
        }
        for explanation in &trace.explanations {
            match &explanation.cause {
                // The cells through which the cycle closes; the others of the same values are beside the point.
                Cause::Leak(leak) => {
                    let links = leak.changed.iter().filter_map(|at| trace.events.get(*at));
                    let links: BTreeSet<u32> = links.filter_map(|event| event.cell).collect();
                    if links.is_empty() {
                        cells.extend(&leak.cells);
                    } else {
                        cells.extend(links);
                    }
                }
                Cause::Polling { cell, .. } => {
                    cells.insert(*cell);
                }
                Cause::Race(race) => {
                    cells.insert(race.cell);
                }
                Cause::Conflict { .. }
                | Cause::Reentry { .. }
                | Cause::Deadlock { .. }
                | Cause::Livelock { .. }
                | Cause::Poison { .. }
                | Cause::Ignored { .. }
                | Cause::EarlyAnnouncement(_)
                | Cause::LockOrder { .. }
                | Cause::HeldTooLong { .. } => {}
            }
        }
        for (at, event) in trace.events.iter().enumerate() {
            let ends_a_guard = matches!(
                event.kind,
                EventKind::Acquired { guard, .. } | EventKind::Released { guard, .. }
                    if guards.contains(&guard)
            );
            if ends_a_guard || fails(event) {
                events.insert(at);
            }
        }
        Self {
            events,
            cells,
            threads,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty() && self.cells.is_empty()
    }

    /// Whether an event is about a cell or a thread of an explanation.
    pub(super) fn is_about(&self, at: usize, event: &TraceEvent) -> bool {
        let starts =
            matches!(event.kind, EventKind::Spawned { child } if self.threads.contains(&child));
        self.events.contains(&at)
            || starts
            || event.cell.is_some_and(|cell| self.cells.contains(&cell))
    }
}

fn fails(event: &TraceEvent) -> bool {
    matches!(
        event.kind,
        EventKind::Panicked { .. } | EventKind::Refused { panics: true, .. }
    )
}

/// Returns the rows of a listing of these events.
pub(super) fn rows(trace: &Trace, focus: Focus<'_>, listed: &[usize]) -> Vec<ListedRow> {
    if focus.shows_all() || listed.len() <= MAX_UNFOLDED {
        let all = listed.iter();
        return all
            .map(|at| ListedRow::Event { at: *at, times: 1 })
            .collect();
    }
    let explained = Explained::new(trace);
    let listing = Listing {
        trace,
        explained: &explained,
    };
    let all = listing.rows(listed, |_| true);
    if all.len() <= MAX_FOLDED {
        return all;
    }
    if explained.is_empty() {
        return without_the_middle(all);
    }
    let close = listing.rows(listed, |at| explained.is_about(at, &trace.events[at]));
    if close.len() <= MAX_FOLDED {
        return close;
    }
    let last = close.iter().rev().take(LAST_ROWS).map(ListedRow::first);
    let last = last.min().unwrap_or(0);
    listing.rows(listed, |at| {
        explained.events.contains(&at) || at >= last && explained.is_about(at, &trace.events[at])
    })
}

impl ListedRow {
    /// The first event that it is about.
    fn first(&self) -> usize {
        match self {
            Self::Event { at, .. } => *at,
            Self::Folded { from, .. } => *from,
        }
    }
}

/// How many of the listed events have no row.
pub(super) fn hidden(listed: &[usize], rows: &[ListedRow]) -> usize {
    let shown = rows
        .iter()
        .filter(|row| matches!(row, ListedRow::Event { .. }));
    listed.len() - shown.count()
}

fn without_the_middle(mut rows: Vec<ListedRow>) -> Vec<ListedRow> {
    let end = rows.len().saturating_sub(LAST_ROWS);
    let omitted: Vec<ListedRow> = rows.drain(FIRST_ROWS..end).collect();
    let from = omitted.iter().map(ListedRow::first);
    if let Some(from) = from.min() {
        let says = format!("… {}", plural(omitted.len(), "row"));
        rows.insert(FIRST_ROWS, ListedRow::Folded { from, says });
    }
    rows
}

/// Part of a listing. Those with the same key look the same.
#[derive(Clone, Debug)]
struct Part {
    key: u64,
    kind: PartKind,
}

#[derive(Clone, Debug)]
enum PartKind {
    Event {
        at: usize,
        times: usize,
    },
    /// Rounds that look the same, of which the last is shown.
    Rounds {
        earlier: usize,
        from: usize,
        last: Vec<Part>,
    },
    /// Events about something else.
    Gap {
        from: usize,
        events: usize,
    },
}

struct Listing<'a> {
    trace: &'a Trace,
    explained: &'a Explained,
}

impl Listing<'_> {
    fn rows(&self, listed: &[usize], is_shown: impl Fn(usize) -> bool) -> Vec<ListedRow> {
        let part = |at: usize| Part {
            key: self.key(at),
            kind: PartKind::Event { at, times: 1 },
        };
        let mut parts: Vec<Part> = Vec::new();
        for events in listed.chunk_by(|one, other| is_shown(*one) == is_shown(*other)) {
            if events.len() <= MAX_GAP || is_shown(events[0]) {
                parts.extend(events.iter().map(|at| part(*at)));
            } else {
                let (from, events) = (events[0], events.len());
                let kind = PartKind::Gap { from, events };
                parts.push(Part { key: 0, kind });
            }
        }
        let mut rows = Vec::new();
        write(&fold(&parts), &mut rows);
        rows
    }

    /// The same for events that look the same. What an explanation is made of looks like nothing else.
    fn key(&self, at: usize) -> u64 {
        let event = &self.trace.events[at];
        let mut key = DefaultHasher::new();
        event.thread.hash(&mut key);
        event
            .place
            .as_ref()
            .map(|place| (&place.file, place.line))
            .hash(&mut key);
        events::without_value(self.trace, at).hash(&mut key);
        if let EventKind::Operation { action, value, .. } = &event.kind
            && action == "load"
        {
            value.hash(&mut key);
        }
        if self.explained.events.contains(&at) {
            at.hash(&mut key);
        }
        key.finish()
    }
}

/// Folds what repeats, also in what remains.
fn fold(parts: &[Part]) -> Vec<Part> {
    let before = parts.len();
    let mut rest = parts;
    let mut folded = Vec::new();
    while let Some(first) = rest.first() {
        let Some((length, rounds)) = repetition(rest) else {
            folded.push(first.clone());
            rest = &rest[1..];
            continue;
        };
        let (round, last) = (
            &rest[..length],
            &rest[length * (rounds - 1)..length * rounds],
        );
        let mut key = DefaultHasher::new();
        for part in round {
            part.key.hash(&mut key);
        }
        let (key, kind) = if let (1, PartKind::Event { at, .. }) = (length, &first.kind) {
            let (at, times) = (*at, rounds);
            (first.key, PartKind::Event { at, times })
        } else {
            let rounds = PartKind::Rounds {
                earlier: rounds - 1,
                from: first.kind.from(),
                last: fold(last),
            };
            (key.finish(), rounds)
        };
        folded.push(Part { key, kind });
        rest = &rest[length * rounds..];
    }
    if folded.len() < before {
        return fold(&folded);
    }
    folded
}

/// The length of the rounds that these parts begin with, and their number, if leaving them out makes the listing shorter.
fn repetition(parts: &[Part]) -> Option<(usize, usize)> {
    let keys = |from: usize, to: usize| parts[from..to].iter().map(|part| part.key);
    let lengths = 1..=MAX_ROUND.min(parts.len() / 2);
    let repetitions = lengths.filter_map(|length| {
        let rounds = (1..parts.len() / length)
            .take_while(|round| keys(0, length).eq(keys(round * length, (round + 1) * length)));
        let rounds = rounds.count() + 1;
        let is_one_event = length == 1 && matches!(parts[0].kind, PartKind::Event { times: 1, .. });
        let saved = (length * (rounds - 1)).checked_sub(usize::from(!is_one_event))?;
        (saved > usize::from(!is_one_event)).then_some((saved, length, rounds))
    });
    // Of those that save as much, the shortest.
    let best = repetitions.reduce(|best, other| if other.0 > best.0 { other } else { best })?;
    Some((best.1, best.2))
}

impl PartKind {
    fn from(&self) -> usize {
        match self {
            Self::Event { at, .. } => *at,
            Self::Rounds { from, .. } | Self::Gap { from, .. } => *from,
        }
    }
}

fn write(parts: &[Part], rows: &mut Vec<ListedRow>) {
    for part in parts {
        match &part.kind {
            PartKind::Event { at, times } => rows.push(ListedRow::Event {
                at: *at,
                times: *times,
            }),
            PartKind::Gap { from, events } => rows.push(ListedRow::Folded {
                from: *from,
                says: format!("… {}", plural(*events, "other event")),
            }),
            PartKind::Rounds {
                earlier,
                from,
                last,
            } => {
                let mut round = Vec::new();
                write(last, &mut round);
                let steps = plural(round.len(), "event");
                rows.push(ListedRow::Folded {
                    from: *from,
                    says: format!("… {} of these {steps}", plural(*earlier, "earlier round")),
                });
                rows.append(&mut round);
            }
        }
    }
}
