//! Finds cells that were never dropped although the program finished.
//!
//! Statics, and what they own, are never dropped, so they are not leaks.

use super::history::History;
use super::{Explanation, explanation};
use crate::glass::record::EndEvent;
use crate::verdict::{Cause, EventKind, Outcome, RunEnd, TracedCell};
use std::collections::BTreeSet;

pub(super) fn leaks(history: &History<'_>) -> Vec<Explanation> {
    let dropped = dropped(history);
    if !finished_with_all_threads(history) || static_may_own_cells(history, &dropped) {
        return Vec::new();
    }
    let mut groups: Vec<Vec<&TracedCell>> = Vec::new();
    for cell in &history.trace.cells {
        // The drop of an atomic is not recorded, because atomics must not have a `Drop`.
        let is_atomic = cell.kind.starts_with("Atomic");
        if cell.is_static || is_atomic || cell.made.is_none() || dropped.contains(&cell.id) {
            continue;
        }
        let is_alike = |other: &TracedCell| {
            (&other.made, &other.kind, &other.of) == (&cell.made, &cell.kind, &cell.of)
        };
        match groups.iter_mut().find(|group| is_alike(group[0])) {
            Some(group) => group.push(cell),
            None => groups.push(vec![cell]),
        }
    }
    groups.iter().map(|group| leak(history, group)).collect()
}

fn leak(history: &History<'_>, group: &[&TracedCell]) -> Explanation {
    let cells: Vec<u32> = group.iter().map(|cell| cell.id).collect();
    let is_theirs = |id: Option<u32>| id.is_some_and(|id| cells.contains(&id));
    let made = history
        .events()
        .filter(|(_, event)| event.kind == EventKind::Created && is_theirs(event.cell));
    let made: Vec<usize> = made.map(|(index, _)| index).collect();
    explanation(Cause::Leak { cells }, made)
}

/// Returns whether main returned after every other thread had exited, and the record is complete.
fn finished_with_all_threads(history: &History<'_>) -> bool {
    let trace = history.trace;
    let finished = matches!(
        trace.ending,
        RunEnd::Outcome {
            outcome: Outcome::Finished { .. }
        }
    );
    let others = trace.threads.iter().skip(1);
    finished
        && !trace.truncated
        && history.end == Some(EndEvent::End)
        && others
            .into_iter()
            .all(|thread| history.has_exited(thread.id))
}

/// Returns whether a static may own other cells. The record does not show what an `AtomicPtr` owns.
fn static_may_own_cells(history: &History<'_>, dropped: &BTreeSet<u32>) -> bool {
    let mut cells = history.trace.cells.iter();
    cells.any(|cell| {
        cell.is_static && (cell.owns || cell.kind == "AtomicPtr") && !dropped.contains(&cell.id)
    })
}

fn dropped(history: &History<'_>) -> BTreeSet<u32> {
    let events = history.trace.events.iter();
    let dropped = events.filter(|event| event.kind == EventKind::Dropped);
    dropped.filter_map(|event| event.cell).collect()
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::test_trace::{finished, trace_of};
    use crate::glass::record::EndEvent;
    use crate::verdict::{Outcome, RunEnd, Unfollowed};

    const LEAK: &str =
        "cell RefCell/Vec<Rc<Node>> _ 8\nmain@12 writes RefCell@8 _x\nmain@12 ends _x";

    #[test]
    fn a_leak_names_the_type_and_the_line() {
        assert_eq!(
            finished(LEAK).says(),
            [
                "The RefCell<Vec<Rc<Node>>> made on line 8 was never dropped, though the program came to its end: something still owns it, or it was leaked."
            ]
        );
        let two = format!("{LEAK}\n{LEAK}\ncell Barrier gate 9\nmain@20 drops gate");
        assert_eq!(
            finished(&two).says(),
            [
                "2 RefCell<Vec<Rc<Node>>> made on line 8 were never dropped, though the program came to its end: something still owns them, or they were leaked."
            ]
        );
    }

    #[test]
    fn a_cell_that_may_still_be_owned_is_not_a_leak() {
        for more in [
            "cell Mutex/Vec<Rc<Node>> ALL 2 static owns",
            "cell AtomicPtr/Node HEAD 2 static",
            "thread -",
        ] {
            assert!(finished(&format!("{LEAK}\n{more}")).says().is_empty());
        }
        assert!(
            !finished(&format!("{LEAK}\nthread -\nthread1@- stops"))
                .says()
                .is_empty()
        );
        assert!(finished("cell AtomicU32/u32 N 2").says().is_empty());
        assert!(finished("cell Mutex/i32 N 2 static").says().is_empty());
        assert!(finished("cell Mutex/i32 _ -").says().is_empty());
        assert!(finished(LEAK).truncated().says().is_empty());
    }

    #[test]
    fn a_program_that_did_not_finish_has_no_leaks() {
        let ended = || RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        };
        for last in [None, Some(EndEvent::Exit)] {
            assert!(trace_of(ended(), last, LEAK).says().is_empty());
        }
        assert!(
            trace_of(
                RunEnd::NotFollowed {
                    why: Unfollowed::Blocked
                },
                Some(EndEvent::End),
                LEAK
            )
            .says()
            .is_empty()
        );
    }
}
