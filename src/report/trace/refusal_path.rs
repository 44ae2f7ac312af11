//! The path from a guard to the borrow that it blocks: the calls in their order. In the order of the source, a refusal
//! in another function would be drawn beside guards that have nothing to do with it.

use super::explanation::function;
use super::names::{acquires, guard};
use super::{Bar, Focus, GutterLine, Moment};
use crate::report::Tone;
use crate::text::plural;
use crate::verdict::{
    AccessMode, Call, Cause, EventKind, GuardEnd, Holding, Place, StoredGuard, Trace, TraceEvent,
};
use std::cmp::Ordering;

pub(super) struct RefusalPath {
    pub(super) lines: Vec<GutterLine>,
    pub(super) cell: Option<u32>,
    /// The index of the event that created the first of the guards.
    pub(super) began: usize,
}

/// Returns the path to the first refused borrow, if that is of a cell that is shown, and a function called another one
/// under its guards, all in this file.
pub(super) fn lines(trace: &Trace, focus: Focus<'_>) -> Option<RefusalPath> {
    let (refused, guards, holdings) = first_conflict(trace)?;
    let refusal = trace.events.get(refused)?;
    let first = guards.iter().min()?;
    let is_shown = focus.cell.is_none() || focus.cell == refusal.cell;
    is_shown.then_some(())?;
    let write_guards: Vec<usize> = (0..)
        .zip(guards)
        .filter(|(_, guard)| is_exclusive(&trace.events[**guard].kind))
        .map(|(column, _)| column)
        .collect();
    let drawing = PathDrawing {
        file: focus.file,
        source: focus.source,
        columns: guards.len(),
        write_guards: &write_guards,
        now: focus.event,
    };
    let mut drawn = Vec::new();
    let mut paths = Vec::new();
    for (column, (began, holding)) in guards.iter().zip(holdings).enumerate() {
        let guard = DrawnGuard::new(trace, *began, column)?;
        paths.push(calls_under(holding, &guard.event.calls, &refusal.calls)?);
        drawn.push(guard);
    }
    // The path from the outermost guard contains the others.
    let outer = paths.first()?.clone();
    paths
        .iter()
        .all(|path| outer.ends_with(path))
        .then_some(())?;
    let mut lines = Vec::new();
    let mut path: Vec<GutterLine> = Vec::new();
    let mut begun = 0;
    // If a future was suspended in the function that then asked for the borrow, no call is in between.
    for at in 0..outer.len().max(1) {
        while paths
            .get(begun)
            .is_some_and(|own| own.len() == outer.len() - at)
        {
            let begins = drawing.beginning(&drawn[begun], &holdings[begun])?;
            if at == 0 {
                lines.extend(begins);
            } else {
                path.extend(begins);
            }
            begun += 1;
        }
        let Some(call) = outer.get(at) else { break };
        let mut bars = drawing.all(Bar::Empty);
        bars[..begun].fill(Bar::Lives);
        let is_past = |now: usize| {
            let calls = &trace.events[now].calls;
            let is_under = now >= *first && calls.iter().any(|made| made.place == call.place);
            now >= refused || is_under
        };
        let inner = outer.get(at + 1).map(|call| call.function.as_str());
        let called = inner.or_else(|| Some(refusal.calls.first()?.function.as_str()));
        let again = called.filter(|called| *called == outer[0].function);
        let note = again.map(|again| (Tone::Quiet, format!("calls `{again}` again")));
        let mut line = drawing.line(&call.place, bars, note)?;
        if !focus.event.is_none_or(is_past) {
            line.moment = Moment::Future;
        }
        let before = path.last().or(lines.last());
        if before.is_none_or(|before| before.number != line.number) {
            path.push(line);
        } else if let Some(before) = path.last_mut().filter(|_| line.note.is_some()) {
            *before = line;
        }
    }
    (begun == drawn.len()).then_some(())?;
    lines.extend(shortened(path, focus));
    let at = refusal.place.as_ref()?;
    let cannot = refusal_text(trace, refusal, holdings)?;
    let last = drawing.line(at, drawing.all(Bar::Refuses), Some((Tone::Bad, cannot)))?;
    lines.push(drawing.at(refused, last));
    let planned = |guard: &DrawnGuard<'_>| {
        let mut explanations = trace.explanations.iter();
        explanations.find_map(|one| one.cause.planned_end(guard.began))
    };
    lines.extend(drawing.ends(trace, drawn, planned)?);
    Some(RefusalPath {
        lines,
        cell: refusal.cell,
        began: *first,
    })
}

