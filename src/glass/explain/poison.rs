//! Finds the locks that panics poisoned, and the threads that found them poisoned.

use super::dependence::is_in_an_if_alone;
use super::history::{GuardLife, History};
use super::holding::holding;
use super::{Explanation, explanation};
use crate::glass::names;
use crate::verdict::{Cause, CellKind, EventKind, StolenWakeup, TraceEvent, TracedAction};
use std::collections::BTreeMap;

/// The maximum number of finds to show; after this many, only the first find of each thread is kept.
const MAX_SHOWN: usize = 3;

pub(super) fn poisons(history: &History<'_>) -> Vec<Explanation> {
    // For each cell: when it was first poisoned since it was last cleared, and whether it was cleared after that.
    let mut known: Vec<(u32, usize, bool)> = Vec::new();
    for (index, event) in history.events() {
        let Some(cell) = event.cell else { continue };
        let is_open =
            |(poisoned, _, is_cleared): &(u32, usize, bool)| *poisoned == cell && !is_cleared;
        let open = known.iter().position(is_open);
        let clears = matches!(&event.kind, EventKind::Operation { action, .. } if *action == TracedAction::ClearPoison);
        match open {
            Some(open) if clears => known[open].2 = true,
            // A thread that uses a poisoned lock may poison it again: explain only the first time.
            None if event.kind == EventKind::Poisoned => known.push((cell, index, false)),
            _ => {}
        }
    }
    let explained = known.into_iter().filter_map(|(cell, index, is_cleared)| {
        let event = &history.trace.events[index];
        let one = poison(history, index, event, cell);
        // A poisoning that was cleared matters only if a thread panicked because of it.
        (!is_cleared || made_panic(history, &one)).then_some((cell, one))
    });
    // For each cell, the last one counts.
    let mut found: BTreeMap<u32, Explanation> = BTreeMap::new();
    found.extend(explained);
    let mut found: Vec<Explanation> = found.into_values().collect();
    found.sort_by_key(|one| match &one.cause {
        Cause::Poison { poisoned, .. } => *poisoned,
        _ => 0,
    });
    found
}

/// Whether a thread panicked where it found a lock poisoned.
fn made_panic(history: &History<'_>, poison: &Explanation) -> bool {
    let Cause::Poison {
        found_by: met_by, ..
    } = &poison.cause
    else {
        return false;
    };
    let line = |event: &TraceEvent| event.place.as_ref().map(|place| place.line);
    met_by.iter().any(|met| {
        let event = &history.trace.events[*met];
        let mut later = history.events().skip(*met);
        later.any(|(_, panic)| {
            let is_panic = matches!(panic.kind, EventKind::Panicked { .. });
            is_panic && (panic.thread, line(panic)) == (event.thread, line(event))
        })
    })
}

fn poison(history: &History<'_>, poisoned: usize, event: &TraceEvent, cell: u32) -> Explanation {
    let by = event.thread;
    let life = history.holders(cell, poisoned);
    let life = life.iter().rfind(|life| life.thread == by);
    let before = history.events().take(poisoned);
    let panic = before
        .filter(|(_, event)| event.thread == by && matches!(event.kind, EventKind::Panicked { .. }))
        .last();
    let panicked = panic.map(|(index, _)| index);
    let met_by = find_users(history, poisoned, cell);
    let stolen_wakeup = life.and_then(|life| stolen_wakeup(history, life));
    let about = [poisoned].into_iter().chain(panicked);
    let stolen = stolen_wakeup
        .iter()
        .flat_map(|stolen| [stolen.notified, stolen.changed]);
    let about = about.chain(stolen);
    let about = about.chain(life.iter().flat_map(|life| life.events()));
    let shown = met_by.iter().take(MAX_SHOWN).copied();
    let about: Vec<usize> = about.chain(shown).collect();
    let held = life
        .zip(panicked)
        .map(|(life, panic)| Box::new(holding(history, life, panic)));
    let cause = Cause::Poison {
        poisoned,
        panicked,
        guard: life.map(|life| life.began),
        found_by: met_by,
        holding: held,
        stolen_wakeup,
    };
    explanation(cause, about)
}

/// Returns which thread changed the value between a notification and the end of the wait that returned this guard, if the
/// program does not check the value again.
fn stolen_wakeup(history: &History<'_>, life: &GuardLife<'_>) -> Option<StolenWakeup> {
    let place = life.since?;
    let file = history.source.tokens(place)?;
    (names::waits(file, place) && is_in_an_if_alone(file, place)).then_some(())?;
    let waits = history.waits.iter().rev();
    let mut waits =
        waits.filter(|wait| wait.thread == life.thread && *wait.action == TracedAction::Wait);
    let wait = waits.find(|wait| wait.began < life.began)?;
    let calls = history.operations(wait.cell).rev();
    let mut calls = calls.filter(|(_, _, action, _)| action.notifies());
    let (notified, call, ..) = calls.find(|(at, ..)| (wait.began..life.began).contains(at))?;
    let mut others = history.lives.iter();
    let changed = others.find(|other| {
        let is_other = ![life.thread, call.thread].contains(&other.thread);
        let is_between = (notified..life.began).contains(&other.began);
        is_other && is_between && other.cell == life.cell && other.wrote
    })?;
    Some(StolenWakeup {
        notified,
        changed: changed.began,
    })
}

