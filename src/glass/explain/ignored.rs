//! Finds a `try_borrow` of a `RefCell` that was refused because of a guard of its own thread, and whose error the
//! program ignores. Only the output shows that something is lost.

use super::history::History;
use super::holding::holding;
use super::{Explanation, explanation};
use crate::glass::tokens::SourceTokens;
use crate::verdict::{Cause, CellKind, EventKind, IgnoredBy, Place};

pub(super) fn ignored(history: &History<'_>) -> Vec<Explanation> {
    let mut found: Vec<(Option<&Place>, Option<&Place>, Explanation)> = Vec::new();
    for (index, event) in history.events() {
        let (EventKind::Refused { panics: false, .. }, Some(cell), Some(place)) =
            (&event.kind, event.cell, &event.place)
        else {
            continue;
        };
        let holders = history.holders(cell, index);
        let [only] = holders.as_slice() else { continue };
        if history.kind(cell) != Some(CellKind::RefCell) {
            continue;
        }
        let is_same = |(since, at, _): &&mut (Option<&Place>, Option<&Place>, Explanation)| {
            (*since, *at) == (only.since, Some(place))
        };
        if let Some((_, _, known)) = found.iter_mut().find(is_same) {
            if let Cause::IgnoredError { times, .. } = &mut known.cause {
                *times += 1;
            }
            continue;
        }
        let file = history.source.tokens(place);
        let Some((method, by)) = file.and_then(|file| ignores(file, place)) else {
            continue;
        };
        let cause = Cause::IgnoredError {
            refused: index,
            times: 1,
            method,
            ignored_by: by,
            guard: only.began,
            holding: Some(Box::new(holding(history, only, index))),
        };
        let about = only.events().chain([index]);
        found.push((only.since, Some(place), explanation(cause, about)));
    }
    found.into_iter().map(|(.., one)| one).collect()
}

/// Returns the method that is called at a place, and what makes the program continue without its guard.
fn ignores(file: &SourceTokens, place: &Place) -> Option<(String, IgnoredBy)> {
    let call = file.at(place)?;
    let method = file.text(call);
    let end = file.get(file.parenthesis(call)?)?.partner? + 1;
    let statement = file.start_of_statement(file.start_of_value(call))?;
    let is_branch = file.text(statement) == "if" && file.text(statement + 1) == "let";
    let by = if is_branch && file.is(end, '{') {
        let close = file.get(end)?.partner?;
        (file.text(close + 1) != "else").then_some(IgnoredBy::NoElse)?
    } else if file.is(end, '.') && DEFAULTS.contains(&file.text(end + 1)) {
        IgnoredBy::Default {
            method: file.text(end + 1).to_owned(),
        }
    } else {
        return None;
    };
    Some((method.to_owned(), by))
}

/// Methods that return something else in place of an error.
const DEFAULTS: [&str; 3] = ["is_ok_and", "map_or", "map_or_default"];

#[cfg(test)]
mod tests {
    use super::ignores;
    use crate::glass::tokens::SourceTokens;
    use crate::verdict::Place;

    #[test]
    fn a_program_that_handles_the_error_does_not_ignore_it() {
        for (source, is_ignored) in [
            (
                "fn f() { if let Ok(mut q) = c.try_borrow_mut() { q.push(1); } }",
                true,
            ),
            (
                "fn f() { let n = c.try_borrow().map_or(0, |q| q.len()); }",
                true,
            ),
            (
                "fn f() { if let Ok(q) = c.try_borrow() { q.a(); } else { b(); } }",
                false,
            ),
            (
                "fn f() { let Ok(q) = c.try_borrow() else { return; }; }",
                false,
            ),
            (
                "fn f() { match c.try_borrow() { Ok(q) => a(q), Err(_) => b() } }",
                false,
            ),
            ("fn f() { let free = c.try_borrow().is_ok(); }", false),
        ] {
            let file = SourceTokens::parse(source).unwrap();
            let column = u32::try_from(source.find("try_").unwrap() + 1).unwrap();
            let place = Place {
                file: "a.rs".to_owned(),
                line: 1,
                column,
            };
            assert_eq!(ignores(&file, &place).is_some(), is_ignored, "{source}");
        }
    }
}
