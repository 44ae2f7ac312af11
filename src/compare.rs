//! Compares expected and actual text, and makes a short diff of the places where they differ.
//!
//! The texts in a diff are raw: the code that prints them sanitizes them first.

#![deny(clippy::wildcard_enum_match_arm)]

mod align;
mod pattern;
mod shorten;
#[cfg(test)]
mod tests;
mod words;

use align::{NumberedLine, Step};
use serde::{Deserialize, Serialize};
use shorten::Bounds;
use std::collections::HashSet;

/// How to compare two texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CompareMode {
    /// Byte for byte.
    #[default]
    Exact,
    /// Without whitespace at line ends, and without blank lines at the top and the bottom.
    Trimmed,
    /// The same lines in any order; whether the last one ends with a newline does not matter.
    UnorderedLines,
    /// The expected text is a regular expression that must match the whole text. A dot does not match a newline,
    /// and one extra final newline is allowed.
    Regex,
}

/// Whether two texts are equal apart from line endings and whitespace at the end of the text, because editors write
/// those differently.
#[must_use]
pub fn same_text(left: &str, right: &str) -> bool {
    left.trim_end().lines().eq(right.trim_end().lines())
}

/// The places where two texts differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// The rows, from top to bottom.
    pub rows: Vec<DiffRow>,
    /// Invisible differences: a missing final newline, trailing spaces, tabs.
    pub notes: Vec<DiffNote>,
}

/// One row of a diff. Line numbers count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DiffRow {
    /// Both texts have this line.
    Same {
        /// The line's number in the expected text.
        expected: usize,
        /// The line's number in the actual text.
        actual: usize,
        text: String,
    },
    /// A different line was printed.
    Changed {
        expected: DiffLine,
        actual: DiffLine,
    },
    /// An expected line was not printed.
    Missing { expected: DiffLine },
    /// A line was printed but not expected.
    Extra { actual: DiffLine },
    /// Rows left out to keep the diff short.
    Skipped { rows: usize },
}

/// One line of one side, split into the pieces that both sides share and those that differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffLine {
    pub number: usize,
    pub pieces: Vec<Piece>,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub text: String,
    /// Whether the other side has something else here.
    pub changed: bool,
}

/// An invisible difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DiffNote {
    /// The text lacks the newline that it should end with.
    MissingFinalNewline,
    /// The text ends with more newlines than it should.
    ExtraFinalNewline,
    /// A line has unexpected spaces at its end, or lacks expected ones.
    TrailingSpace {
        /// The line's number in the actual text.
        line: usize,
    },
    /// This line has tabs instead of spaces, or the other way around.
    Tabs {
        /// The line's number in the actual text.
        line: usize,
    },
    /// This line contains a carriage return.
    CarriageReturn {
        /// The line's number in the actual text.
        line: usize,
    },
}