pub(super) fn was_found(poison: &Explanation) -> bool {
    matches!(&poison.cause, Cause::Poison { found_by: met_by, .. } if !met_by.is_empty())
}

pub(super) fn is_by_first_thread(history: &History<'_>, poison: &Explanation) -> bool {
    let Cause::Poison { poisoned, .. } = &poison.cause else {
        return false;
    };
    let event = history.trace.events.get(*poisoned);
    event.is_some_and(|event| {
        let kind = event.cell.and_then(|cell| history.kind(cell));
        event.thread == 0 && kind.is_some_and(CellKind::is_lock)
    })
}

/// Returns the guards that threads got while the lock was poisoned, one per thread and line; after [`MAX_SHOWN`], only
/// one per thread.
fn find_users(history: &History<'_>, poisoned: usize, cell: u32) -> Vec<usize> {
    let mut known = Vec::new();
    let mut found = Vec::new();
    for (index, event) in history.events().skip(poisoned + 1) {
        match &event.kind {
            // std's message for an initializer that panicked before; the panic doesn't name the cell.
            EventKind::Panicked {
                message: Some(message),
            } if message.ends_with("previously been poisoned") && is_only_one(history, cell) => {
                found.push(index);
            }
            _ if event.cell != Some(cell) => {}
            EventKind::Operation { action, .. } if *action == TracedAction::ClearPoison => break,
            EventKind::Acquired { .. } => {
                let user = (event.thread, event.place.as_ref().map(|place| place.line));
                let is_new = !known.iter().any(|(thread, _)| *thread == event.thread);
                if is_new || found.len() < MAX_SHOWN && !known.contains(&user) {
                    known.push(user);
                    found.push(index);
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether this is the only `LazyLock` or `Once` that was poisoned.
fn is_only_one(history: &History<'_>, cell: u32) -> bool {
    let is_lazy = |cell: u32| {
        matches!(
            history.kind(cell),
            Some(CellKind::LazyLock | CellKind::Once)
        )
    };
    let mut events = history.trace.events.iter();
    let other = events.any(|event| {
        let is_other = event
            .cell
            .is_some_and(|other| other != cell && is_lazy(other));
        is_other && event.kind == EventKind::Poisoned
    });
    is_lazy(cell) && !other
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::test_trace::finished;

    const CASES: &[(&str, &str)] = &[
        (
            "cell Mutex m 3
             thread1@7 locks m guard
             thread1@8 panics
             thread1@9} poisons m
             thread1@9} ends guard unwinding
             thread1@- stops
             main@15 locks m _met
             main@15 ends _met
             main@15 locks m _again",
            "`m` (the Mutex created on line 3) is poisoned: thread 1 panicked on line 8 while it held the guard `guard` from line 7. The main thread found it poisoned on line 15, and went on.",
        ),
        (
            "cell LazyLock TABLE 3 static
             thread1@7 locks TABLE _x
             thread1@8 panics
             thread1@- poisons TABLE
             thread1@- stops",
            "`TABLE` (the LazyLock created on line 3) is poisoned: thread 1 panicked on line 8 in the initializer that the `LazyLock` ran on line 7.",
        ),
        (
            "cell Mutex m 3
             thread1@- poisons m",
            "`m` (the Mutex created on line 3) is poisoned: thread 1 panicked while it held the lock.",
        ),
    ];

    #[test]
    fn a_poisoned_lock_names_the_panic_and_its_later_users() {
        for (events, says) in CASES {
            let events = format!("thread -\n{events}");
            assert_eq!(finished(&events).says()[0], *says, "{events}");
        }
    }

    #[test]
    fn a_lock_that_was_cleared_is_not_poisoned() {
        let cleared = "thread -
             cell RwLock l 3
             thread1@7 locks l _x
             thread1@8 panics
             thread1@9} poisons l
             thread1@9} ends _x unwinding
             thread1@- stops
             main@11 reads l _met
             main@11 ends _met
             main@12 did l clear_poison";
        let says = finished(cleared).says();
        assert!(says.iter().all(|says| !says.contains("poison")), "{says:?}");
        let again = format!(
            "{cleared}
             thread -
             thread2@17 locks l _y
             thread2@18 panics
             thread2@19 poisons l
             thread2@19 ends _y unwinding
             thread2@- stops
             main@20 reads l r"
        );
        let says = finished(&again).says();
        assert!(says[0].contains("thread 2 panicked on line 18"), "{says:?}");
        let panicked = cleared.replace("main@11 ends _met", "main@11 panics");
        let says = finished(&panicked).says();
        assert!(
            says[0].starts_with("`l` (the RwLock created on line 3) was poisoned: "),
            "{says:?}"
        );
    }

    #[test]
    fn a_lock_that_is_poisoned_twice_is_explained_once() {
        let events = format!("thread -\n{}\nmain@20 poisons m", CASES[0].0);
        let says = finished(&events).says();
        let poison = says.iter().filter(|says| says.contains("poisoned")).count();
        assert_eq!(poison, 1, "{says:?}");
    }
}
