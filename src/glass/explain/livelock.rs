//! Finds threads that poll for a change that never happens.

use super::history::{History, Wait};
use super::{Explanation, explanation};
use crate::verdict::{Cause, EventKind, RunEnd};

/// Finds what each running thread read last before the step limit stopped the run.
pub(super) fn livelock(history: &History<'_>) -> Option<Explanation> {
    if history.trace.ending != (RunEnd::StepLimit { spins: true }) {
        return None;
    }
    let waits = || history.waits.iter().filter(|wait| wait.ended.is_none());
    // A sleeping thread might have made the change.
    if waits().any(|wait| wait.for_a_time) {
        return None;
    }
    let threads = history.trace.threads.iter().map(|thread| thread.id);
    let is_running = |thread: &u32| {
        let is_its = |wait: &Wait<'_>| wait.thread == *thread;
        !history.has_exited(*thread) && !waits().any(is_its)
    };
    let accesses = threads.filter(is_running);
    let checks: Vec<usize> = accesses
        .filter_map(|thread| last_access(history, thread))
        .collect();
    let events = checks.clone();
    (!checks.is_empty()).then(|| explanation(Cause::Livelock { checks }, events))
}

fn last_access(history: &History<'_>, thread: u32) -> Option<usize> {
    let is_access = |what: &EventKind| {
        matches!(
            what,
            EventKind::Operation { .. } | EventKind::Refused { .. }
        )
    };
    let mut events = history.events().rev();
    let (index, event) =
        events.find(|(_, event)| event.thread == thread && is_access(&event.kind))?;
    event.cell.map(|_| index)
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::test_trace::trace_of;
    use crate::glass::record::EndEvent;
    use crate::verdict::RunEnd;

    fn says(spins: bool, events: &str) -> Vec<String> {
        let last = Some(EndEvent::Endless { idle: 9000 });
        // The record of such a run is truncated; the last accesses follow the cut.
        trace_of(RunEnd::StepLimit { spins }, last, events)
            .truncated()
            .says()
    }

    const LOOKING: &str = "thread -
         cell AtomicBool ready 3
         thread1@8 did ready store
         main@20 waits end:thread1 join
         thread1@9 did ready load";

    #[test]
    fn polling_threads_are_named_and_waiting_ones_are_not() {
        assert_eq!(
            says(true, LOOKING),
            ["Thread 1 checks `ready` on line 9 again and again, but nothing changes anymore."]
        );
        assert_eq!(
            says(
                true,
                "thread -
                 cell AtomicBool a 3
                 cell Mutex b 4
                 main@9 did a load
                 thread1@12 may-not-try b"
            ),
            [
                "These threads check values again and again, but nothing changes anymore: the main thread checks `a` on line 9 and thread 1 checks `b` on line 12."
            ]
        );
    }

    #[test]
    fn a_run_with_a_working_or_sleeping_thread_is_not_a_livelock() {
        assert!(says(false, LOOKING).is_empty());
        let sleeper = format!("{LOOKING}\nthread -\nthread2@15 waits clock sleep for-a-time");
        assert!(says(true, &sleeper).is_empty());
    }
}
