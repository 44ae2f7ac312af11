//! Finds two `Relaxed` stores, one of which announces the other, although nothing orders them for the thread that reads
//! both.

use super::dependence::{dependence, ends_a_wait, follows};
use super::history::History;
use super::race::{access_of, events_of, shared_call, waits_in_a_call};
use super::{Explanation, explanation};
use crate::glass::record::{RaceShape, RecordedAccesses, RecordedRace};
use crate::verdict::{Cause, UnorderedStores};

pub(super) fn unordered_stores(
    history: &History<'_>,
    recorded: &RecordedAccesses,
) -> Option<Explanation> {
    let races = recorded.races.iter();
    let mut races = races.filter(|race| race.shape == RaceShape::Unordered);
    races.find_map(|race| {
        let cause = unordered(history, race)?;
        Some(explanation(cause, events_of(history, race)))
    })
}

fn unordered(history: &History<'_>, race: &RecordedRace) -> Option<Cause> {
    let announced = access_of(history, &race.first, race.announcing_cell);
    let seen = access_of(history, &race.second, race.announcing_cell);
    let read = access_of(history, &race.third, race.cell);
    let stored = access_of(history, race.fourth.as_ref()?, race.cell);
    // Something that is not recorded may order them.
    let others = ["fence", "try_unwrap", "into_inner"];
    let may_be_ordered = [&announced, &seen, &read, &stored].iter().any(|access| {
        let text = history.source.text(&access.place);
        text.is_none_or(|text| others.iter().any(|other| text.contains(other)))
    });
    let call = shared_call(&seen.calls, &read.calls).filter(|_| !may_be_ordered)?;
    let file = history.source.tokens(&call.last.place)?;
    let depends = dependence(file, &call.first.place, &call.last.place);
    let relies = depends.is_some_and(|depends| depends.is_needed || depends.decides)
        || ends_a_wait(file, &call.first.place, &call.last.place)
        || waits_in_a_call(history, &seen.calls, &call);
    let writes = shared_call(&stored.calls, &announced.calls)?;
    let file = history.source.tokens(&writes.last.place)?;
    let is_meant = follows(file, &writes.first.place, &writes.last.place, None);
    (relies && is_meant && !call.first.place.is_in_test()).then_some(Cause::UnorderedStores(
        UnorderedStores {
            store: stored,
            announcement: announced,
            announcement_read: seen,
            read,
        },
    ))
}
