//! Threads that look for something that never comes.

use super::story::{Story, Wait};
use super::wording::{list, sentence};
use super::{Explanation, explanation};
use crate::verdict::{EventKind, ExplanationKind, RunEnd};

/// Who looked at what on which line when the run was given up. The runtime writes down where each thread stood.
pub(super) fn livelock(story: &Story<'_>) -> Option<Explanation> {
    if story.trace.ending != (RunEnd::StepLimit { spins: true }) {
        return None;
    }
    let waits = || story.waits.iter().filter(|wait| wait.ended.is_none());
    // Whoever sleeps might have brought the change.
    if waits().any(|wait| wait.for_a_time) {
        return None;
    }
    let threads = story.trace.threads.iter().map(|thread| thread.id);
    let goes_on = |thread: &u32| {
        let is_its = |wait: &Wait<'_>| wait.thread == *thread;
        !story.has_stopped(*thread) && !waits().any(is_its)
    };
    let looks: Vec<Look> = threads
        .filter(goes_on)
        .filter_map(|thread| last_look(story, thread))
        .collect();
    let again = "again and again";
    let says = match &looks[..] {
        [] => return None,
        [only] => format!(
            "{} looks {} {again}, and nothing changes any more.",
            sentence(&only.thread),
            only.at
        ),
        many => {
            let parts = many.iter();
            let parts = parts.map(|look| format!("{} {}", look.thread, look.at));
            let parts: Vec<String> = parts.collect();
            format!(
                "These threads look {again}, and nothing changes any more: {}.",
                list(&parts)
            )
        }
    };
    let events = looks.iter().map(|look| look.event);
    Some(explanation(ExplanationKind::Livelock, says, events))
}

/// What a thread looked at last.
struct Look {
    event: usize,
    thread: String,
    /// `` at `ready` on line 9 ``
    at: String,
}

fn last_look(story: &Story<'_>, thread: u32) -> Option<Look> {
    let is_look = |what: &EventKind| {
        matches!(
            what,
            EventKind::Operation { .. } | EventKind::Refused { .. }
        )
    };
    let mut events = story.events().rev();
    let (index, event) =
        events.find(|(_, event)| event.thread == thread && is_look(&event.kind))?;
    let line = story.on_line(event.place.as_ref());
    Some(Look {
        event: index,
        thread: story.thread(thread),
        at: format!("at {}{line}", story.cell(event.cell?)),
    })
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::made_up::made_up;
    use crate::glass::record::LastWord;
    use crate::verdict::RunEnd;

    fn says(spins: bool, events: &str) -> Vec<String> {
        let last = Some(LastWord::Endless { idle: 9000 });
        // The record of such a run is cut: what threads looked at last stands behind the cut.
        made_up(RunEnd::StepLimit { spins }, last, events)
            .cut()
            .says()
    }

    const LOOKING: &str = "thread -
         cell AtomicBool ready 3
         thread1@8 did ready store
         main@20 waits end:thread1 join
         thread1@9 did ready load";

    #[test]
    fn who_looks_at_what_is_told_and_who_waits_for_them_is_not() {
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
    fn nothing_is_said_while_somebody_works_or_sleeps() {
        assert!(says(false, LOOKING).is_empty());
        let sleeper = format!("{LOOKING}\nthread -\nthread2@15 waits clock sleep for-a-time");
        assert!(says(true, &sleeper).is_empty());
    }
}
