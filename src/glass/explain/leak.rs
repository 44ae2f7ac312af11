//! Cells that were never dropped, though the program came to its end by itself.
//!
//! What lies where statics lie is never dropped, and neither is what is reachable from there.

use super::story::Story;
use super::{Explanation, explanation};
use crate::glass::record::LastWord;
use crate::verdict::{EventKind, ExplanationKind, Outcome, RunEnd, TracedCell};
use std::collections::BTreeSet;

pub(super) fn leaks(story: &Story<'_>) -> Vec<Explanation> {
    let dropped = dropped(story);
    if !came_to_its_end(story) || a_static_may_own_others(story, &dropped) {
        return Vec::new();
    }
    let mut groups: Vec<Vec<&TracedCell>> = Vec::new();
    for cell in &story.trace.cells {
        // Nobody writes down when an atomic is dropped: it may stand where nothing with a `Drop` may.
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
    groups.iter().map(|group| told(story, group)).collect()
}

fn told(story: &Story<'_>, group: &[&TracedCell]) -> Explanation {
    let cell = group[0];
    let what = match cell.of.as_str() {
        "()" => cell.kind.clone(),
        of => format!("{}<{of}>", cell.kind),
    };
    let made = story.on_line(cell.made.as_ref());
    let name = cell.name.as_ref();
    let name = name.map_or(String::new(), |name| format!(" (`{name}`)"));
    let says = match group.len() {
        1 => format!(
            "The {what} made{made}{name} was never dropped, though the program came to its end: something still owns it, or it was leaked."
        ),
        count => format!(
            "{count} {what} made{made}{name} were never dropped, though the program came to its end: something still owns them, or they were leaked."
        ),
    };
    let is_theirs = |id: Option<u32>| group.iter().any(|cell| Some(cell.id) == id);
    let made = story
        .events()
        .filter(|(_, event)| event.kind == EventKind::Created && is_theirs(event.cell));
    explanation(ExplanationKind::Leak, says, made.map(|(index, _)| index))
}

/// Whether main returned and every other thread had ended by then, with all of it on record.
fn came_to_its_end(story: &Story<'_>) -> bool {
    let trace = story.trace;
    let finished = matches!(
        trace.ending,
        RunEnd::Outcome {
            outcome: Outcome::Finished { .. }
        }
    );
    let others = trace.threads.iter().skip(1);
    finished
        && !trace.truncated
        && story.last == Some(LastWord::End)
        && others
            .into_iter()
            .all(|thread| story.has_stopped(thread.id))
}

/// A static may own what was made elsewhere; an `AtomicPtr` does so without saying it.
fn a_static_may_own_others(story: &Story<'_>, dropped: &BTreeSet<u32>) -> bool {
    let mut cells = story.trace.cells.iter();
    cells.any(|cell| {
        cell.is_static && (cell.owns || cell.kind == "AtomicPtr") && !dropped.contains(&cell.id)
    })
}

fn dropped(story: &Story<'_>) -> BTreeSet<u32> {
    let events = story.trace.events.iter();
    let dropped = events.filter(|event| event.kind == EventKind::Dropped);
    dropped.filter_map(|event| event.cell).collect()
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::made_up::{finished, made_up};
    use crate::glass::record::LastWord;
    use crate::verdict::{Outcome, RunEnd};

    const LEAK: &str =
        "cell RefCell/Vec<Rc<Node>> _ 8\nmain@12 writes RefCell@8 _x\nmain@12 ends _x";

    #[test]
    fn what_was_never_dropped_is_told_with_what_is_in_it_and_where_it_was_made() {
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
    fn nothing_is_said_where_somebody_may_still_own_it() {
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
        assert!(finished(LEAK).cut().says().is_empty());
    }

    #[test]
    fn nothing_is_said_where_the_program_did_not_come_to_its_end_by_itself() {
        let ended = || RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 },
        };
        for last in [None, Some(LastWord::Exit)] {
            assert!(made_up(ended(), last, LEAK).says().is_empty());
        }
        assert!(
            made_up(RunEnd::NotFollowed, Some(LastWord::End), LEAK)
                .says()
                .is_empty()
        );
    }
}
