//! Writes which threads looked at the same value again and again until the end, and what was changed.

use super::watch::Watch;
use crate::rt::json_line::JsonLine;
use crate::rt::object::Id;
use crate::rt::place::Place;
use crate::rt::record;
use ::std::collections::BTreeSet;

/// The minimum number of looks in a row, at a value that did not change, that count as polling.
const MIN_POLLS: u64 = 100;
/// The maximum number of changed cells to list in addition to those that threads poll.
const MAX_WRITTEN: usize = 200;

pub(super) fn write(watch: &Watch) {
    let recent = watch.accesses.saturating_sub(100_000);
    let mut polls: BTreeSet<usize> = BTreeSet::new();
    for (number, cell) in (1..).zip(&watch.cells) {
        let polled = cell.looks.iter();
        let polled = polled.filter(|look| look.times >= MIN_POLLS && look.access.number > recent);
        for look in polled {
            polls.insert(number);
            record::announce(Id::from_index(number - 1));
            let line = JsonLine::new("poll").raw("cell", number);
            let line = line.raw("times", look.times);
            record::write_always(line.part("first", &look.access.json()));
        }
    }
    if polls.is_empty() {
        return;
    }
    let mut others = 0;
    for (number, cell) in (1..).zip(&watch.cells) {
        let Some(last) = &cell.written else { continue };
        if !polls.contains(&number) {
            others += 1;
            if others > MAX_WRITTEN {
                continue;
            }
        }
        record::announce(Id::from_index(number - 1));
        let changes = cell.changes.iter().flatten().map(|changes| {
            JsonLine::part_of("times", changes.times)
                .text("action", changes.action.word())
                .at(Some(&Place::from(changes.at)))
        });
        let line = JsonLine::new("last_change").raw("cell", number);
        let line = line.raw("times", cell.writes);
        let line = line.parts("changes", &changes.collect::<Vec<JsonLine>>());
        let line = match &cell.stored {
            Some(stored) => line.part("stored", &stored.json()),
            None => line,
        };
        record::write_always(line.part("first", &last.json()));
    }
}
