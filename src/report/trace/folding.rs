//! Shortens long listings: rounds that repeat, and what no explanation is about.

use super::{Focus, events, names, race_steps};
use crate::text::plural;
use crate::verdict::{Cause, EventKind, Trace, TraceEvent, TracedAction};
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

/// The maximum number of rows of a listing that is shown in full: they fit a terminal.
const MAX_UNFOLDED: usize = 24;

/// The maximum number of rows of a listing in which only rounds are folded.
const MAX_FOLDED: usize = 36;

/// The maximum number of rows of a listing that shows every event of an explanation.
const MAX_EXPLAINED: usize = 60;

/// The longest round that is recognized, in rows.
const MAX_ROUND: usize = 32;

/// How many rows are shown at the beginning and at the end of an even longer listing.
const FIRST_ROWS: usize = 6;
const LAST_ROWS: usize = 24;

/// The maximum number of consecutive unrelated events that are shown anyway: one row in place of them would save
/// little.
const MAX_GAP: usize = 2;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ListedRow {
    /// An event, and how often it happened consecutively.
    Event { at: usize, times: usize },
    /// Events that are left out, from this one on.
    Folded {
        from: usize,
        says: String,
        /// How many of the next rows it is about.
        rows: usize,
    },
}

/// The events that the explanations of a trace are about.
pub(super) struct Explained {
    pub(super) events: BTreeSet<usize>,
    cells: BTreeSet<u32>,
    threads: BTreeSet<u32>,
    /// Whether all of them are about leaks whose links are known: what else was done with these cells explains nothing.
    pub(super) is_leak: bool,
}

