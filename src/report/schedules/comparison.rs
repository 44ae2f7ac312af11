//! Two schedules with different results side by side, and what makes the difference.

use crate::report::trace::{events, explanation_with_help, names};
use crate::report::{Block, Tone};
use crate::text::{list, pad};
use crate::verdict::{
    Cause, EventKind, Explanation, Exploration, Place, ScheduleResult, Trace, TraceEvent,
    TracedAction, TracedCell,
};
use std::mem::discriminant;

/// The maximum number of steps of each schedule to show.
const MAX_STEPS: usize = 12;
/// How many of them come before the point where the schedules differ.
const STEPS_BEFORE: usize = 2;
/// How many of the shown steps lead to the last step of the race, if that comes much later.
const LAST_STEPS: usize = 4;
const WIDTH: usize = 36;

pub(super) fn blocks(found: &Exploration) -> Vec<Block> {
    match found.compared.as_slice() {
        // The trace of the failing schedule follows, with its explanations.
        [first, other] if found.failing_trace.is_some() => side_by_side(found, first, other),
        [first, other] => {
            let mut blocks = side_by_side(found, first, other);
            let (trace, says) = match sentences(other) {
                says if says.is_empty() => (first, sentences(first)),
                says => (other, says),
            };
            let number = result_number(found, trace).filter(|_| !says.is_empty());
            blocks.extend(
                number.map(|number| Block::Prose(format!("In a schedule with result {number}:"))),
            );
            blocks.extend(says);
            if blocks.is_empty() && first.omitted_events + other.omitted_events == 0 {
                blocks.extend(order(first, other));
            }
            blocks
        }
        [only] => sentences(only),
        [] | [_, _, ..] => Vec::new(),
    }
}

/// Whether a race in the second of two schedules explains the difference.
pub(super) fn explains_a_race(found: &Exploration) -> bool {
    let [_, other] = found.compared.as_slice() else {
        return false;
    };
    let mut explanations = other.explanations.iter();
    explanations.any(|one| {
        matches!(
            one.cause,
            Cause::Race(_) | Cause::EarlyAnnouncement(_) | Cause::TornPair(_)
        )
    })
}

/// Returns the number under which the result of a trace is listed.
fn result_number(found: &Exploration, trace: &Trace) -> Option<usize> {
    // The ending of a trace has more details, so only its kind is compared.
    let has_it = |result: &ScheduleResult| {
        let is_alike = discriminant(&result.ending) == discriminant(&trace.ending);
        is_alike && result.stdout == trace.stdout
    };
    let mut numbers = (1..)
        .zip(&found.results)
        .filter(|(_, result)| has_it(result))
        .map(|(number, _)| number);
    let only = numbers.next().filter(|_| found.results.len() > 1);
    only.filter(|_| numbers.next().is_none())
}

fn sentences(trace: &Trace) -> Vec<Block> {
    let explanations = trace.explanations.iter();
    let says = explanations.flat_map(|one| explanation_with_help(trace, one));
    says.collect()
}

/// Returns the accesses to the cells of a race in both schedules, from where they differ.
fn side_by_side(found: &Exploration, first: &Trace, other: &Trace) -> Vec<Block> {
    let cells = other
        .explanations
        .iter()
        .find_map(|one| cells_of_race(other, one));
    let Some(cells) = cells else {
        return Vec::new();
    };
    if first.omitted_events + other.omitted_events > 0 {
        return Vec::new();
    }
    let same = cells
        .iter()
        .filter_map(|cell| same_cell(first, other, *cell));
    let left = steps(first, &same.collect::<Vec<u32>>());
    let right = steps(other, &cells);
    let alike = left
        .iter()
        .zip(&right)
        .take_while(|((_, one), (_, other))| one == other);
    let from = alike.count().saturating_sub(STEPS_BEFORE);
    let end = left.len().max(right.len());
    let shown = shown_rows(from, end, last_of_race(other, &right));
    let step = |steps: &[(usize, String)], at: usize| {
        steps
            .get(at)
            .map_or(String::new(), |(_, says)| says.clone())
    };
    let heading = |trace: &Trace, otherwise: &str| {
        let number = result_number(found, trace);
        number.map_or_else(
            || otherwise.to_owned(),
            |number| format!("with result {number}"),
        )
    };
    let heading = format!(
        "{}{}",
        pad(&heading(first, "the simplest schedule"), WIDTH),
        heading(other, "the other")
    );
    let lines = shown.into_iter().map(|at| match at {
        Some(at) => {
            let line = format!("{}{}", pad(&step(&left, at), WIDTH), step(&right, at));
            line.trim_end().to_owned()
        }
        None => format!("{}   …", pad("   …", WIDTH)),
    });
    let names = cells.iter().map(|cell| names::cell_name(other, *cell));
    let names = list(&names.collect::<Vec<String>>());
    let title = format!("What happens to {names} in two schedules, with the line of each step:");
    vec![
        Block::Note(Tone::Neutral, title),
        Block::Lines([heading].into_iter().chain(lines).collect()),
    ]
}

/// Returns the rows that are shown; `None` in place of rows that are left out.
fn shown_rows(from: usize, end: usize, last: Option<usize>) -> Vec<Option<usize>> {
    let until = end.min(from + MAX_STEPS);
    let last = last.filter(|last| (until..end).contains(last));
    let mut rows: Vec<Option<usize>> = match last {
        Some(last) => {
            let (head, tail) = (until - LAST_STEPS, last + 1 - LAST_STEPS);
            let gap = (head < tail).then_some(None);
            let tail = (tail.max(head)..=last).map(Some);
            (from..head).map(Some).chain(gap).chain(tail).collect()
        }
        None => (from..until).map(Some).collect(),
    };
    if last.map_or(until, |last| last + 1) < end {
        rows.push(None);
    }
    rows
}

