//! How a traced run ended, in a line.

use super::names::thread_in_a_sentence;
use crate::report::outcome::run_end;
use crate::report::{Headline, Tone};
use crate::text::{list, plural};
use crate::verdict::{Cause, EventKind, Outcome, RaceKind, RunEnd, Trace, TraceEvent};

pub(super) fn headline(trace: &Trace) -> Headline {
    let ending = &trace.ending;
    let (tone, status) = match ending {
        RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        } => (Tone::Good, format!("finished{}", but(trace))),
        RunEnd::Outcome { .. }
        | RunEnd::Deadlock
        | RunEnd::StepLimit { .. }
        | RunEnd::NotFollowed { .. }
        | RunEnd::Diverged => (Tone::Bad, run_end(ending)),
    };
    Headline {
        tone,
        status,
        detail: None,
        millis: None,
    }
}

/// Returns `, but thread 1 panicked`.
pub(in crate::report) fn but(trace: &Trace) -> String {
    faults(trace).map_or(String::new(), |faults| format!(", but {faults}"))
}

/// Returns `thread 1 panicked`: what went wrong, or may go wrong, in a run that finished.
pub(in crate::report) fn faults(trace: &Trace) -> Option<String> {
    let found = trace.explanations.iter();
    let found = found.filter_map(|one| match &one.cause {
        Cause::Leak(leak) => Some(match leak.owners.as_slice() {
            [only] => format!("leaks `{}` values", only.type_name),
            [] => format!("leaks {}", plural(leak.cells.len(), "cell")),
            [..] => "leaks values".to_owned(),
        }),
        Cause::LockOrder { .. } => Some("can deadlock in another schedule".to_owned()),
        Cause::Race(race) => Some(match race.race_kind {
            RaceKind::LostUpdate => "may have lost an update".to_owned(),
            RaceKind::CheckThenAct => "acts on an outdated check".to_owned(),
            RaceKind::OutdatedTake => "replaces a value that it has not read".to_owned(),
        }),
        Cause::EarlyAnnouncement(_) => Some("reads old data".to_owned()),
        Cause::UnorderedStores(_) => Some("relies on the order of `Relaxed` stores".to_owned()),
        Cause::TornPair(_) => Some("reads two values at different times".to_owned()),
        Cause::Conflict { .. }
        | Cause::Reentry { .. }
        | Cause::Deadlock { .. }
        | Cause::Livelock { .. }
        | Cause::Polling { .. }
        | Cause::Poison { .. }
        | Cause::IgnoredError { .. }
        | Cause::HeldTooLong { .. } => None,
    });
    let mut all: Vec<String> = panics(trace).into_iter().chain(found).collect();
    all.dedup();
    (!all.is_empty()).then(|| list(&all))
}

/// Returns `` thread `games` panicked ``: the threads that a panic ended.
fn panics(trace: &Trace) -> Option<String> {
    // The first thread continued, or the run would not have finished.
    let threads = trace.threads.iter().skip(1).map(|thread| thread.id);
    let panicked: Vec<u32> = threads
        .filter(|thread| last_panic(trace, *thread).is_some())
        .collect();
    match panicked.as_slice() {
        [] => None,
        [only] => Some(format!("{} panicked", thread_in_a_sentence(trace, *only))),
        many => Some(format!("{} panicked", plural(many.len(), "thread"))),
    }
}

/// Returns the panic that a thread ended with.
pub(super) fn last_panic(trace: &Trace, thread: u32) -> Option<&TraceEvent> {
    let own = trace.events.iter().rev();
    let own = own.filter(|event| event.thread == thread);
    let mut own = own.skip_while(|event| {
        matches!(
            event.kind,
            EventKind::Exited
                | EventKind::Dropped
                | EventKind::Poisoned
                | EventKind::Released {
                    unwinding: true,
                    ..
                }
        ) || matches!(&event.kind, EventKind::Operation { action, .. } if action.drops_an_end())
    });
    own.next()
        .filter(|event| matches!(event.kind, EventKind::Panicked { .. }))
}
