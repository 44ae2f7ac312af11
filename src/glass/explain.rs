//! Explains a run in sentences that name lines. Says only what is certain.
//!
//! The explanations depend only on the trace, the end event of the record, and the source text. Each kind of
//! explanation has a file. `history` collects once from the events how long each guard lived and which threads waited.

mod conflict;
mod deadlock;
mod guard_end;
mod held_too_long;
mod history;
mod leak;
mod livelock;
mod poison;
#[cfg(test)]
mod test_trace;
mod wording;

use super::record::EndEvent;
use super::sources::SourceFiles;
use crate::verdict::{Explanation, ExplanationKind, RunEnd, Trace, Unfollowed};
use history::History;

/// Returns the explanations of a run, the most important first.
pub(super) fn explain(
    trace: &Trace,
    end: Option<EndEvent>,
    source: &SourceFiles<'_>,
) -> Vec<Explanation> {
    let crowded = RunEnd::NotFollowed {
        why: Unfollowed::Crowded,
    };
    if trace.ending == crowded {
        return Vec::new();
    }
    let history = History::new(trace, end, source);
    let mut all = conflict::conflicts(&history);
    all.extend(deadlock::deadlocks(&history));
    all.extend(livelock::livelock(&history));
    all.extend(poison::poisons(&history));
    all.extend(leak::leaks(&history));
    all.extend(held_too_long::held_too_long(&history));
    // A loop repeats the same explanation.
    let mut seen = Vec::new();
    all.retain(|explanation| {
        let is_new = !seen.contains(&explanation.says);
        seen.push(explanation.says.clone());
        is_new
    });
    all
}

/// Builds an explanation; sorts its events and removes duplicates.
fn explanation(
    kind: ExplanationKind,
    says: String,
    events: impl IntoIterator<Item = usize>,
) -> Explanation {
    let mut events: Vec<usize> = events.into_iter().collect();
    events.sort_unstable();
    events.dedup();
    Explanation { kind, says, events }
}