/// Returns the row of the last step that an explanation is about.
fn last_of_race(trace: &Trace, steps: &[(usize, String)]) -> Option<usize> {
    let mut explanations = trace.explanations.iter();
    let race = explanations.find(|one| cells_of_race(trace, one).is_some())?;
    let last = race.events.iter().max()?;
    steps.iter().position(|(event, _)| event == last)
}

/// Returns the cell of a race, or the two of an announcement.
fn cells_of_race(trace: &Trace, explanation: &Explanation) -> Option<Vec<u32>> {
    if let Cause::Race(race) = &explanation.cause {
        return Some(vec![race.cell]);
    }
    if !matches!(explanation.cause, Cause::EarlyAnnouncement(_)) {
        return None;
    }
    let events = explanation.events.iter();
    let events = events.filter_map(|at| trace.events.get(*at));
    let mut cells: Vec<u32> = events.filter_map(|event| event.cell).collect();
    cells.sort_unstable();
    cells.dedup();
    (!cells.is_empty()).then_some(cells)
}

/// Returns the same cell in another trace, in which it can have another id: ids follow the order of first use.
fn same_cell(trace: &Trace, other: &Trace, cell: u32) -> Option<u32> {
    let known = other.cells.iter().find(|seen| seen.id == cell)?;
    let mut all = trace.cells.iter();
    let key = |cell: &TracedCell| {
        (
            cell.created_at.clone(),
            cell.kind,
            cell.name.clone(),
            cell.disambiguation,
        )
    };
    let same = all.find(|seen| key(seen) == key(known));
    same.map(|seen| seen.id)
}

/// Returns what threads do with these cells, with the indices of the events: ` 12 thread 1 loads 0`, with the cell's name
/// if there are several.
fn steps(trace: &Trace, cells: &[u32]) -> Vec<(usize, String)> {
    let events = trace.events.iter().enumerate();
    let steps = events.filter_map(|(at, event)| {
        let cell = event.cell.filter(|cell| cells.contains(cell))?;
        let does = verb(trace, event)?;
        let thread = names::thread_name(trace, event.thread);
        let line = event.place.as_ref().map(names::line_number);
        let line = line.unwrap_or_default();
        let name = match cells {
            [_] => String::new(),
            _ => format!(" ({})", names::cell_name(trace, cell)),
        };
        Some((at, format!("{line:>4} {thread} {does}{name}")))
    });
    steps.collect()
}

/// Returns `loads 0`, `stores 1`, `locks`.
fn verb(trace: &Trace, event: &TraceEvent) -> Option<String> {
    match &event.kind {
        EventKind::Operation { action, value, .. } => {
            let value = value.as_deref().unwrap_or_default();
            let new = value.rsplit_once(" -> ").map_or(value, |(_, new)| new);
            Some(if *action == TracedAction::Load {
                format!("loads {value}")
            } else if *action == TracedAction::Store {
                format!("stores {new}")
            } else {
                format!("{action}: {value}")
            })
        }
        EventKind::Acquired { access, .. } => {
            let (verb, how) = names::acquires(trace.cell(event), *access);
            Some(format!("{verb}{how}"))
        }
        EventKind::Released { .. } if names::is_lock(trace.cell(event)) => {
            Some("unlocks".to_owned())
        }
        EventKind::Released { .. } => Some("drops a guard".to_owned()),
        EventKind::Blocked { .. } => Some("waits".to_owned()),
        EventKind::Poisoned => Some("poisons it".to_owned()),
        EventKind::Created
        | EventKind::Dropped
        | EventKind::Refused { .. }
        | EventKind::Resumed { .. }
        | EventKind::Panicked { .. }
        | EventKind::Spawned { .. }
        | EventKind::Exited => None,
    }
}

/// Says which thread came first where the two schedules differ, if no race explains it.
fn order(first: &Trace, other: &Trace) -> Option<Block> {
    let accesses = |trace: &Trace| -> Vec<(u32, Option<Place>)> {
        let events = trace.events.iter().enumerate();
        let shown = events.filter(|(at, _)| events::in_lane(trace, *at).is_some());
        let accesses = shown.map(|(_, event)| (event.thread, event.place.clone()));
        accesses.collect()
    };
    let (one, two) = (accesses(first), accesses(other));
    let at = one.iter().zip(&two).position(|(one, two)| one != two)?;
    let who = |trace: &Trace, (thread, place): &(u32, Option<Place>)| {
        let thread = names::thread_in_a_sentence(trace, *thread);
        format!("{thread}{}", names::on_line(trace, place.as_ref()))
    };
    let says = format!(
        "The schedules differ in which thread comes first: {} in one, {} in the other.",
        who(first, &one[at]),
        who(other, &two[at])
    );
    Some(Block::Prose(says))
}

#[cfg(test)]
mod tests {
    use super::shown_rows;

    #[test]
    fn the_last_step_of_a_race_is_shown_however_late_it_comes() {
        let rows = |end, last| {
            let rows = shown_rows(3, end, last).into_iter();
            let rows = rows.map(|row| row.map_or("…".to_owned(), |row| row.to_string()));
            rows.collect::<Vec<String>>().join(" ")
        };
        assert_eq!(rows(9, Some(8)), "3 4 5 6 7 8");
        assert_eq!(rows(40, Some(9)), "3 4 5 6 7 8 9 10 11 12 13 14 …");
        assert_eq!(rows(40, Some(15)), "3 4 5 6 7 8 9 10 … 12 13 14 15 …");
        assert_eq!(rows(40, Some(39)), "3 4 5 6 7 8 9 10 … 36 37 38 39");
    }
}