/// Returns the first refused borrow whose guards are all explained, with the events that created these guards and how
/// each is held.
fn first_conflict(trace: &Trace) -> Option<(usize, &[usize], &[Holding])> {
    trace.explanations.iter().find_map(|one| {
        let Cause::Conflict {
            refused,
            guards,
            holding,
            holdings,
            ..
        } = &one.cause
        else {
            return None;
        };
        let holdings = holding
            .as_deref()
            .map_or(holdings.as_slice(), std::slice::from_ref);
        (!holdings.is_empty() && holdings.len() == guards.len()).then_some((
            *refused,
            guards.as_slice(),
            holdings,
        ))
    })
}

/// Says what is refused and, in a recursion, in which call.
fn refusal_text(trace: &Trace, refusal: &TraceEvent, holdings: &[Holding]) -> Option<String> {
    let EventKind::Refused { access, .. } = refusal.kind else {
        return None;
    };
    let (verb, how) = acquires(trace.cell(refusal), access);
    let own = refusal
        .calls
        .first()
        .map(|call| Call::named(&call.function));
    let mut calls = holdings.iter().filter_map(|held| held.call.as_ref());
    let is_inner = |name: &&str| {
        calls.any(|call| call.is_recursive && Call::named(&call.from.function) == *name)
    };
    let inner = own.filter(is_inner);
    let inner = inner.map(|name| format!(" in the inner `{name}`"));
    let verb = verb.trim_end_matches('s');
    Some(format!("✗ cannot {verb}{how}{}", inner.unwrap_or_default()))
}

fn is_exclusive(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Acquired {
            access: AccessMode::Exclusive,
            ..
        }
    )
}

/// A guard in the way, in its column.
struct DrawnGuard<'a> {
    began: usize,
    event: &'a TraceEvent,
    id: u32,
    kind: &'static str,
    name: Option<&'a String>,
    column: usize,
}

impl<'a> DrawnGuard<'a> {
    fn new(trace: &'a Trace, began: usize, column: usize) -> Option<Self> {
        let event = trace.events.get(began)?;
        let EventKind::Acquired {
            guard: id,
            access,
            name,
            ..
        } = &event.kind
        else {
            return None;
        };
        Some(Self {
            began,
            event,
            id: *id,
            kind: guard(trace.cell(event), *access),
            name: name.as_ref(),
            column,
        })
    }

    /// Returns the index of the event that dropped it, its place, and whether a panic did.
    fn released(&self, trace: &'a Trace) -> Option<(usize, Option<&'a Place>, bool)> {
        let mut events = trace.events.iter().enumerate();
        events.find_map(|(at, event)| {
            if let EventKind::Released {
                guard, unwinding, ..
            } = event.kind
            {
                (guard == self.id).then_some((at, event.place.as_ref(), unwinding))
            } else {
                None
            }
        })
    }
}

/// Leaves out the middle of a long path.
fn shortened(mut path: Vec<GutterLine>, focus: Focus<'_>) -> Vec<GutterLine> {
    const MAX_CALLS: usize = 20;
    if let Some(more @ 1..) = path.len().checked_sub(MAX_CALLS).filter(|_| !focus.all) {
        let half = MAX_CALLS / 2;
        let omitted = GutterLine {
            source: format!("… {}", plural(more, "more call")),
            bars: path[half].bars.clone(),
            ..GutterLine::default()
        };
        path.splice(half..half + more, [omitted]);
    }
    path
}

