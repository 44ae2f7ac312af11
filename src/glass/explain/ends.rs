//! Until where a guard lives, as far as that is certain.
//!
//! A guard that a panic ended says where its scope ends. Whether it would have lived so long without the panic, or been
//! dropped or given away before, only the source can say.

use super::story::{Life, Story};
use crate::glass::names;
use crate::verdict::Place;

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

/// ` It lives until the } on line 8.`, or what is certain instead, or nothing. `wanted`: the line where it is in the way.
pub(super) fn of_one(story: &Story<'_>, wanted: &Place, life: &Life<'_>) -> String {
    let Some(until) = life.until else {
        return String::new();
    };
    let is_there = until.line == wanted.line && until.file == wanted.file;
    let until = story.until(until);
    if life.unwinding && !stays(story, life) {
        if is_there {
            return String::new();
        }
        format!(" The panic ended it at {until}.")
    } else {
        format!(" It lives until {until}.")
    }
}

/// The same of several: what is in the way is gone when the last of them is.
pub(super) fn of_all(story: &Story<'_>, lives: &[&Life<'_>]) -> String {
    if lives.iter().any(|life| life.ended.is_none()) {
        return String::new();
    }
    let last = lives.iter().max_by_key(|life| life.ended);
    let Some(until) = last.and_then(|life| life.until) else {
        return String::new();
    };
    let until = story.until(until);
    let would_stay = |life: &&Life<'_>| !life.unwinding || stays(story, life);
    if lives.iter().all(would_stay) {
        format!(" The last of them lives until {until}.")
    } else {
        format!(" The panic ended the last of them at {until}.")
    }
}

/// Whether a guard that a panic ended would have lived just as long without it.
fn stays(story: &Story<'_>, life: &Life<'_>) -> bool {
    let (Some(since), Some(until)) = (life.since, life.until) else {
        return false;
    };
    let Some(text) = story
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
        Some(name) => text
            .get(from..to)
            .is_some_and(|between| between.lines().all(|line| leaves_alone(line, name))),
        // Nobody can give away a temporary.
        None => story.source.char_at(until) == Some(';') || names::is_looked_into(text, since),
    }
}

/// Whether a line lets a variable be: it names it only to look at what is in it.
fn leaves_alone(line: &str, name: &str) -> bool {
    let code = line.split_once("//").map_or(line, |(code, _)| code);
    let prints = BY_REFERENCE.iter().any(|start| code.contains(start));
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).all(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let is_another = before.ends_with(is_part) || after.starts_with(is_part);
        let is_inside = before.ends_with(['*', '&', '{', '.']) || after.starts_with(['.', '[']);
        is_another || is_inside || prints
    })
}

#[cfg(test)]
mod tests {
    use super::leaves_alone;

    #[test]
    fn a_variable_is_let_be_where_it_is_only_looked_at() {
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
            assert_eq!(leaves_alone(line, "reader"), is, "{line}");
        }
    }
}
