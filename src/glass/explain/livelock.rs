//! Finds threads that poll for a change that never happens.

use super::history::{History, Wait};
use super::polling::{counts, last_store, other_reads, skipped_change};
use super::race::access_of;
use super::unreached::unreached_changes;
use super::{Explanation, explanation};
use crate::glass::record::RecordedAccesses;
use crate::verdict::{Cause, CellKind, EventKind, SharedAccess, TraceEvent};

/// Finds what each running thread read last before the step limit stopped the run.
pub(super) fn livelock(history: &History<'_>, recorded: &RecordedAccesses) -> Option<Explanation> {
    if !history.trace.ending.spins() {
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
    let first = *checks.first()?;
    let check = &history.trace.events[first];
    let is_only = checks.len() == 1;
    let holders = match (&check.kind, check.cell) {
        (EventKind::Refused { .. }, Some(cell)) if is_only => history.holders(cell, first),
        _ => Vec::new(),
    };
    let holders: Vec<usize> = holders.iter().map(|life| life.began).collect();
    let is_atomic = history
        .find_cell(check.cell?)
        .is_some_and(|cell| matches!(cell.kind, CellKind::Atomic(_)) && is_only);
    let at = check.place.as_ref().filter(|_| is_atomic);
    let mut written = recorded.last_changes.iter();
    let written = written.find(|last| Some(last.cell) == check.cell);
    let counted = written.filter(|_| at.is_some());
    let changes = counted.map_or(Vec::new(), |last| counts(history, last));
    let last_store = counted.and_then(|last| last_store(history, last));
    let written = written.map(|last| access_of(history, &last.first, last.cell));
    let unreached = at.filter(|_| written.is_none());
    let unreached = unreached.and_then(|look| unreached_changes(history, look, &[]));
    let mut looks = recorded.polls.iter().filter(|_| is_atomic);
    let look = looks.find(|look| {
        (look.first.thread, Some(look.cell)) == (check.thread, check.cell)
            && at.is_some_and(|at| at.line == look.first.line)
    });
    let other_reads = look.map_or(Vec::new(), |look| other_reads(history, recorded, look));
    let look = look.map(|look| {
        let look = access_of(history, &look.first, look.cell);
        let calls = check.calls.clone();
        Box::new(SharedAccess { calls, ..look })
    });
    let waits = waits().filter(|_| look.is_some()).map(|wait| wait.began);
    let waits: Vec<usize> = waits.collect();
    let events: Vec<usize> = checks.iter().chain(&holders).copied().collect();
    let skipped_change = look
        .as_ref()
        .zip(written.as_ref())
        .and_then(|(look, last)| skipped_change(history, &look.place, last));
    let cause = Cause::Livelock {
        skipped_change,
        checks,
        blocking_guards: holders,
        last_change: written.filter(|_| look.is_some()).map(Box::new),
        other_reads,
        last_store: last_store.filter(|_| look.is_some()).map(Box::new),
        changes: if look.is_some() { changes } else { Vec::new() },
        look,
        waits,
        unreached_changes: unreached,
    };
    Some(explanation(cause, events))
}

fn last_access(history: &History<'_>, thread: u32) -> Option<usize> {
    let is_access = |what: &EventKind| {
        matches!(
            what,
            EventKind::Operation { .. } | EventKind::Refused { .. }
        )
    };
    let mut events = history.events().rev();
    // What it prints between the checks decides nothing.
    let prints = |event: &TraceEvent| {
        let kind = event.cell.and_then(|cell| history.kind(cell));
        kind.is_some_and(CellKind::is_stream)
    };
    let (index, event) = events
        .find(|(_, event)| event.thread == thread && is_access(&event.kind) && !prints(event))?;
    event.cell.map(|_| index)
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::test_trace::trace_of;
    use crate::glass::record::EndEvent;
    use crate::verdict::RunEnd;

    fn says(idle: u64, events: &str) -> Vec<String> {
        let last = Some(EndEvent::StepLimit { idle_steps: idle });
        // The record of a livelock is truncated; the last accesses follow the cut.
        trace_of(RunEnd::StepLimit { idle_steps: idle }, last, events)
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
            says(2_000_000, LOOKING),
            ["Thread 1 checks `ready` on line 9 again and again, but nothing changes anymore."]
        );
        assert_eq!(
            says(
                2_000_000,
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
    fn what_a_thread_prints_is_no_check() {
        let says = says(
            2_000_000,
            "cell RefCell list 3
             cell Stdout out 4
             main@9 may-not-try list
             main@12 did out write",
        );
        assert_eq!(
            says,
            [
                "The main thread checks `list` on line 9 again and again, but nothing changes anymore."
            ]
        );
    }

    #[test]
    fn a_run_with_a_working_or_sleeping_thread_is_not_a_livelock() {
        assert!(says(9_000, LOOKING).is_empty());
        let sleeper = format!("{LOOKING}\nthread -\nthread2@15 waits clock sleep for-a-time");
        assert!(says(2_000_000, &sleeper).is_empty());
    }
}
