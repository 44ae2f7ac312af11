//! The way from a guard to where it is refused: the calls in their order. In the order of the source, a refusal in another
//! function would be drawn beside guards that have nothing to do with it.

use super::names::{acquires, guard};
use super::{Bar, Focus, GutterLine};
use crate::report::Tone;
use crate::verdict::{Call, Cause, EventKind, Holding, Place, Trace};

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
    let calls = calls_under(held, &refusal.calls)?;
    let way = Way {
        file: focus.file,
        source: focus.source,
    };
    let mut lines = Vec::new();
    let EventKind::Acquired { access, name, .. } = &begin.kind else {
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
    for call in calls {
        let line = way.line(&call.place, Bar::Lives, None)?;
        if lines.last().is_none_or(|last| last.number != line.number) {
            lines.push(line);
        }
    }
    let EventKind::Refused { access, .. } = refusal.kind else {
        return None;
    };
    let (verb, how) = acquires(trace.cell(refusal), access);
    let cannot = format!("✗ cannot {}{how}", verb.trim_end_matches('s'));
    lines.push(way.line(at, Bar::Refuses, Some((Tone::Bad, cannot)))?);
    if let Some(end) = &held.until {
        let dropped = end.event.and_then(|event| trace.events.get(event));
        let by_panic = dropped.is_some_and(|event| {
            matches!(
                event.kind,
                EventKind::Released {
                    unwinding: true,
                    ..
                }
            )
        });
        let how = if by_panic {
            "dropped (panic)"
        } else {
            "dropped"
        };
        let name = name
            .as_ref()
            .map_or(kind.to_owned(), |name| format!("`{name}`"));
        let note = (Tone::Notice, format!("{name} {how}"));
        lines.push(way.line(&end.place, Bar::Ends, Some(note))?);
    }
    Some(lines)
}

/// The calls from the function with the guard to the refused borrow, without that.
fn calls_under<'a>(held: &Holding, calls: &'a [Call]) -> Option<Vec<&'a Call>> {
    let first = &held.calls.as_ref()?.from;
    let outer = calls.iter().position(|call| call == first)?;
    Some(calls[1..=outer].iter().rev().collect())
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
            current: false,
        })
    }
}
