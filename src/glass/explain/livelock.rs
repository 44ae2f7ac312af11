//! Threads that look for something that never comes.

use super::story::Story;
use super::wording::{list, sentence};
use super::{Explanation, explanation};
use crate::verdict::{Ending, ExplanationKind, What};

/// Who looked at what on which line when the run was given up. The runtime writes down where each thread stood.
pub(super) fn livelock(story: &Story<'_>) -> Option<Explanation> {
    if story.trace.ending != (Ending::Endless { spins: true }) {
        return None;
    }
    // Time stands still while others look: whoever sleeps might have brought the change.
    let sleeps = |wait: &&super::story::Wait<'_>| wait.ended.is_none() && wait.for_a_time;
    if story.waits.iter().any(|wait| sleeps(&wait)) {
        return None;
    }
    let mut looks = Vec::new();
    for thread in &story.trace.threads {
        let waits =
            |wait: &super::story::Wait<'_>| wait.thread == thread.id && wait.ended.is_none();
        if story.has_stopped(thread.id) || story.waits.iter().any(waits) {
            continue;
        }
        let mut events = story.events().rev();
        let last = events.find(|(_, event)| {
            event.thread == thread.id
                && matches!(event.what, What::Did { .. } | What::Refused { .. })
        });
        if let Some((index, event)) = last
            && let Some(cell) = event.cell
        {
            looks.push((index, thread.id, cell, event.place.as_ref()));
        }
    }
    if looks.is_empty() {
        return None;
    }
    let parts: Vec<String> = looks
        .iter()
        .map(|(_, thread, cell, place)| {
            let (thread, cell) = (story.thread(*thread), story.cell(*cell));
            format!("{thread} at {cell}{}", story.on_line(*place))
        })
        .collect();
    let says = match &looks[..] {
        [(_, thread, cell, place)] => format!(
            "{} looks at {}{} again and again, and nothing changes any more.",
            sentence(&story.thread(*thread)),
            story.cell(*cell),
            story.on_line(*place)
        ),
        _ => format!(
            "These threads look again and again, and nothing changes any more: {}.",
            list(&parts)
        ),
    };
    let events = looks.iter().map(|(index, ..)| *index);
    Some(explanation(ExplanationKind::Livelock, says, events))
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::made_up::made_up;
    use crate::glass::record::LastWord;
    use crate::verdict::Ending;

    fn says(spins: bool, events: &str) -> Vec<String> {
        let last = Some(LastWord::Endless { idle: 9000 });
        // The record of such a run is cut: what threads looked at last stands behind the cut.
        made_up(Ending::Endless { spins }, last, events)
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
