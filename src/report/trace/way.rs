//! The way from a guard to where it is refused: the calls in their order. In the order of the source, a refusal in another
//! function would be drawn beside guards that have nothing to do with it.

use super::names::{acquires, guard};
use super::{Bar, Focus, GutterLine};
use crate::report::Tone;
use crate::text::plural;
use crate::verdict::{Call, Cause, EventKind, Holding, Place, Trace, TraceEvent};

/// The lines of the first refused borrow, if a function called another one under its guard, all in this file.
pub(super) fn lines(trace: &Trace, focus: Focus<'_>) -> Option<Vec<GutterLine>> {
    let (refused, guards, held) = trace.explanations.iter().find_map(|one| {
        if let Cause::Conflict {
            refused,
            guards,
            held: Some(held),
            ..
        } = &one.cause
        {
            Some((*refused, guards, held))
        } else {
            None
        }
    })?;
    let begin = trace.events.get(*guards.first()?)?;
    let refusal = trace.events.get(refused)?;
    let (since, at) = (begin.place.as_ref()?, refusal.place.as_ref()?);
    let calls = calls_under(held, &begin.calls, &refusal.calls)?;
    let way = Way {
        file: focus.file,
        source: focus.source,
    };
    let mut lines = Vec::new();
    let EventKind::Acquired {
        guard: id,
        access,
        name,
        ..
    } = &begin.kind
    else {
        return None;
    };
    let kind = guard(trace.cell(begin), *access);
    let variable = name.as_ref().map(|name| format!(" `{name}`"));
    let begins = format!("{kind}{}", variable.unwrap_or_default());
    lines.push(way.line(since, Bar::Begins, Some((Tone::Notice, begins)))?);
    if let Some(owner) = held.owner.as_ref().filter(|owner| owner.place != *since) {
        let got = format!("`{}` gets it", owner.function);
        lines.push(way.line(&owner.place, Bar::Lives, Some((Tone::Notice, got)))?);
    }
    let mut path = Vec::new();
    for call in calls {
        let line = way.line(&call.place, Bar::Lives, None)?;
        let last = path.last().or(lines.last());
        if last.is_none_or(|last| last.number != line.number) {
            path.push(line);
        }
    }
    lines.extend(shortened(path, focus));
    let EventKind::Refused { access, .. } = refusal.kind else {
        return None;
    };
    let (verb, how) = acquires(trace.cell(refusal), access);
    let cannot = format!("✗ cannot {}{how}", verb.trim_end_matches('s'));
    lines.push(way.line(at, Bar::Refuses, Some((Tone::Bad, cannot)))?);
    let name = name
        .as_ref()
        .map_or(kind.to_owned(), |name| format!("`{name}`"));
    let released = trace.events.iter().find_map(|event| {
        if let EventKind::Released {
            guard, unwinding, ..
        } = event.kind
        {
            (guard == *id).then_some((event, unwinding))
        } else {
            None
        }
    });
    lines.push(match released {
        Some((
            TraceEvent {
                place: Some(place), ..
            },
            false,
        )) => {
            let note = (Tone::Notice, format!("{name} dropped"));
            way.line(place, Bar::Ends, Some(note))?
        }
        // The run came to no later line.
        Some((_, true)) => end(format!("{name} dropped (panic)")),
        Some((_, false)) => end(format!("{name} dropped")),
        None => end(format!("{name} never dropped")),
    });
    Some(lines)
}

/// The end of a guard that has no line.
fn end(says: String) -> GutterLine {
    GutterLine {
        bars: vec![Bar::Ends],
        note: Some((Tone::Notice, says)),
        ..GutterLine::default()
    }
}

/// Leaves out the middle of a long path.
fn shortened(mut path: Vec<GutterLine>, focus: Focus<'_>) -> Vec<GutterLine> {
    const MAX_CALLS: usize = 20;
    if let Some(more @ 1..) = path.len().checked_sub(MAX_CALLS).filter(|_| !focus.all) {
        let half = MAX_CALLS / 2;
        let omitted = GutterLine {
            source: format!("… {}", plural(more, "more call")),
            bars: vec![Bar::Lives],
            ..GutterLine::default()
        };
        path.splice(half..half + more, [omitted]);
    }
    path
}

/// The calls from the function with the guard to the refused borrow, without that.
fn calls_under<'a>(held: &Holding, created: &[Call], refused: &'a [Call]) -> Option<Vec<&'a Call>> {
    let first = &held.calls.as_ref()?.from;
    // In a recursion, more than one call looks like the one with the guard: its depth tells.
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
struct Way<'a> {
    file: &'a str,
    source: &'a str,
}

impl Way<'_> {
    fn line(self, place: &Place, bar: Bar, note: Option<(Tone, String)>) -> Option<GutterLine> {
        if place.file != self.file {
            return None;
        }
        let index = usize::try_from(place.line).ok()?.checked_sub(1)?;
        Some(GutterLine {
            number: Some(place.line),
            source: self.source.lines().nth(index)?.trim().to_owned(),
            bars: vec![bar],
            note,
            ..GutterLine::default()
        })
    }
}
