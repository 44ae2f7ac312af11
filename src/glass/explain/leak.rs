//! Finds cells that were never dropped although the program finished.
//!
//! Statics, and what they own, are never dropped, so they are not leaks.

use super::history::History;
use super::{Explanation, explanation};
use crate::glass::record::EndEvent;
use crate::verdict::{AccessMode, Cause, EventKind, Outcome, RunEnd, TracedCell};
use std::collections::BTreeSet;

pub(super) fn leaks(history: &History<'_>) -> Option<Explanation> {
    let dropped = dropped(history);
    if !finished_with_all_threads(history) || static_may_own_cells(history, &dropped) {
        return None;
    }
    let cells = history.trace.cells.iter();
    let leaked = cells.filter(|cell| {
        // The drop of an atomic is not recorded, because atomics must not have a `Drop`.
        let is_atomic = cell.kind.starts_with("Atomic");
        !cell.is_static && !is_atomic && cell.made.is_some() && !dropped.contains(&cell.id)
    });
    let leaked: Vec<&TracedCell> = leaked.collect();
    if leaked.is_empty() {
        return None;
    }
    let cells: Vec<u32> = leaked.iter().map(|cell| cell.id).collect();
    let may_close: BTreeSet<u32> = leaked
        .iter()
        .filter(|cell| may_own_a_handle(&cell.of))
        .map(|cell| cell.id)
        .collect();
    let is_of = |ids: &dyn Fn(u32) -> bool, id: Option<u32>| id.is_some_and(ids);
    let changed = history.events().filter(|(_, event)| {
        let is_change = match &event.kind {
            EventKind::Acquired { access, .. } => *access == AccessMode::Exclusive,
            EventKind::Operation { action, .. } => action == "set",
            _ => false,
        };
        is_change && event.place.is_some() && is_of(&|id| may_close.contains(&id), event.cell)
    });
    let changed: Vec<usize> = changed.map(|(index, _)| index).collect();
    let made = history.events().filter(|(_, event)| {
        event.kind == EventKind::Created && is_of(&|id| cells.contains(&id), event.cell)
    });
    let events: Vec<usize> = made.map(|(index, _)| index).collect();
    let is_ring = !has_other_ways(history, &leaked);
    let cause = Cause::Leak {
        cells,
        is_ring,
        changed,
    };
    Some(explanation(cause, events))
}

/// Whether a value of this type may own an `Rc` or an `Arc`: it has one, or it is of a type of the program. What is behind
/// a `Weak` isn't owned.
fn may_own_a_handle(of: &str) -> bool {
    const OWN_NOTHING: &[&str] = &[
        "Vec", "VecDeque", "String", "Option", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "Box",
        "Result", "Duration", "Instant",
    ];
    let owned = without_weak(of);
    let words = owned.split(|c: char| !c.is_alphanumeric() && c != '_');
    let mut names = words.filter(|word| word.starts_with(char::is_uppercase));
    owned.contains("dyn ") || names.any(|name| !OWN_NOTHING.contains(&name))
}

/// The type without each `Weak<…>` in it.
fn without_weak(of: &str) -> String {
    let mut rest = of;
    let mut owned = String::new();
    while let Some((before, after)) = rest.split_once("Weak<") {
        owned.push_str(before);
        let mut depth = 1;
        let end = after.find(|c| {
            depth += match c {
                '<' => 1,
                '>' => -1,
                _ => 0,
            };
            depth == 0
        });
        rest = end.map_or("", |end| &after[end + 1..]);
    }
    owned + rest
}

/// Whether the program can leak in other ways than by a ring of handles.
fn has_other_ways(history: &History<'_>, leaked: &[&TracedCell]) -> bool {
    let ways = [
        "unsafe",
        "forget",
        "ManuallyDrop",
        "::leak(",
        ".leak(",
        "into_raw",
        "increment_strong_count",
    ];
    let places = leaked.iter().filter_map(|cell| cell.made.as_ref());
    let mut texts = places.map(|place| history.source.text(place));
    texts.any(|text| text.is_none_or(|text| ways.iter().any(|way| text.contains(way))))
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
    use super::may_own_a_handle;
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
                "At least 1 RefCell<Vec<Rc<Node>>> made on line 8 was never dropped, though the program came to its end: a ring of `Rc` or `Arc` keeps it alive. The RefCell made on line 8 may close the ring; it was borrowed mutably on line 12. Make one of the links a `Weak`."
            ]
        );
        let two = format!("{LEAK}\n{LEAK}\ncell Barrier gate 9\nmain@20 drops gate");
        assert!(
            finished(&two).says()[0]
                .starts_with("At least 2 RefCell<Vec<Rc<Node>>> made on line 8 were never dropped")
        );
    }

    #[test]
    fn only_what_may_own_a_handle_may_close_a_ring() {
        for of in [
            "Vec<Rc<Node>>",
            "Room",
            "Box<dyn Fn()>",
            "(Weak<Room>, Arc<Room>)",
        ] {
            assert!(may_own_a_handle(of), "{of}");
        }
        for of in [
            "String",
            "Weak<Room>",
            "Vec<Weak<RefCell<Room>>>",
            "Option<u32>",
        ] {
            assert!(!may_own_a_handle(of), "{of}");
        }
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