impl Explained {
    pub(super) fn new(trace: &Trace) -> Self {
        let mut explanations = trace.explanations.iter();
        let is_leak = !trace.explanations.is_empty()
            && explanations.all(
                |one| matches!(&one.cause, Cause::Leak(leak) if !leak.change_events.is_empty()),
            );
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
                    let links = leak
                        .change_events
                        .iter()
                        .filter_map(|at| trace.events.get(*at));
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
                | Cause::IgnoredError { .. }
                | Cause::EarlyAnnouncement(_)
                | Cause::UnorderedStores(_)
                | Cause::TornPair(_)
                | Cause::LockOrder { .. }
                | Cause::HeldTooLong { .. } => {}
            }
        }
        let mut failed = BTreeSet::new();
        for (at, event) in trace.events.iter().enumerate() {
            let ends_a_guard = matches!(
                event.kind,
                EventKind::Acquired { guard, .. } | EventKind::Released { guard, .. }
                    if guards.contains(&guard)
            );
            // What a thread caught and ran into again says nothing new.
            let mut is_new = || failed.insert((event.thread, event.place.as_ref()));
            if ends_a_guard || fails(event) && is_new() {
                events.insert(at);
            }
        }
        Self {
            events,
            cells,
            threads,
            is_leak,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty() && self.cells.is_empty()
    }

    /// Whether an event is about a cell or a thread of an explanation.
    pub(super) fn is_about(&self, at: usize, event: &TraceEvent) -> bool {
        if self.is_leak {
            let is_created = event.kind == EventKind::Created;
            let is_of_it = event.cell.is_some_and(|cell| self.cells.contains(&cell));
            return self.events.contains(&at) || is_created && is_of_it;
        }
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

pub(super) fn rows(trace: &Trace, focus: Focus<'_>, listed: &[usize]) -> Vec<ListedRow> {
    if focus.shows_all() || listed.len() <= MAX_UNFOLDED {
        let all = listed.iter();
        return all
            .map(|at| ListedRow::Event { at: *at, times: 1 })
            .collect();
    }
    let explained = Explained::new(trace);
    let listing = Listing::new(trace, &explained, listed);
    let all = listing.rows(listed, |_| true);
    if all.len() <= MAX_FOLDED && !explained.is_leak {
        return all;
    }
    if explained.is_empty() {
        return without_the_middle(all, listed);
    }
    let close = listing.rows(listed, |at| explained.is_about(at, &trace.events[at]));
    if close.len() <= MAX_FOLDED {
        return close;
    }
    let last = close.iter().rev().take(LAST_ROWS).map(ListedRow::first);
    let last = last.min().unwrap_or(0);
    let rows = listing.rows(listed, |at| {
        explained.events.contains(&at) || at >= last && explained.is_about(at, &trace.events[at])
    });
    if rows.len() > MAX_EXPLAINED {
        return without_the_middle(rows, listed);
    }
    rows
}

impl ListedRow {
    /// Returns the first event that it is about.
    fn first(&self) -> usize {
        match self {
            Self::Event { at, .. } => *at,
            Self::Folded { from, .. } => *from,
        }
    }
}

/// Returns how many of the listed events have no row.
pub(super) fn hidden(listed: &[usize], rows: &[ListedRow]) -> usize {
    let shown = rows
        .iter()
        .filter(|row| matches!(row, ListedRow::Event { .. }));
    listed.len() - shown.count()
}

fn without_the_middle(mut rows: Vec<ListedRow>, listed: &[usize]) -> Vec<ListedRow> {
    let mut end = rows.len().saturating_sub(LAST_ROWS);
    // A row that says how often the next ones are repeated would be about rows that are left out.
    let is_cut = |at: &usize| matches!(&rows[*at], ListedRow::Folded { rows, .. } if at + rows >= FIRST_ROWS);
    let mut start = (0..FIRST_ROWS.min(rows.len()))
        .find(is_cut)
        .unwrap_or(FIRST_ROWS);
    // A gap that is there already becomes part of this one.
    let is_gap = |row: &ListedRow| matches!(row, ListedRow::Folded { rows: 0, .. });
    if start < end {
        start -= usize::from(start > 0 && is_gap(&rows[start - 1]));
        end += usize::from(is_gap(&rows[end]));
    }
    let to = rows.get(end).map_or(usize::MAX, ListedRow::first);
    let omitted = rows.drain(start..end.max(start)).map(|row| row.first());
    if let Some(from) = omitted.min() {
        let events = listed.iter().filter(|at| (from..to).contains(*at)).count();
        rows.insert(start, gap(from, events, &[]));
    }
    rows
}

fn gap(from: usize, events: usize, meanwhile: &[String]) -> ListedRow {
    let says = format!("… {}", plural(events, "other event"));
    let says = [says].into_iter().chain(meanwhile.iter().cloned());
    ListedRow::Folded {
        from,
        says: says.collect::<Vec<String>>().join("; "),
        rows: 0,
    }
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
    Gap {
        from: usize,
        events: usize,
        /// How waits that are shown ended: without that, threads would seem to wait for each other.
        meanwhile: Vec<String>,
    },
}

struct Listing<'a> {
    trace: &'a Trace,
    keys: BTreeMap<usize, u64>,
}

impl<'a> Listing<'a> {
    fn new(trace: &'a Trace, explained: &Explained, listed: &[usize]) -> Self {
        let keys = listed.iter().map(|at| (*at, key(trace, explained, *at)));
        Self {
            trace,
            keys: keys.collect(),
        }
    }

    fn rows(&self, listed: &[usize], is_shown: impl Fn(usize) -> bool) -> Vec<ListedRow> {
        let part = |at: usize| Part {
            key: self.keys[&at],
            kind: PartKind::Event { at, times: 1 },
        };
        let mut parts: Vec<Part> = Vec::new();
        for events in listed.chunk_by(|one, other| is_shown(*one) == is_shown(*other)) {
            if events.len() <= MAX_GAP || is_shown(events[0]) {
                parts.extend(events.iter().map(|at| part(*at)));
            } else {
                let meanwhile = self.waits_that_end(events, &is_shown);
                let mut key = DefaultHasher::new();
                meanwhile.hash(&mut key);
                let kind = PartKind::Gap {
                    from: events[0],
                    events: events.len(),
                    meanwhile,
                };
                parts.push(Part {
                    key: key.finish(),
                    kind,
                });
            }
        }
        let mut rows = Vec::new();
        write(&fold(&parts), &mut rows);
        rows
    }

