//! Explains conflicting borrows: which line asked for which access, which guards were alive, and until which line.
//!
//! A `try_borrow` that fails is not a conflict, because the program asked for that answer.

use super::history::{GuardLife, History};
use super::wording::{holder, list};
use super::{Explanation, explanation, guard_end};
use crate::verdict::{AccessMode, EventKind, ExplanationKind, Place};

pub(super) fn conflicts(history: &History<'_>) -> Vec<Explanation> {
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
            if !holders.is_empty() {
                let says = explain_conflict(history, *access, place, &holders);
                let about = holders.iter().flat_map(|life| life.events());
                let about = about.chain([index]);
                found.push(explanation(ExplanationKind::Conflict, says, about));
            }
        }
    }
    found
}

fn explain_conflict(
    history: &History<'_>,
    wanted: AccessMode,
    place: &Place,
    holders: &[&GuardLife<'_>],
) -> String {
    let line = super::wording::capitalize(&history.line(place));
    let wants = match wanted {
        AccessMode::Shared => "read",
        AccessMode::Exclusive => "write",
    };
    let (alive, until) = match holders {
        [only] => (
            describe_one(history, place, only),
            guard_end::of_one(history, place, only),
        ),
        many => (
            describe_all(history, place, many),
            guard_end::of_all(history, many),
        ),
    };
    format!("{line} wants to {wants}, but {alive}.{until}")
}

/// `` `reader` (line 5) is still reading ``
fn describe_one(history: &History<'_>, wanted: &Place, life: &GuardLife<'_>) -> String {
    let doing = match life.access {
        AccessMode::Shared => "reading",
        AccessMode::Exclusive => "writing",
    };
    let who = holder(life.access);
    match (life.name, life.since) {
        // The same line holds two guards: most likely the function called itself while the first was alive.
        (Some(name), Some(since)) if is_same_line(since, wanted) => format!(
            "`{name}` ({}, from an earlier time) is still {doing}",
            history.line(since)
        ),
        (Some(name), Some(since)) => {
            format!("`{name}` ({}) is still {doing}", history.line(since))
        }
        (None, Some(since)) if is_same_line(since, wanted) => {
            format!("a {who} made on the same line is still there")
        }
        (None, Some(since)) => {
            format!("the {who} made on {} is still there", history.line(since))
        }
        (_, None) => format!("a {who} is still there"),
    }
}

/// `` 2 readers are still there: `a` (line 5) and one made on line 6 ``
fn describe_all(history: &History<'_>, wanted: &Place, lives: &[&GuardLife<'_>]) -> String {
    let mut kinds: Vec<(String, u32)> = Vec::new();
    for life in lives {
        let (name, since) = match (life.name, life.since) {
            (Some(name), Some(since)) => (Some(name), format!("({})", history.line(since))),
            (_, Some(since)) if is_same_line(since, wanted) => {
                (None, "made on the same line".to_owned())
            }
            (_, Some(since)) => (None, format!("made on {}", history.line(since))),
            (_, None) => (None, "made elsewhere".to_owned()),
        };
        let part = name.map_or(format!("# {since}"), |name| format!("`{name}` {since}"));
        match kinds.iter_mut().find(|(known, _)| *known == part) {
            Some((_, count)) => *count += 1,
            None => kinds.push((part, 1)),
        }
    }
    let parts: Vec<String> = kinds
        .into_iter()
        .map(|(part, count)| match (part.strip_prefix('#'), count) {
            (Some(rest), 1) => format!("one{rest}"),
            (Some(rest), count) => format!("{count}{rest}"),
            (None, 1) => part,
            (None, count) => format!("{part}, {count} times"),
        })
        .collect();
    let who = holder(lives[0].access);
    format!("{} {who}s are still there: {}", lives.len(), list(&parts))
}

fn is_same_line(one: &Place, other: &Place) -> bool {
    one.file == other.file && one.line == other.line
}

#[cfg(test)]
mod tests {
    use crate::glass::explain::test_trace::finished;

    const CASES: &[(&str, &str)] = &[
        (
            "main@5 reads cell reader
             main@7 may-not-write cell
             main@8} ends reader unwinding",
            "Line 7 wants to write, but `reader` (line 5) is still reading. It lives until the } on line 8.",
        ),
        (
            "main@5 writes cell w
             main@6 may-not-read cell
             main@9 ends w",
            "Line 6 wants to read, but `w` (line 5) is still writing. It lives until line 9.",
        ),
        (
            "main@5 writes cell _temporary
             main@5 may-not-read cell
             main@5; ends _temporary",
            "Line 5 wants to read, but a writer made on the same line is still there. It lives until the ; on line 5.",
        ),
        (
            "main@4 reads cell _in_a_struct
             main@6 may-not-write cell",
            "Line 6 wants to write, but the reader made on line 4 is still there.",
        ),
        (
            "main@4 reads cell _in_a_struct
             main@6 may-not-write cell
             main@8} ends _in_a_struct unwinding",
            "Line 6 wants to write, but the reader made on line 4 is still there. The panic ended it at the } on line 8.",
        ),
        (
            "main@- reads cell _by_std
             main@6 may-not-write cell",
            "Line 6 wants to write, but a reader is still there.",
        ),
        (
            "main@4 reads cell a
             main@5 reads cell _b
             main@5 reads cell _c
             main@6 may-not-write cell
             main@7} ends _c
             main@7} ends _b
             main@8} ends a",
            "Line 6 wants to write, but 3 readers are still there: `a` (line 4) and 2 made on line 5. The last of them lives until the } on line 8.",
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
