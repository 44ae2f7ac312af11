//! Finds conflicting borrows: which borrow was refused, which guards were alive, and where they are dropped.
//!
//! A `try_borrow` that fails is not a conflict, because the program asked for that answer.

use super::history::{GuardLife, History};
use super::{Explanation, explanation, holding};
use crate::glass::names;
use crate::verdict::{AccessMode, Cause, EventKind, Place};

/// The maximum number of guards per refused borrow for which the trace says what holds them.
const MAX_HOLDERS: usize = 3;

pub(super) fn conflicts(history: &History<'_>) -> Vec<Explanation> {
    let mut known = Vec::new();
    let mut found = Vec::new();
    for (index, event) in history.events() {
        if let (
            EventKind::Refused {
                access,
                panics: true,
            },
            Some(cell),
            Some(place),
        ) = (&event.kind, event.cell, &event.place)
        {
            let holders = history.holders(cell, index);
            // A loop repeats the same conflict.
            let lines = Lines::new(*access, place, &holders);
            if !holders.is_empty() && !known.contains(&lines) {
                known.push(lines);
                let about = holders.iter().flat_map(|life| life.events());
                let held_by = |life: &&GuardLife<'_>| holding::holding(history, life, index);
                let (held, several) = match holders.as_slice() {
                    [only] => (Some(Box::new(held_by(only))), Vec::new()),
                    many => (None, many.iter().take(MAX_HOLDERS).map(held_by).collect()),
                };
                let until = match &held {
                    Some(held) => held.until.clone(),
                    None => holding::end_of_last(history, &holders),
                };
                let again = next_refusal(history, index);
                let cause = Cause::Conflict {
                    refused_while_unwinding: again,
                    refused: index,
                    method: method(history, place),
                    guards: holders.iter().map(|life| life.began).collect(),
                    until,
                    holding: held,
                    holdings: several,
                };
                found.push(explanation(cause, about.chain([index]).chain(again)));
            }
        }
    }
    found
}

/// Returns the next refusal in the same thread, if it happened while the panic of this one was unwinding and was the
/// last thing that the thread did.
fn next_refusal(history: &History<'_>, refused: usize) -> Option<usize> {
    let thread = history.trace.events[refused].thread;
    let own = history.events().skip(refused + 1);
    let mut own = own.filter(|(_, event)| event.thread == thread);
    let next = own.find(|(_, event)| match &event.kind {
        EventKind::Panicked { .. } | EventKind::Dropped => false,
        EventKind::Released { unwinding, .. } => !unwinding,
        _ => true,
    });
    let (at, event) = next?;
    let is_refusal = matches!(event.kind, EventKind::Refused { panics: true, .. });
    let ends = own.all(|(_, event)| matches!(event.kind, EventKind::Panicked { .. }));
    (is_refusal && ends).then_some(at)
}

fn method(history: &History<'_>, place: &Place) -> Option<String> {
    names::method(history.source.tokens(place)?, place).map(str::to_owned)
}

/// Identifies a conflict: two with equal lines are explained once.
#[derive(PartialEq, Eq)]
struct Lines<'a> {
    access: AccessMode,
    refused: &'a Place,
    guards: Vec<(Option<&'a Place>, Option<&'a Place>)>,
}

impl<'a> Lines<'a> {
    fn new(access: AccessMode, refused: &'a Place, holders: &[&GuardLife<'a>]) -> Self {
        let guards = holders.iter().map(|life| (life.since, life.until));
        Self {
            access,
            refused,
            guards: guards.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::test_trace::finished;

    const CASES: &[(&str, &str)] = &[
        (
            "main@5 reads cell reader
             main@7 may-not-write cell
             main@8} ends reader unwinding",
            "Line 7 needs a write guard, but the read guard `reader` from line 5 is still alive. The panic dropped it at the `}` on line 8.",
        ),
        (
            "main@5 writes cell w
             main@6 may-not-read cell
             main@9 ends w",
            "Line 6 needs a read guard, but the write guard `w` from line 5 is still alive. It lives until line 9.",
        ),
        (
            "main@5 writes cell _temporary
             main@5 may-not-read cell
             main@5; ends _temporary",
            "Line 5 needs a read guard, but a write guard that the same line created earlier is still alive. It lives until the `;` on line 5.",
        ),
        (
            "main@4 reads cell _in_a_struct
             main@6 may-not-write cell",
            "Line 6 needs a write guard, but the read guard from line 4 is still alive.",
        ),
        (
            "main@4 reads cell _in_a_struct
             main@6 may-not-write cell
             main@8} ends _in_a_struct unwinding",
            "Line 6 needs a write guard, but the read guard from line 4 is still alive. The panic dropped it at the `}` on line 8.",
        ),
        (
            "main@- reads cell _by_std
             main@6 may-not-write cell",
            "Line 6 needs a write guard, but a read guard is still alive.",
        ),
        (
            "main@4 reads cell a
             main@5 reads cell _b
             main@5 reads cell _c
             main@6 may-not-write cell
             main@7} ends _c
             main@7} ends _b
             main@8} ends a",
            "Line 6 needs a write guard, but 3 read guards are still alive: `a` (line 4) and 2 from line 5. The last of them lives until the `}` on line 8.",
        ),
    ];

    #[test]
    fn a_conflict_names_both_lines_and_where_the_guard_is_dropped() {
        for (events, says) in CASES {
            let events = format!("cell RefCell cell 3\n{events}\nmain@9 drops cell");
            assert_eq!(finished(&events).says(), [*says], "{events}");
        }
    }

    #[test]
    fn a_failed_try_borrow_or_an_unknown_holder_is_not_a_conflict() {
        for events in [
            "main@5 reads cell reader
             main@7 may-not-try cell",
            "main@7 may-not-write cell",
            "main@5 reads cell reader
             main@6 ends reader
             main@7 may-not-write cell",
            "main@5 reads cell reader
             main@- may-not-write cell",
        ] {
            let events = format!("cell RefCell cell 3\n{events}\nmain@9 drops cell");
            assert!(finished(&events).says().is_empty(), "{events}");
        }
    }
}
