//! The variable that holds a guard, or whether the guard is a temporary.

use super::{is_word, offset, statement};
use crate::verdict::Place;

/// The methods of a cell or lock that return a guard. Others, such as `replace`, hold one only during the call.
const ACQUIRING_METHODS: [&str; 10] = [
    "borrow",
    "borrow_mut",
    "try_borrow",
    "try_borrow_mut",
    "lock",
    "try_lock",
    "read",
    "try_read",
    "write",
    "try_write",
];

pub(super) fn acquires(method: &str) -> bool {
    ACQUIRING_METHODS.contains(&method)
}

fn returns_guard(path: &str) -> bool {
    let (before, last) = path.rsplit_once("::").unwrap_or(("", path));
    let of_a_guard =
        before.ends_with("Ref") || before.ends_with("RefMut") || before.ends_with("Guard");
    acquires(last)
        || matches!(last, "wait" | "wait_while")
        || of_a_guard && matches!(last, "clone" | "map" | "downgrade")
}

/// Returns the variable that holds a guard. The call must be the end of a `let`, otherwise the guard is a temporary.
pub(in crate::glass) fn guard_name(source: &str, place: &Place) -> Option<String> {
    let at = offset(source, place)?;
    let (rest, _) = after(source, place)?;
    let before = &source[..at];
    let statement = statement(before)?;
    if rest.starts_with(';') {
        let (pattern, value) = assigned(statement)?;
        return is_plain_path(value).then(|| pattern.to_owned());
    }
    let is_let_else = statement.starts_with("let ") && rest.starts_with("else");
    let is_if_let = statement.starts_with("if let ") || statement.starts_with("while let ");
    (is_let_else || is_if_let && rest.starts_with('{'))
        .then(|| unwrapped(statement))
        .flatten()
}

/// Returns what follows a call that returns a guard, and whether its `Result` was unwrapped.
fn after<'a>(source: &'a str, place: &Place) -> Option<(&'a str, bool)> {
    let at = offset(source, place)?;
    let path = source[at..].split('(').next()?;
    if !returns_guard(path.trim_end()) {
        return None;
    }
    let mut rest = skip_call(&source[at..])?.trim_start();
    let mut unwrapped = false;
    loop {
        let next = [".unwrap", ".expect", ".unwrap_or_else"]
            .into_iter()
            .filter_map(|name| rest.strip_prefix(name))
            .find(|rest| rest.starts_with('('));
        rest = match (next, rest.strip_prefix('?')) {
            (Some(call), _) => skip_call(call)?.trim_start(),
            (None, Some(rest)) => rest.trim_start(),
            (None, None) => return Some((rest, unwrapped)),
        };
        unwrapped = true;
    }
}

/// Returns `NAME` and what follows `=` in `let mut NAME: T = …` or `NAME = …`.
fn assigned(statement: &str) -> Option<(&str, &str)> {
    let (left, value) = statement.split_once('=')?;
    let left = left.strip_prefix("let ").unwrap_or(left);
    let left = left.strip_prefix("mut ").unwrap_or(left);
    let name = left.split_once(':').map_or(left, |(name, _)| name).trim();
    is_word(name).then_some((name, value))
}

/// Returns `NAME` in `if let Ok(mut NAME) = …` and the like.
fn unwrapped(statement: &str) -> Option<String> {
    let (pattern, value) = statement.split_once("let ")?.1.split_once('=')?;
    let inside = ["Ok(", "Some("]
        .iter()
        .find_map(|wrapper| pattern.trim().strip_prefix(wrapper))?
        .strip_suffix(')')?;
    let name = inside.strip_prefix("mut ").unwrap_or(inside);
    (is_word(name) && is_plain_path(value)).then(|| name.to_owned())
}

/// Returns whether a value is only a path to the cell: with `*` or `+` before the call, the variable would hold something
/// else, and the guard would be a temporary.
fn is_plain_path(value: &str) -> bool {
    let mut depth = 0_u32;
    let mut before = '.';
    let value = value.trim();
    for character in value.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 || character.is_alphanumeric() => {}
            '_' | '.' | ':' | '?' | '\n' => {}
            ' ' if matches!(before, '\n' | ' ') => {}
            _ => return false,
        }
        before = character;
    }
    value.is_empty() || value.ends_with(['.', ':'])
}

/// Returns what follows a call: a path and its parentheses.
fn skip_call(text: &str) -> Option<&str> {
    let open = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))?;
    let inside = text[open..].strip_prefix('(')?;
    let mut depth = 1_u32;
    for (at, character) in inside.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(&inside[at + 1..]),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}
