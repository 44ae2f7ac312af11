//! Parses TOML files, and reports all their syntax errors.

use super::problem::Reporter;
use super::schema::Fields;
use super::validate;
use serde::de::DeserializeOwned;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

/// Parses a file and validates it against `fields`; returns `None` if it is not TOML.
///
/// What comes before the first syntax error is still validated; what follows cannot be.
pub(super) fn parse<'a>(
    report: &mut Reporter<'a>,
    fields: &Fields,
) -> Option<Spanned<DeTable<'a>>> {
    let (document, errors) = DeTable::parse_recoverable(report.text);
    validate::check(report, &document, fields, errors.is_empty());
    if errors.is_empty() {
        return Some(document);
    }
    let mut slips = Reporter::new(report.file, report.text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        // The parser's guess does not help an author who left the quotes out.
        let message = error
            .message()
            .trim_end_matches(", expected literal string");
        // A string that is never closed ends with the file, so its beginning is marked.
        match opening(document.get_ref(), span.start).filter(|_| message.contains("multi-line")) {
            Some(text) => slips.add(&text, NEVER_CLOSED, remedy(message)),
            None => slips.add(&span, message, remedy(message)),
        }
    }
    control_characters(&mut slips);
    let first = slips.problems.iter().map(|slip| slip.line).min();
    report
        .problems
        .retain(|problem| first.is_some_and(|first| problem.line < first));
    report.problems.append(&mut slips.problems);
    None
}

/// The message about a multi-line string without its end.
const NEVER_CLOSED: &str = "this string is never closed";

/// Reports control characters, instead of what the parser says about their lines. It also takes one of them for the end of
/// the file.
fn control_characters(slips: &mut Reporter<'_>) {
    let odd = |(at, letter): &(usize, char)| {
        let after = slips.text[*at..].chars().nth(1);
        letter.is_control() && !matches!((letter, after), ('\n' | '\t', _) | ('\r', Some('\n')))
    };
    let found: Vec<(usize, char)> = slips.text.char_indices().filter(odd).collect();
    for (at, letter) in found {
        let line = slips.line(at);
        slips
            .problems
            .retain(|slip| slip.line != line && slip.message != NEVER_CLOSED);
        let code = u32::from(letter);
        let message = format!("this line contains an invisible control character, U+{code:04X}");
        let remedy = format!(
            "delete it, or write `\\u{code:04x}` in a string between double quotes if you want to keep it"
        );
        slips.add(&(at..at + letter.len_utf8()), message, remedy);
    }
}

/// Parses a file without validating it. Returns none if it is not TOML.
pub(super) fn parse_form(text: &str) -> Option<Spanned<DeTable<'_>>> {
    DeTable::parse(text).ok()
}

/// Deserializes a parsed file.
pub(super) fn deserialize<T: DeserializeOwned>(document: Spanned<DeTable<'_>>) -> Result<T, Error> {
    let span = document.span();
    let table = DeValue::Table(document.into_inner());
    T::deserialize(ValueDeserializer::from(Spanned::new(span, table)))
}

/// Returns the innermost value that reaches to this offset.
fn opening(table: &DeTable<'_>, offset: usize) -> Option<Range<usize>> {
    table.iter().find_map(|(_, value)| reaching(value, offset))
}

fn reaching(value: &Spanned<DeValue<'_>>, offset: usize) -> Option<Range<usize>> {
    match value.get_ref() {
        DeValue::Table(table) => opening(table, offset),
        DeValue::Array(items) => items.iter().find_map(|item| reaching(item, offset)),
        _ => Some(value.span()).filter(|span| span.start < offset && offset <= span.end),
    }
}

/// What to do about a syntax error, by a part of the parser's message; the first match counts.
const REMEDIES: [(&str, &str); 14] = [
    (
        "duplicate key",
        "a table can have each key only once: remove or rename one, or write `[[name]]` for an array of tables",
    ),
    (
        "cannot extend",
        "write every header of an array of tables as `[[name]]`",
    ),
    (
        "key with no value",
        "write `name = value`, with strings in quotes",
    ),
    (
        "missing value",
        "write `name = value`, with strings in quotes",
    ),
    ("must be quoted", "put the string in quotes: `name = \"…\"`"),
    (
        "multi-line",
        "close a multi-line string with the three quotes that opened it",
    ),
    (
        "basic string",
        "close the string with `\"`, or put one of several lines between `'''` and `'''`",
    ),
    (
        "literal string",
        "close the string with `'`, or put one of several lines between `'''` and `'''`",
    ),
    (
        "escape",
        "a backslash in `\"…\"` begins an escape: double it, or put the string in `'…'`",
    ),
    (
        "inline table",
        "an inline table is `{ name = value, other = value }`",
    ),
    (
        "array table",
        "the header of a table in an array is `[[name]]`",
    ),
    (
        "array",
        "an array is `[\"…\", \"…\"]`, with commas between the items",
    ),
    ("unclosed table", "the header of a table is `[name]`"),
    (
        "unquoted key",
        "a name is made of letters, digits, `_` and `-`",
    ),
];

fn remedy(message: &str) -> &'static str {
    REMEDIES
        .iter()
        .find(|(words, _)| message.contains(words))
        .map_or("see the syntax of TOML: https://toml.io", |(_, remedy)| {
            remedy
        })
}