/// A pattern that is not a regular expression, or is too large.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pattern cannot be used: {0}")]
pub struct BadPattern(#[from] regex_lite::Error);

/// Compares the actual text with the expected one; returns `None` if they agree.
///
/// # Errors
/// In [`CompareMode::Regex`], if the expected text is not a regular expression or is too large; never in another mode.
pub fn compare(
    mode: CompareMode,
    expected: &str,
    actual: &str,
) -> Result<Option<Diff>, BadPattern> {
    match mode {
        CompareMode::Exact => {
            Ok((expected != actual).then(|| exact(expected, actual, Bounds::OUTPUT)))
        }
        CompareMode::Trimmed => Ok(trimmed(expected, actual)),
        CompareMode::UnorderedLines => Ok(unordered(expected, actual)),
        CompareMode::Regex => pattern::compare(expected, actual),
    }
}

/// Compares two programs, neither of which is wrong; returns `None` if they are the same.
#[must_use]
pub fn programs(left: &str, right: &str) -> Option<Diff> {
    (left != right).then(|| exact(left, right, Bounds::PROGRAM))
}

/// Returns the line numbers, in `after`, of the lines that `before` has, too.
#[must_use]
pub fn unchanged_lines(before: &str, after: &str) -> HashSet<usize> {
    let (left, right) = (align::lines(before), align::lines(after));
    let steps = align::in_order(&left, &right, usize::MAX);
    let unchanged = steps.into_iter().filter_map(|step| match step {
        Step::Same(_, line) => Some(line.number),
        Step::Changed(..)
        | Step::Unlike(..)
        | Step::Missing(_)
        | Step::Extra(_)
        | Step::Skipped(_) => None,
    });
    unchanged.collect()
}

fn exact(expected: &str, actual: &str, bounds: Bounds) -> Diff {
    let (left, right) = (align::lines(expected), align::lines(actual));
    let steps = align::in_order(&left, &right, bounds.differences);
    diff(steps, final_newline(expected, actual), bounds)
}

fn trimmed(expected: &str, actual: &str) -> Option<Diff> {
    let expected = align::trimmed_lines(expected);
    let actual = align::trimmed_lines(actual);
    differing(align::in_order(
        &expected,
        &actual,
        Bounds::OUTPUT.differences,
    ))
}

fn unordered(expected: &str, actual: &str) -> Option<Diff> {
    differing(align::in_any_order(
        &align::lines(expected),
        &align::lines(actual),
    ))
}

fn differing(steps: Vec<Step<'_>>) -> Option<Diff> {
    let differ = steps.iter().any(Step::differs);
    differ.then(|| diff(steps, None, Bounds::OUTPUT))
}

fn diff(steps: Vec<Step<'_>>, final_newline: Option<DiffNote>, bounds: Bounds) -> Diff {
    let steps = shorten::steps(steps, final_newline.is_some(), bounds);
    let mut notes: Vec<DiffNote> = steps.iter().flat_map(notes_in_step).collect();
    notes.extend(final_newline);
    let rows = steps.into_iter().map(row).collect();
    Diff { rows, notes }
}

fn row(step: Step<'_>) -> DiffRow {
    match step {
        Step::Same(expected, actual) => DiffRow::Same {
            expected: expected.number,
            actual: actual.number,
            text: shorten::text(actual.text),
        },
        Step::Changed(expected, actual) => {
            let (left, right) = words::mark(expected.text, actual.text);
            let (left, right) = shorten::pair(left, right);
            DiffRow::Changed {
                expected: diff_line(expected, left),
                actual: diff_line(actual, right),
            }
        }
        Step::Unlike(expected, actual) => DiffRow::Changed {
            expected: changed_line(expected),
            actual: changed_line(actual),
        },
        Step::Missing(expected) => DiffRow::Missing {
            expected: changed_line(expected),
        },
        Step::Extra(actual) => DiffRow::Extra {
            actual: changed_line(actual),
        },
        Step::Skipped(rows) => DiffRow::Skipped { rows },
    }
}

fn diff_line(from: NumberedLine<'_>, pieces: Vec<Piece>) -> DiffLine {
    DiffLine {
        number: from.number,
        pieces,
    }
}

/// Returns a line that differs as a whole.
fn changed_line(from: NumberedLine<'_>) -> DiffLine {
    let text = shorten::text(from.text);
    let piece = Piece {
        text,
        changed: true,
    };
    diff_line(from, vec![piece])
}

/// Returns what is wrong with the newlines at the end. Returns `None` if only one of the texts is blank, because then
/// the newlines are not the point.
fn final_newline(expected: &str, actual: &str) -> Option<DiffNote> {
    let expected_newlines = trailing_newlines(expected);
    let actual_newlines = trailing_newlines(actual);
    if (expected_newlines == expected.len()) != (actual_newlines == actual.len()) {
        None
    } else if actual_newlines > expected_newlines {
        Some(DiffNote::ExtraFinalNewline)
    } else {
        (actual_newlines == 0 && expected_newlines > 0).then_some(DiffNote::MissingFinalNewline)
    }
}

fn trailing_newlines(text: &str) -> usize {
    text.len() - text.trim_end_matches('\n').len()
}

fn notes_in_step(step: &Step<'_>) -> Vec<DiffNote> {
    match step {
        Step::Changed(expected, actual) => notes_in_pair(expected.text, *actual),
        Step::Extra(actual) | Step::Unlike(_, actual) if actual.text.contains('\r') => {
            vec![carriage_return(*actual)]
        }
        Step::Same(..)
        | Step::Extra(_)
        | Step::Unlike(..)
        | Step::Missing(_)
        | Step::Skipped(_) => Vec::new(),
    }
}

fn carriage_return(actual: NumberedLine<'_>) -> DiffNote {
    DiffNote::CarriageReturn {
        line: actual.number,
    }
}

fn notes_in_pair(expected: &str, actual: NumberedLine<'_>) -> Vec<DiffNote> {
    let mut notes = Vec::new();
    let line = actual.number;
    let returns = |text: &str| text.matches('\r').count();
    if returns(actual.text) > returns(expected) {
        notes.push(carriage_return(actual));
    }
    // A carriage return at the end is not also a trailing space.
    let expected = expected.trim_end_matches('\r');
    let actual = actual.text.trim_end_matches('\r');
    if space_at_end(expected) != space_at_end(actual) {
        notes.push(DiffNote::TrailingSpace { line });
    }
    let (expected, actual) = (expected.trim_end(), actual.trim_end());
    let tabs = |text: &str| text.matches('\t').count();
    if tabs(expected) != tabs(actual) && expected.split_whitespace().eq(actual.split_whitespace()) {
        notes.push(DiffNote::Tabs { line });
    }
    notes
}

fn space_at_end(text: &str) -> &str {
    &text[text.trim_end().len()..]
}
