//! The events of a race in a trace: of several that look alike, those that belong together.

use crate::glass::explain::history::History;
use crate::glass::record::{RaceShape, RecordedAccess, RecordedRace};
use crate::verdict::{EventKind, TraceEvent};

/// Returns the events of the race, if the record has them.
pub(in crate::glass::explain) fn events_of(
    history: &History<'_>,
    race: &RecordedRace,
) -> Vec<usize> {
    let by = match race.shape {
        RaceShape::LateStore | RaceShape::Unordered => race.announcing_cell,
        RaceShape::Overwrite => race.cell,
    };
    let mut accesses = vec![
        (&race.first, by),
        (&race.second, by),
        (&race.third, race.cell),
    ];
    accesses.extend(race.fourth.as_ref().map(|access| (access, race.cell)));
    if race.shape == RaceShape::Unordered {
        // The store came first.
        accesses.rotate_right(1);
    }
    find(&history.trace.events, &accesses).unwrap_or_default()
}

/// Finds these accesses in this order. If the first one was made several times, the last time before the second one
/// counts, provided that the third one does not come between them.
fn find(events: &[TraceEvent], accesses: &[(&RecordedAccess, u32)]) -> Option<Vec<usize>> {
    let next = |at: usize, from: usize| {
        let rest = events.get(from..)?.iter();
        let found = rest
            .enumerate()
            .find(|(_, event)| is_access(event, accesses[at]));
        found.map(|(index, _)| from + index)
    };
    let mut from = 0;
    let mut found = loop {
        let second = next(1, from)?;
        let first = events[..second]
            .iter()
            .rposition(|event| is_access(event, accesses[0]));
        if let Some(first) = first
            && next(2, first + 1).is_none_or(|third| third > second)
        {
            break vec![first, second];
        }
        from = second + 1;
    };
    for at in 2..accesses.len() {
        let index = next(at, found[at - 1] + 1)?;
        found.push(index);
    }
    Some(found)
}

/// Whether an event is this access to this cell, as far as its thread and its line show.
fn is_access(event: &TraceEvent, (access, cell): (&RecordedAccess, u32)) -> bool {
    let line = event.place.as_ref().map(|place| place.line);
    let is_access = matches!(
        event.kind,
        EventKind::Operation { .. } | EventKind::Acquired { .. }
    );
    is_access && (event.thread, event.cell, line) == (access.thread, Some(cell), Some(access.line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Returns the events that are found for a read on line 1 and a change on line 2 by thread 0, with a change on line 2
    /// by thread 1 in between. Each step is a thread and a line.
    fn found(steps: &[(u32, u32)]) -> Option<Vec<usize>> {
        let event = |(thread, line): &(u32, u32)| {
            let place = json!({"file": "a.rs", "line": line, "column": 1});
            let event = json!({
                "thread": thread, "cell": 7, "place": place, "kind": "operation", "action": "load",
            });
            serde_json::from_value(event).unwrap()
        };
        let events: Vec<TraceEvent> = steps.iter().map(event).collect();
        let access = |thread: u32, line: u32| -> RecordedAccess {
            let access = json!({
                "thread": thread, "action": "load", "value": null, "file": "a.rs", "line": line, "column": 1, "path": "",
            });
            serde_json::from_value(access).unwrap()
        };
        let (first, between, last) = (access(0, 1), access(1, 2), access(0, 2));
        find(&events, &[(&first, 7), (&between, 7), (&last, 7)])
    }

    #[test]
    fn the_read_belongs_to_the_same_call_as_the_change() {
        let earlier = [(0, 1), (0, 2)];
        let race = [(0, 1), (1, 1), (1, 2), (0, 2)];
        assert_eq!(found(&race), Some(vec![0, 2, 3]));
        assert_eq!(found(&[&earlier[..], &race].concat()), Some(vec![2, 4, 5]));
        // A change between two calls is not part of the race.
        let steps = [&earlier[..], &[(1, 1), (1, 2)], &race].concat();
        assert_eq!(found(&steps), Some(vec![4, 6, 7]));
        assert_eq!(found(&earlier), None);
    }
}
