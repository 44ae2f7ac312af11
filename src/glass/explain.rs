//! What a run means, in sentences with lines. Nothing is said that is not certain.
//!
//! A pure function of a trace, how its run ended, and the text that it ran. Each kind of explanation has a file; who
//! held what from when to when, and who waited, is read from the events once, in `story`.

mod conflict;
mod deadlock;
mod ends;
mod held_too_long;
mod leak;
mod livelock;
#[cfg(test)]
mod made_up;
mod poison;
mod story;
mod wording;

use super::record::LastWord;
use super::spec::SourceFiles;
use crate::verdict::{Explanation, ExplanationKind, Trace};
use story::Story;

/// All that can be said about a run, the weightiest first.
pub(super) fn explain(
    trace: &Trace,
    last: Option<LastWord>,
    source: &SourceFiles<'_>,
) -> Vec<Explanation> {
    let story = Story::of(trace, last, source);
    let mut all = conflict::conflicts(&story);
    all.extend(deadlock::deadlocks(&story));
    all.extend(livelock::livelock(&story));
    all.extend(poison::poisons(&story));
    all.extend(leak::leaks(&story));
    all.extend(held_too_long::held_too_long(&story));
    // A loop says the same many times.
    let mut said = Vec::new();
    all.retain(|explanation| {
        let is_new = !said.contains(&explanation.says);
        said.push(explanation.says.clone());
        is_new
    });
    all
}

/// An explanation with its events in order, each once.
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