/// Returns the calls from the function with the guard to the refused borrow, without the borrow itself. If a suspended
/// future has the guard, returns the calls that were made after the future had stopped.
fn calls_under<'a>(held: &Holding, created: &[Call], refused: &'a [Call]) -> Option<Vec<&'a Call>> {
    if held.suspended.is_some() {
        let both = created.iter().rev().zip(refused.iter().rev());
        let outer = both.take_while(|(one, other)| one == other).count();
        return Some(
            refused
                .get(1..refused.len() - outer)?
                .iter()
                .rev()
                .collect(),
        );
    }
    let first = &held.call.as_ref()?.from;
    // In a recursion, more than one call looks like the one with the guard: its depth distinguishes it.
    let owner = held.owner.as_ref();
    let owner = owner.map_or(Some(0), |owner| {
        created.iter().position(|call| call == owner)
    });
    let depth = owner.map(|owner| created.len() - owner);
    let by_depth = depth.and_then(|depth| refused.len().checked_sub(depth));
    let by_depth = by_depth.filter(|at| {
        refused
            .get(*at)
            .is_some_and(|call| call.function == first.function)
    });
    let outer = by_depth.or_else(|| refused.iter().position(|call| call == first))?;
    let calls = refused.get(1..=outer)?;
    Some(calls.iter().rev().collect())
}

#[derive(Clone, Copy)]
struct PathDrawing<'a> {
    file: &'a str,
    source: &'a str,
    /// How many guards are drawn.
    columns: usize,
    /// The columns of those that are write guards.
    write_guards: &'a [usize],
    /// The event that the reader is at.
    now: Option<usize>,
}

