//! Guards that were held while their own thread waited, and another thread waited for them.

use super::story::{Life, Story, Wait};
use super::wording::sentence;
use super::{Explanation, explanation};
use crate::verdict::{AccessMode, ExplanationKind, Place};

pub(super) fn held_too_long(story: &Story<'_>) -> Vec<Explanation> {
    let mut known: Vec<(Option<&Place>, Option<&Place>)> = Vec::new();
    let mut found = Vec::new();
    for life in &story.lives {
        for own in story.waits.iter().filter(|own| is_under(life, own)) {
            // Many threads at the same two lines are one story.
            let lines = (life.since, own.place);
            if known.contains(&lines) || is_stream(story.kind(own.cell)) || !is_lock(story, life) {
                continue;
            }
            let other = story.waits.iter().find(|other| is_met(life, own, other));
            if let Some(other) = other {
                known.push(lines);
                found.push(told(story, life, own, other));
            }
        }
    }
    found
}

/// Whether the guard's own thread waited, and went on again, before it let go.
fn is_under(life: &Life<'_>, own: &Wait<'_>) -> bool {
    own.thread == life.thread
        && own.cell != life.cell
        && own.began > life.began
        && own.place.is_some()
        && life.since.is_some()
        && own
            .ended
            .is_some_and(|ended| life.ended.is_none_or(|gone| ended <= gone))
}

/// Whether somebody else wanted the lock at some moment of that.
fn is_met(life: &Life<'_>, own: &Wait<'_>, other: &Wait<'_>) -> bool {
    // Readers do not wait for a reader, only behind a writer that does.
    let excludes = life.access == AccessMode::Exclusive || !other.action.contains("read");
    excludes
        && other.thread != life.thread
        && other.cell == life.cell
        && own.ended.is_some_and(|ended| other.began < ended)
        && other.ended.is_none_or(|ended| ended > own.began)
}

/// Whether it is a lock that is held, and not a value that is being made.
fn is_lock(story: &Story<'_>, life: &Life<'_>) -> bool {
    matches!(story.kind(life.cell), "Mutex" | "RwLock")
}

/// Printing is short, and whoever prints does not ask for it.
fn is_stream(kind: &str) -> bool {
    matches!(kind, "Stdout" | "Stderr" | "Stdin")
}

fn told(story: &Story<'_>, life: &Life<'_>, own: &Wait<'_>, other: &Wait<'_>) -> Explanation {
    let cell = story.cell(life.cell);
    let does = match own.action {
        "sleep" | "sleep_until" | "sleep_ms" => "slept".to_owned(),
        action => format!("waited (`{action}`)"),
    };
    let says = format!(
        "{}{}{}, and {} had to wait for it{}. The guard{} was held since {}.",
        sentence(&story.thread(life.thread)),
        format_args!(" {does}{}", story.on_line(own.place)),
        format_args!(" while it held {cell}"),
        story.thread(other.thread),
        story.on_line(other.place),
        Story::named(life),
        life.since.map_or(String::new(), |since| story.line(since)),
    );
    let about = life
        .events()
        .chain([own.began, other.began])
        .chain(own.ended);
    explanation(ExplanationKind::HeldTooLong, says, about)
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::made_up::finished;

    fn says(events: &str) -> Vec<String> {
        finished(&format!(
            "thread -\nthread -\ncell Mutex m 3\n{events}\nmain@30 drops m"
        ))
        .says()
    }

    #[test]
    fn a_guard_that_slept_while_others_waited_is_told_once() {
        let events = "thread1@7 locks m guard
             thread1@8 waits clock sleep for-a-time
             thread2@12 waits m lock
             thread1@- goes clock
             thread1@9} ends guard
             thread2@- goes m";
        let told = "Thread 1 slept on line 8 while it held `m`, and thread 2 had to wait for it on line 12. The guard (`guard`) was held since line 7.";
        for times in [1, 2] {
            let events = vec![events; times].join("\n") + "\nthread1@- stops\nthread2@- stops";
            assert_eq!(says(&events), [told]);
        }
    }

    #[test]
    fn a_wait_for_a_message_under_a_lock_names_what_was_waited_for() {
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
    fn nothing_is_said_where_nobody_waited_or_the_guard_had_ended() {
        for events in [
            // Nobody else wanted it.
            "thread1@7 locks m guard
             thread1@8 waits clock sleep
             thread1@- goes clock
             thread1@9 ends guard",
            // It slept afterwards.
            "thread1@7 locks m guard
             thread2@12 waits m lock
             thread1@9 ends guard
             thread2@- goes m
             thread1@10 waits clock sleep
             thread1@- goes clock",
            // The other one waited before, for somebody else's guard.
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
