//! Explains locks that a panic poisoned, and which threads found them poisoned.

use super::history::History;
use super::wording::{capitalize, list};
use super::{Explanation, explanation};
use crate::verdict::{EventKind, ExplanationKind, TraceEvent};

/// How many threads that found the lock poisoned are named.
const MAX_NAMED: usize = 3;

pub(super) fn poisons(history: &History<'_>) -> Vec<Explanation> {
    let mut known = Vec::new();
    let mut found = Vec::new();
    for (index, event) in history.events() {
        let Some(cell) = event.cell.filter(|_| event.kind == EventKind::Poisoned) else {
            continue;
        };
        // A thread that uses a poisoned lock may poison it again: explain only the first time.
        if !known.contains(&cell) {
            known.push(cell);
            found.push(explain_poison(history, index, event, cell));
        }
    }
    found
}

fn explain_poison(
    history: &History<'_>,
    index: usize,
    event: &TraceEvent,
    cell: u32,
) -> Explanation {
    let by = event.thread;
    let life = history.holders(cell, index);
    let life = life.iter().rfind(|life| life.thread == by);
    let before = history.events().take(index);
    let panic = before
        .filter(|(_, event)| event.thread == by && matches!(event.kind, EventKind::Panicked { .. }))
        .last();
    let did = match history.kind(cell) {
        "Once" => "ran its closure",
        "LazyLock" => "made its value",
        _ => "held it",
    };
    let mut says = format!(
        "{}{} is poisoned: {} panicked{} while it {did}{}.",
        capitalize(&history.cell(cell)),
        origin(history, cell),
        history.thread(by),
        history.on_line(panic.and_then(|(_, event)| event.place.as_ref())),
        life.map_or(String::new(), |life| format!(
            ",{}{}",
            history.since_line(life.since),
            History::guard_name(life)
        )),
    );
    let users = find_users(history, index, cell);
    if !users.is_empty() {
        let parts: Vec<String> = users.iter().map(|(_, part)| part.clone()).collect();
        says += &format!(" The poison was met by {}.", list(&parts));
    }
    let about = [index].into_iter().chain(panic.map(|(index, _)| index));
    let about = about.chain(life.iter().flat_map(|life| life.events()));
    let about = about.chain(users.iter().map(|(index, _)| *index));
    explanation(ExplanationKind::Poison, says, about)
}

/// Returns ` (the Mutex made on line 3)` if the cell has a name.
fn origin(history: &History<'_>, cell: u32) -> String {
    let found = history.find_cell(cell);
    match found.map(|cell| (&cell.name, &cell.made, &cell.kind)) {
        Some((Some(_), Some(made), kind)) => {
            format!(" (the {kind} made on {})", history.line(made))
        }
        _ => String::new(),
    }
}

/// Returns the threads that got the lock while it was poisoned, each line once.
fn find_users(history: &History<'_>, poisoned: usize, cell: u32) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (index, event) in history.events().skip(poisoned + 1) {
        match &event.kind {
            _ if event.cell != Some(cell) => {}
            EventKind::Operation { action, .. } if action == "clear_poison" => break,
            EventKind::Acquired { .. } => {
                let line = history.on_line(event.place.as_ref());
                let part = format!("{}{line}", history.thread(event.thread));
                if found.len() < MAX_NAMED && found.iter().all(|(_, known)| *known != part) {
                    found.push((index, part));
                }
            }
            _ => {}
        }
    }
    found
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
            "`m` (the Mutex made on line 3) is poisoned: thread 1 panicked on line 8 while it held it, since line 7 (`guard`). The poison was met by the main thread on line 15.",
        ),
        (
            "cell RwLock _ 3
             thread1@7 locks RwLock@3 _x
             thread1@8 panics
             thread1@9} poisons RwLock@3
             thread1@9} ends _x unwinding
             thread1@- stops
             main@12 did RwLock@3 clear_poison
             main@15 reads RwLock@3 r
             main@16 ends r",
            "The RwLock made on line 3 is poisoned: thread 1 panicked on line 8 while it held it, since line 7.",
        ),
        (
            "cell LazyLock TABLE 3 static
             thread1@7 locks TABLE _x
             thread1@8 panics
             thread1@- poisons TABLE
             thread1@- stops",
            "`TABLE` (the LazyLock made on line 3) is poisoned: thread 1 panicked on line 8 while it made its value, since line 7.",
        ),
        (
            "cell Mutex m 3
             thread1@- poisons m",
            "`m` (the Mutex made on line 3) is poisoned: thread 1 panicked while it held it.",
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
    fn a_lock_that_is_poisoned_twice_is_explained_once() {
        let events = format!("thread -\n{}\nmain@20 poisons m", CASES[0].0);
        let says = finished(&events).says();
        let poison = says.iter().filter(|says| says.contains("poisoned")).count();
        assert_eq!(poison, 1, "{says:?}");
    }
}
