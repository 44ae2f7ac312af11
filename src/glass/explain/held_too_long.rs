//! Finds guards that a thread held while it waited for something else and another thread waited for the lock.

use super::history::{GuardLife, History, Wait};
use super::holding::holding;
use super::{Explanation, explanation};
use crate::glass::scopes::enclosing_function;
use crate::verdict::{AccessMode, Cause, CellKind, Holding, LaterUse, Place};

pub(super) fn held_too_long(history: &History<'_>) -> Vec<Explanation> {
    let mut known: Vec<(Option<&Place>, Option<&Place>)> = Vec::new();
    let mut found = Vec::new();
    for life in &history.lives {
        for own in history.waits.iter().filter(|own| waits_under(life, own)) {
            // Many threads at the same two lines need one explanation.
            let lines = (life.since, own.place);
            if known.contains(&lines)
                || history.kind(own.cell).is_some_and(CellKind::is_stream)
                // A thread that needs two locks at once waits for the second while it holds the first.
                || history.kind(own.cell).is_some_and(CellKind::is_lock)
                || !is_lock(history, life)
            {
                continue;
            }
            let waits = history.waits.iter();
            let mut others = waits.filter(|other| contends(life, own, other));
            if let Some(other) = others.next() {
                known.push(lines);
                let mut held = holding(history, life, own.began);
                if is_needed(&held) {
                    continue;
                }
                // Without the calls that led to the wait, nothing shows where the function with the guard is.
                if held.call.is_none() && !are_in_one_function(history, lines) {
                    held.kept_alive_by = None;
                }
                let others: Vec<usize> = others.map(|other| other.began).collect();
                let about = life.events().chain([own.began, other.began]);
                let about: Vec<usize> = about.chain(others.iter().copied()).collect();
                let cause = Cause::HeldTooLong {
                    guard: life.began,
                    wait: own.began,
                    contending_wait: other.began,
                    other_waits: others,
                    holding: Some(Box::new(held)),
                };
                found.push(explanation(cause, about.into_iter().chain(own.ended)));
            }
        }
    }
    found
}

/// Returns whether a wait of the guard's own thread began and ended while the guard was alive.
fn waits_under(life: &GuardLife<'_>, own: &Wait<'_>) -> bool {
    own.thread == life.thread
        && own.cell != life.cell
        && own.began > life.began
        && own.place.is_some()
        && life.since.is_some()
        && own
            .ended
            .is_some_and(|ended| life.ended.is_none_or(|dropped| ended <= dropped))
}

/// Returns whether another thread waited for the lock during that wait.
fn contends(life: &GuardLife<'_>, own: &Wait<'_>, other: &Wait<'_>) -> bool {
    // A reader does not wait for a reader, only for a waiting writer.
    let excludes = life.access == AccessMode::Exclusive || !other.action.reads();
    excludes
        && other.thread != life.thread
        && other.cell == life.cell
        && own.ended.is_some_and(|ended| other.began < ended)
        && other.ended.is_none_or(|ended| ended > own.began)
}

fn are_in_one_function(
    history: &History<'_>,
    (created, waited): (Option<&Place>, Option<&Place>),
) -> bool {
    let body = |place: Option<&Place>| {
        let file = history.source.tokens(place?)?;
        let (_, open, _) = enclosing_function(file, file.at(place?)?)?;
        Some((place?.file.clone(), open))
    };
    body(created).is_some_and(|created| Some(created) == body(waited))
}

/// Whether the program uses the guard after the wait: it may keep it on purpose.
fn is_needed(held: &Holding) -> bool {
    held.later_use
        .is_some_and(|later| later != LaterUse::Unused)
}

/// Whether a guard belongs to a lock, not to a value that is being initialized.
fn is_lock(history: &History<'_>, life: &GuardLife<'_>) -> bool {
    history.kind(life.cell).is_some_and(CellKind::is_lock)
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::test_trace::finished;

    fn says(events: &str) -> Vec<String> {
        finished(&format!(
            "thread -\nthread -\ncell Mutex m 3\n{events}\nmain@30 drops m"
        ))
        .says()
    }

    #[test]
    fn a_sleep_under_a_contended_lock_is_explained_once() {
        let events = "thread1@7 locks m guard
             thread1@8 waits clock sleep for-a-time
             thread2@12 waits m lock
             thread1@- goes clock
             thread1@9} ends guard
             thread2@- goes m";
        let expected = "Thread 1 slept on line 8 while it held `m` (the guard `guard` from line 7). So thread 2 had to wait on line 12.";
        for times in [1, 2] {
            let events = vec![events; times].join("\n") + "\nthread1@- stops\nthread2@- stops";
            assert_eq!(says(&events), [expected]);
        }
    }

    #[test]
    fn a_wait_for_a_message_under_a_lock_names_the_call() {
        let events = "cell channel rx 4
             main@4 drops rx
             thread1@7 locks m guard
             thread2@12 waits m lock
             thread1@8 waits rx recv
             thread1@- goes rx
             thread1@9} ends guard
             thread2@- goes m
             thread1@- stops\nthread2@- stops";
        assert!(
            says(events)[0].starts_with("Thread 1 waited (`recv`) on line 8 while it held `m`")
        );
    }

    #[test]
    fn an_uncontended_or_dropped_guard_is_not_explained() {
        for events in [
            // No other thread waits for it.
            "thread1@7 locks m guard
             thread1@8 waits clock sleep
             thread1@- goes clock
             thread1@9 ends guard",
            // It sleeps after the drop.
            "thread1@7 locks m guard
             thread2@12 waits m lock
             thread1@9 ends guard
             thread2@- goes m
             thread1@10 waits clock sleep
             thread1@- goes clock",
            // It needs both locks.
            "cell Mutex other 4
             thread1@7 locks m guard
             thread2@12 waits m lock
             thread1@8 waits other lock
             thread1@- goes other
             thread1@9 ends guard
             thread2@- goes m
             main@20 drops other",
            // The other thread waits earlier, for a different guard.
            "thread2@12 waits m lock
             thread2@- goes m
             thread1@7 locks m guard
             thread1@8 waits clock sleep
             thread1@- goes clock
             thread1@9 ends guard",
        ] {
            let events = format!("{events}\nthread1@- stops\nthread2@- stops");
            assert_eq!(says(&events), Vec::<String>::new(), "{events}");
        }
    }
}
