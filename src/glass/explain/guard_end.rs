//! Finds where a guard is dropped, as far as that is certain.
//!
//! A guard that a panic dropped shows where its scope ends. Only the source can tell whether it would have lived that
//! long without the panic or would have been dropped or moved earlier.

use super::history::{GuardLife, History};
use crate::glass::names;
use crate::verdict::{GuardEnd, Place};

/// Macros that take what they print or compare by reference.
const BY_REFERENCE: [&str; 9] = [
    "print!(",
    "println!(",
    "eprint!(",
    "eprintln!(",
    "format!(",
    "write!(",
    "writeln!(",
    "assert_eq!(",
    "assert_ne!(",
];

/// Returns where the last of these guards is dropped. `wanted` is the place of the conflicting borrow.
pub(super) fn of_last(
    history: &History<'_>,
    wanted: &Place,
    lives: &[&GuardLife<'_>],
) -> Option<GuardEnd> {
    if lives.iter().any(|life| life.ended.is_none()) {
        return None;
    }
    let last = lives.iter().max_by_key(|life| life.ended)?;
    let until = last.until?;
    let is_certain = |life: &&GuardLife<'_>| !life.unwinding || outlives_panic(history, life);
    let by_panic = !lives.iter().all(is_certain);
    let is_same_line = until.line == wanted.line && until.file == wanted.file;
    if by_panic && is_same_line && lives.len() == 1 {
        return None;
    }
    Some(GuardEnd {
        event: last.ended?,
        sign: history
            .source
            .char_at(until)
            .filter(|sign| "};".contains(*sign)),
        by_panic,
    })
}

/// Returns whether a guard that a panic dropped would have lived just as long without the panic.
fn outlives_panic(history: &History<'_>, life: &GuardLife<'_>) -> bool {
    let (Some(since), Some(until)) = (life.since, life.until) else {
        return false;
    };
    let Some(text) = history
        .source
        .text(since)
        .filter(|_| since.file == until.file)
    else {
        return false;
    };
    let (Some(from), Some(to)) = (names::offset(text, since), names::offset(text, until)) else {
        return false;
    };
    match life.name {
        Some(name) => text.get(from..to).is_some_and(|between| {
            between.lines().all(|line| only_borrows(line, name)) && !is_captured(between, name)
        }),
        // A temporary cannot be moved.
        None => history.source.char_at(until) == Some(';') || names::is_temporary(text, since),
    }
}

/// Returns whether a line neither moves nor drops a variable.
fn only_borrows(line: &str, name: &str) -> bool {
    let code = line.split_once("//").map_or(line, |(code, _)| code);
    let prints = BY_REFERENCE.iter().any(|start| code.contains(start));
    words(code, name).all(|(before, after)| {
        before.ends_with(['*', '&', '{', '.']) || after.starts_with(['.', '[']) || prints
    })
}

/// Returns whether a `move` closure or block may own a variable that it uses.
fn is_captured(code: &str, name: &str) -> bool {
    words(code, "move").any(|(_, after)| words(after, name).next().is_some())
}

/// Finds a word, and returns what is before and after each occurrence.
fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let found = text.match_indices(word);
    let found = found.map(move |(at, _)| (&text[..at], &text[at + word.len()..]));
    found.filter(move |(before, after)| !before.ends_with(is_part) && !after.starts_with(is_part))
}

#[cfg(test)]
mod tests {
    use super::{is_captured, only_borrows};

    #[test]
    fn a_variable_that_a_closure_owns_is_captured() {
        for (code, is) in [
            ("let count = move || reader.len();", true),
            ("spawn(move || {\n    reader.len()\n});", true),
            ("let count = || reader.len();", false),
            ("reader.len(); spawn(move || other.len());", false),
            ("let removed = reader.len();", false),
        ] {
            assert_eq!(is_captured(code, "reader"), is, "{code}");
        }
    }

    #[test]
    fn a_line_that_only_reads_a_variable_borrows_it() {
        for (line, is) in [
            ("reader.len()", true),
            ("let x = *reader + 1;", true),
            ("show(&reader);", true),
            ("println!(\"{}\", reader);", true),
            ("println!(\"{reader}\");", true),
            ("let readers = 1; // reader", true),
            ("drop(reader);", false),
            ("let other = reader;", false),
            ("return reader;", false),
            ("View { reader }", false),
            ("    reader", false),
        ] {
            assert_eq!(only_borrows(line, "reader"), is, "{line}");
        }
    }
}