impl PathDrawing<'_> {
    fn all(self, bar: Bar) -> Vec<Bar> {
        vec![bar; self.columns]
    }

    /// Returns a bar in this column; the guards in the columns before it live.
    fn beside(self, column: usize, bar: Bar) -> Vec<Bar> {
        let mut bars = self.all(Bar::Empty);
        bars[..column].fill(Bar::Lives);
        bars[column] = bar;
        bars
    }

    /// Returns where a guard was created, and where the function that holds it got it.
    fn beginning(self, guard: &DrawnGuard<'_>, held: &Holding) -> Option<Vec<GutterLine>> {
        let since = guard.event.place.as_ref()?;
        let variable = guard.name.map(|name| format!(" `{name}`"));
        let call = held.call.as_ref().filter(|call| call.is_recursive);
        let call =
            call.map(|call| format!(", of the outer `{}`", Call::named(&call.from.function)));
        let begins = format!(
            "{}{}{}",
            guard.kind,
            variable.unwrap_or_default(),
            call.unwrap_or_default()
        );
        let note = Some((Tone::Notice, begins));
        let begins = self.line(since, self.beside(guard.column, Bar::Begins), note)?;
        let mut lines = vec![self.of_guard(guard, guard.began, begins)];
        let suspended = held.suspended.as_ref();
        let gets = (held.owner.as_ref()).or(suspended.map(|suspended| &suspended.owner));
        let gets = gets.map(|call| (&call.place, format!("{} gets it", function(&call.function))));
        let stops = suspended.and_then(|suspended| {
            let function = function(&suspended.owner.function);
            Some((
                suspended.awaits.as_ref()?,
                format!("{function} is suspended"),
            ))
        });
        let puts = held.field.as_ref().zip(held.stored.as_ref());
        let puts = puts.map(|(field, StoredGuard { method, .. })| {
            let puts = format!("`{}` puts it into `{}`", method.function, field.name);
            (&method.place, puts)
        });
        for (place, note) in gets.into_iter().chain(puts).chain(stops) {
            if place == since {
                continue;
            }
            let bars = self.beside(guard.column, Bar::Lives);
            let line = self.line(place, bars, Some((Tone::Quiet, note)))?;
            // The function that created it has yet to return it, or to store it.
            let is_past = self.now.is_none_or(|now| now > guard.began);
            let moment = if is_past {
                Moment::Past
            } else {
                Moment::Future
            };
            lines.push(GutterLine { moment, ..line });
        }
        Some(lines)
    }

    /// Returns where the guards are dropped, in this order; after a panic, where they would be.
    fn ends<'g>(
        self,
        trace: &'g Trace,
        mut guards: Vec<DrawnGuard<'g>>,
        planned: impl Fn(&DrawnGuard<'g>) -> Option<&'g GuardEnd>,
    ) -> Option<Vec<GutterLine>> {
        guards.sort_by_key(|guard| guard.released(trace).map_or(usize::MAX, |(at, ..)| at));
        let mut left = self.all(Bar::Lives);
        let mut lines = Vec::new();
        for guard in &guards {
            let mut bars = left.clone();
            left[guard.column] = Bar::Empty;
            let name = guard
                .name
                .map_or(guard.kind.to_owned(), |name| format!("`{name}`"));
            let released = guard.released(trace);
            let is_seen = released.is_some_and(|(at, ..)| self.now.is_some_and(|now| now >= at));
            // After a panic, the run reached no later line. A reader at the drop sees where the panic dropped it.
            let (place, bar, how) = match (released, planned(guard)) {
                (Some((_, place, false)), _) => (place, Bar::Ends, "dropped"),
                (Some((_, place, true)), _) if is_seen => {
                    let place = place.filter(|place| place.file == self.file);
                    (place, Bar::Ends, "dropped (panic)")
                }
                (Some((_, _, true)), Some(end)) if end.place.file == self.file => {
                    let place = Some(&end.place);
                    (place, Bar::WouldLive, "would be dropped")
                }
                (Some((_, _, true)), _) => (None, Bar::Ends, "dropped (panic)"),
                (None, _) => (None, Bar::Ends, "never dropped"),
            };
            bars[guard.column] = bar;
            let tone = if bar == Bar::WouldLive {
                Tone::Quiet
            } else {
                Tone::Notice
            };
            let note = Some((tone, format!("{name} {how}")));
            let line = match place {
                Some(place) => self.line(place, bars, note)?,
                None => GutterLine {
                    bars,
                    note,
                    write_guards: self.write_guards.to_vec(),
                    ..GutterLine::default()
                },
            };
            let at = released.map_or(usize::MAX, |(at, ..)| at);
            lines.push(self.of_guard(guard, at, line));
        }
        Some(lines)
    }

    fn at(self, event: usize, line: GutterLine) -> GutterLine {
        GutterLine {
            event: Some(event),
            moment: match self.now.map(|now| event.cmp(&now)) {
                Some(Ordering::Equal) => Moment::Present,
                Some(Ordering::Greater) => Moment::Future,
                Some(Ordering::Less) | None => Moment::Past,
            },
            ..line
        }
    }

    /// Returns the line of an event at which a guard begins or ends.
    fn of_guard(self, guard: &DrawnGuard<'_>, event: usize, line: GutterLine) -> GutterLine {
        let access = if self.write_guards.contains(&guard.column) {
            AccessMode::Exclusive
        } else {
            AccessMode::Shared
        };
        GutterLine {
            access: Some(access),
            ..self.at(event, line)
        }
    }

    fn line(
        self,
        place: &Place,
        bars: Vec<Bar>,
        note: Option<(Tone, String)>,
    ) -> Option<GutterLine> {
        if place.file != self.file {
            return None;
        }
        let index = usize::try_from(place.line).ok()?.checked_sub(1)?;
        Some(GutterLine {
            number: Some(place.line),
            source: self.source.lines().nth(index)?.trim().to_owned(),
            bars,
            note,
            write_guards: self.write_guards.to_vec(),
            ..GutterLine::default()
        })
    }
}