    /// Returns which threads get what they were shown to wait for, in events that are left out.
    fn waits_that_end(&self, events: &[usize], is_shown: impl Fn(usize) -> bool) -> Vec<String> {
        const MAX_NAMED: usize = 3;
        let got = events.iter().filter_map(|at| {
            let event = &self.trace.events[*at];
            let EventKind::Acquired { .. } = event.kind else {
                return None;
            };
            let mut before = self.trace.events[..*at].iter().enumerate().rev();
            let (wait, waited) = before.find(|(_, other)| {
                other.thread == event.thread && !matches!(other.kind, EventKind::Resumed { .. })
            })?;
            let is_wait =
                matches!(waited.kind, EventKind::Blocked { .. }) && waited.cell == event.cell;
            (is_wait && wait < events[0] && is_shown(wait)).then(|| {
                let who = names::thread_name(self.trace, event.thread);
                let what = names::cell_of_event(self.trace, event).unwrap_or_default();
                format!("{who} gets {what}")
            })
        });
        got.take(MAX_NAMED).collect()
    }
}

/// Returns a key that is the same for events that look the same. An event of an explanation looks like no other.
fn key(trace: &Trace, explained: &Explained, at: usize) -> u64 {
    let event = &trace.events[at];
    let mut key = DefaultHasher::new();
    event.thread.hash(&mut key);
    event
        .place
        .as_ref()
        .map(|place| (&place.file, place.line))
        .hash(&mut key);
    events::without_value(trace, at).hash(&mut key);
    if let EventKind::Operation { action, value, .. } = &event.kind
        && *action == TracedAction::Load
    {
        value.hash(&mut key);
    }
    if explained.events.contains(&at) {
        at.hash(&mut key);
    }
    key.finish()
}

/// Folds repetitions, also among the parts that remain.
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

/// Returns the length of the rounds that these parts begin with, and their number, if leaving them out makes the
/// listing shorter.
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
    // Among those that save the same number of rows, the one with the shortest round.
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
            PartKind::Gap {
                from,
                events,
                meanwhile,
            } => rows.push(gap(*from, *events, meanwhile)),
            PartKind::Rounds {
                earlier,
                from,
                last,
            } => {
                let mut round = Vec::new();
                write(last, &mut round);
                let steps = match round.len() {
                    1 => "the next row".to_owned(),
                    rows => format!("the next {rows} rows"),
                };
                let mut from = *from;
                let mut says = format!("… {} of {steps}", plural(*earlier, "earlier round"));
                // Two such rows in succession would look as if the first were about the second.
                if let Some(ListedRow::Folded {
                    from: first,
                    says: before,
                    rows: 0,
                }) = rows.last()
                {
                    from = *first;
                    says = format!("{before}, then {}", says.trim_start_matches("… "));
                    rows.pop();
                }
                let folded = round.len();
                rows.push(ListedRow::Folded {
                    from,
                    says,
                    rows: folded,
                });
                rows.append(&mut round);
            }
        }
    }
}
/// Returns the events that show what was found in a run that finished with several threads: nothing else points at
/// them.
pub(super) fn marked(trace: &Trace) -> BTreeSet<usize> {
    let is_between_threads = |cause: &Cause| match cause {
        Cause::LockOrder { .. }
        | Cause::Race(_)
        | Cause::EarlyAnnouncement(_)
        | Cause::UnorderedStores(_)
        | Cause::TornPair(_)
        | Cause::HeldTooLong { .. } => true,
        Cause::Conflict { .. }
        | Cause::Reentry { .. }
        | Cause::Deadlock { .. }
        | Cause::Livelock { .. }
        | Cause::IgnoredError { .. }
        | Cause::Polling { .. }
        | Cause::Poison { .. }
        | Cause::Leak(_) => false,
    };
    let explanations = trace.explanations.iter();
    let found = explanations.filter(|one| is_between_threads(&one.cause));
    found
        .flat_map(|one| race_steps::explained_events(trace, one))
        .collect()
}
