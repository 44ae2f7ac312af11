//! Parses TOML files, and reports all their syntax errors.

use super::problem::Reporter;
use super::schema::{Fields, Shape};
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
    // The lines in which the first error is a slip that explains the others.
    let mut explained: Vec<Range<usize>> = Vec::new();
    let cause = errors
        .iter()
        .find_map(|error| cause_of_all(report.text, &error.span()?));
    if let Some((span, message, remedy)) = &cause {
        slips.add(span, *message, *remedy);
    }
    for error in errors.iter().filter(|_| cause.is_none()) {
        let span = error.span().unwrap_or(0..0);
        let line = slips.line(span.start);
        if explained.iter().any(|lines| lines.contains(&line)) {
            continue;
        }
        if let Some(slip) = Slip::find(&slips, fields, &span, error.message()) {
            explained.push(line..slip.end);
            slips.add(&slip.span, slip.message, slip.remedy);
            continue;
        }
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

/// A common slip that the parser does not name.
struct Slip {
    span: Range<usize>,
    message: String,
    remedy: String,
    /// The first line whose errors have another cause.
    end: usize,
}

impl Slip {
    /// Finds the slip behind an error of the parser.
    fn find(
        report: &Reporter<'_>,
        fields: &Fields,
        error: &Range<usize>,
        message: &str,
    ) -> Option<Self> {
        let text = report.text;
        let (before, after) = text.split_at_checked(error.start)?;
        let odd = after.chars().next()?;
        let of_line = |span: Range<usize>, message: String, remedy: String| Self {
            end: report.line(span.start) + 1,
            span,
            message,
            remedy,
        };
        if "“”„‟‘’«»\u{a0}".contains(odd) {
            let (message, remedy) = match odd {
                '\u{a0}' => (
                    "this is a no-break space, U+00A0".to_owned(),
                    "write a normal space".to_owned(),
                ),
                quote => (
                    format!("`{quote}` is a typographic quote"),
                    "write straight quotes: `\"…\"`".to_owned(),
                ),
            };
            let span = error.start..error.start + odd.len_utf8();
            return Some(of_line(span, message, remedy));
        }
        let word = after.split(|letter: char| !letter.is_alphanumeric()).next();
        if let Some(word @ ("True" | "TRUE" | "False" | "FALSE")) = word {
            let right = word.to_lowercase();
            let message = format!("`{word}` is not a TOML value");
            let span = error.start..error.start + word.len();
            return Some(of_line(
                span,
                message,
                format!("write `{right}` in lowercase letters"),
            ));
        }
        // A string has just ended, and the line continues with something that cannot follow a string.
        let quote = before.len().checked_sub(1)?;
        let goes_on = !odd.is_whitespace() && !",]}#=".contains(odd);
        let rest = after.lines().next().unwrap_or_default();
        if before.ends_with('"') && !before.ends_with("\"\"\"") && goes_on && rest.contains('"') {
            let message = "this quote ends the string".to_owned();
            let remedy = "write `\\\"` for a quote inside the string, or put the string between single quotes: `'…'`";
            return Some(of_line(quote..error.start, message, remedy.to_owned()));
        }
        message
            .starts_with("duplicate key")
            .then(|| Self::repeated_table(report, fields, error))
            .flatten()
    }

    fn repeated_table(
        report: &Reporter<'_>,
        fields: &Fields,
        error: &Range<usize>,
    ) -> Option<Self> {
        let line = report.line(error.start);
        let lines = || (1..).zip(report.text.lines().map(str::trim_end));
        let (_, header) = lines().find(|(number, _)| *number == line)?;
        let name = header.trim_start_matches('[').trim_end_matches(']');
        let (single, double) = (format!("[{name}]"), format!("[[{name}]]"));
        let has = |wanted: &str| {
            let found = lines().filter(|(_, other)| *other == wanted);
            found.map(|(number, _)| number).collect::<Vec<usize>>()
        };
        let (same, of_list) = (has(&single), has(&double));
        if !header.starts_with('[') || same.is_empty() {
            return None;
        }
        let next = |line: usize| {
            let mut headers =
                lines().filter(|(number, other)| *number > line && other.starts_with('['));
            headers.next().map_or(usize::MAX, |(number, _)| number)
        };
        if !of_list.is_empty() {
            let start: usize = report
                .text
                .lines()
                .take(same[0] - 1)
                .map(|row| row.len() + 1)
                .sum();
            return Some(Self {
                span: start..start + single.len(),
                message: format!("`{single}` has one pair of brackets, and `{double}` has two"),
                remedy: format!("begin each with `{double}`, in two pairs of brackets"),
                // All other headers of this name follow from it.
                end: next(*same.iter().chain(&of_list).max()?),
            });
        }
        let last = *same.last()?;
        let is_list = fields
            .get(name)
            .is_some_and(|field| matches!(field.shape, Shape::List(_)));
        let numbers: Vec<String> = same.iter().map(usize::to_string).collect();
        let numbers = crate::text::list(&numbers);
        let remedy = if is_list {
            format!("begin each with `[[{name}]]`, in two pairs of brackets: on lines {numbers}")
        } else {
            format!("there can be only one: merge those on lines {numbers}")
        };
        Some(Self {
            span: error.clone(),
            message: format!("`{single}` occurs more than once"),
            remedy,
            end: next(last),
        })
    }
}

/// Finds an inline table that is never closed, which explains all other errors. Returns the part of the text, what is wrong,
/// and what to do.
fn cause_of_all(
    text: &str,
    error: &Range<usize>,
) -> Option<(Range<usize>, &'static str, &'static str)> {
    let open = unclosed_brace(text).filter(|open| *open < error.start)?;
    Some((
        open..open + 1,
        "this inline table is never closed",
        "add the `}` at its end",
    ))
}

/// Returns the place of the first `{` without a `}`, outside strings and comments.
fn unclosed_brace(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let quotes = ["'''", "\"\"\"", "'", "\""]
            .into_iter()
            .find(|quotes| rest.starts_with(quotes));
        at += match (quotes, letter) {
            (Some(quotes), _) => quotes.len() + string_length(&rest[quotes.len()..], quotes),
            (None, '#') => rest.find('\n').unwrap_or(rest.len()),
            (None, _) => {
                match letter {
                    '{' => open.push(at),
                    '}' => drop(open.pop()),
                    _ => {}
                }
                letter.len_utf8()
            }
        };
    }
    open.first().copied()
}

