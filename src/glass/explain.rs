//! Finds the causes of what happened in a run, as data: only those that are certain. `report` puts them into words.
//!
//! The explanations depend only on the trace, the end event and the accesses of the record, and the source text. Each
//! kind of explanation has a file. `history` goes through the events once and collects how long each guard lived and
//! when threads waited.

mod capture;
mod chain;
mod comparison;
mod conflict;
mod deadlock;
mod dependence;
mod early_end;
mod guard_use;
mod happens_before;
mod held_too_long;
mod history;
mod holding;
mod ignored;
mod leak;
mod livelock;
mod lock_order;
mod owner;
mod poison;
mod polling;
mod race;
mod reentry;
mod same_cell;
#[cfg(test)]
mod test_trace;
mod torn;
mod unordered;
mod unreached;

use super::record::{EndEvent, RecordedAccesses};
use super::sources::SourceFiles;
use crate::verdict::{Cause, Explanation, Outcome, RunEnd, Trace, Unfollowed};
use history::History;

/// Returns the explanations of a run, the most important first.
pub(super) fn explain(
    trace: &Trace,
    end: Option<EndEvent>,
    accesses: &RecordedAccesses,
    source: &SourceFiles<'_>,
) -> Vec<Explanation> {
    let crowded = RunEnd::NotFollowed {
        reason: Unfollowed::TooManyObjects,
    };
    if trace.ending == crowded {
        return Vec::new();
    }
    let history = History::new(trace, end, source);
    let mut all = conflict::conflicts(&history);
    all.extend(reentry::reentries(&history));
    all.extend(deadlock::deadlocks(&history));
    all.extend(livelock::livelock(&history, accesses));
    all.extend(polling::polling(&history, accesses));
    let races = race::races(&history, accesses);
    let mut poisons = poison::poisons(&history);
    if !races.is_empty() {
        // Next to a race, a poisoning that no thread ran into explains nothing.
        poisons.retain(poison::was_found);
    }
    // Nor does the poisoning by the panic that ended the program.
    if !has_finished(trace) {
        poisons.retain(|one| poison::was_found(one) || !poison::is_by_first_thread(&history, one));
    }
    let (causes, others): (Vec<_>, Vec<_>) = races.into_iter().partition(race::panicked);
    all.extend(causes);
    all.extend(poisons);
    all.extend(others);
    // After a panic, leaks matter only if nothing else explains the run: the panic may be a check that found them.
    if all.is_empty() || !has_panicked(trace) {
        all.extend(leak::leaks(&history));
    }
    // Next to what made the run fail, lock orders would only distract.
    if has_finished(trace) || all.is_empty() {
        all.splice(0..0, lock_order::lock_orders(&history));
    }
    if all.is_empty() {
        all.extend(unordered::unordered_stores(&history, accesses));
    }
    if all.is_empty() {
        all.extend(held_too_long::held_too_long(&history));
    }
    if all.is_empty() {
        all.extend(ignored::ignored(&history));
    }
    all
}

/// Returns what may explain why other schedules of a program print something else.
pub(super) fn explain_difference(
    trace: &Trace,
    accesses: &RecordedAccesses,
    source: &SourceFiles<'_>,
) -> Option<Explanation> {
    let is_explained =
        |one: &Explanation| !matches!(one.cause, Cause::Leak(_) | Cause::HeldTooLong { .. });
    let is_explained = trace.explanations.iter().any(is_explained);
    let history = History::new(trace, None, source);
    torn::torn_pair(&history, accesses).filter(|_| !is_explained)
}

fn has_panicked(trace: &Trace) -> bool {
    let ending = &trace.ending;
    matches!(
        ending,
        RunEnd::Outcome {
            outcome: Outcome::Panicked(_)
        }
    )
}

fn has_finished(trace: &Trace) -> bool {
    let finished = Outcome::Finished { code: 0 };
    trace.ending == (RunEnd::Outcome { outcome: finished })
}

/// Builds an explanation; sorts its events and removes duplicates.
fn explanation(cause: Cause, events: impl IntoIterator<Item = usize>) -> Explanation {
    let mut events: Vec<usize> = events.into_iter().collect();
    events.sort_unstable();
    events.dedup();
    Explanation { cause, events }
}
