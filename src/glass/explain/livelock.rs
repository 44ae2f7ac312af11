//! Explains threads that poll for a change that never happens.

use super::history::{History, Wait};
use super::wording::{capitalize, list};
use super::{Explanation, explanation};
use crate::verdict::{EventKind, ExplanationKind, RunEnd};

/// Names what each running thread read last before the step limit stopped the run.
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
    let accesses: Vec<LastAccess> = threads
        .filter(is_running)
        .filter_map(|thread| last_access(history, thread))
        .collect();
    let again = "again and again";
    let says = match &accesses[..] {
        [] => return None,
        [only] => format!(
            "{} looks {} {again}, and nothing changes any more.",
            capitalize(&only.thread),
            only.at
        ),
        many => {
            let parts = many.iter();
            let parts = parts.map(|access| format!("{} {}", access.thread, access.at));
            let parts: Vec<String> = parts.collect();
            format!(
                "These threads look {again}, and nothing changes any more: {}.",
                list(&parts)
            )
        }
    };
    let events = accesses.iter().map(|access| access.event);
    Some(explanation(ExplanationKind::Livelock, says, events))
}

/// The last access of a thread.
struct LastAccess {
    event: usize,
    thread: String,
    /// `` at `ready` on line 9 ``
    at: String,
}

fn last_access(history: &History<'_>, thread: u32) -> Option<LastAccess> {
    let is_access = |what: &EventKind| {
        matches!(
            what,
            EventKind::Operation { .. } | EventKind::Refused { .. }
        )
    };
    let mut events = history.events().rev();
    let (index, event) =
        events.find(|(_, event)| event.thread == thread && is_access(&event.kind))?;
    let line = history.on_line(event.place.as_ref());
    Some(LastAccess {
        event: index,
        thread: history.thread(thread),
        at: format!("at {}{line}", history.cell(event.cell?)),
    })
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
            ["Thread 1 looks at `ready` on line 9 again and again, and nothing changes any more."]
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
                "These threads look again and again, and nothing changes any more: the main thread at `a` on line 9 and thread 1 at `b` on line 12."
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