/// Returns how long the rest of a string is, with the quotes at its end. A single-line string ends with its line.
fn string_length(rest: &str, quotes: &str) -> usize {
    let mut at = 0;
    while let Some(letter) = rest[at..].chars().next() {
        if rest[at..].starts_with(quotes) {
            return at + quotes.len();
        }
        if letter == '\n' && quotes.len() == 1 {
            return at;
        }
        at += letter.len_utf8();
        if letter == '\\' && quotes.starts_with('"') {
            at += rest[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    rest.len()
}

const NEVER_CLOSED: &str = "this string is never closed";

/// Reports control characters, instead of what the parser says about their lines: the parser even takes one of them for
/// the end of the file.
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

/// Parses a file without validating it. Returns `None` if it is not TOML.
pub(super) fn parse_form(text: &str) -> Option<Spanned<DeTable<'_>>> {
    DeTable::parse(text).ok()
}

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

/// What to do about a syntax error, by a part of the parser's message. The first match counts.
const REMEDIES: [(&str, &str); 15] = [
    (
        "between key-value pairs",
        "an inline table is `{ name = value, other = value }`",
    ),
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
        "close the string with `\"`, or put a string of several lines between `'''` and `'''`",
    ),
    (
        "literal string",
        "close the string with `'`, or put a string of several lines between `'''` and `'''`",
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
        .map_or(
            "see the TOML specification: https://toml.io",
            |(_, remedy)| remedy,
        )
}
