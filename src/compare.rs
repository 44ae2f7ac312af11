//! Compares expected and actual text, and makes a short diff of the places where they differ.
//!
//! Pure data in and out; how a diff looks on a screen is the screen's business. The texts in a diff are raw:
//! the code that prints them sanitizes them first.

#![deny(clippy::wildcard_enum_match_arm)]

mod align;
mod notes;
mod pattern;
mod shorten;
#[cfg(test)]
mod tests;
mod words;

use align::{NumberedLine, Step};
use serde::{Deserialize, Serialize};

/// How to compare two texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CompareMode {
    /// Byte for byte.
    #[default]
    Exact,
    /// Without the white space at line ends and the blank lines around the whole.
    Trimmed,
    /// The same lines in any order; whether the last one ends with a newline does not matter.
    UnorderedLines,
    /// The expected text is a regular expression that must match the whole text. A dot does not match a newline,
    /// and one extra final newline is allowed.
    Regex,
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
#[serde(tag = "row", rename_all = "kebab-case")]
pub enum DiffRow {
    /// Both texts have this line.
    Same {
        /// Its number in the expected text.
        expected: usize,
        /// Its number in the actual text.
        actual: usize,
        /// The line.
        text: String,
    },
    /// Another line was printed than expected.
    Changed {
        /// What was expected.
        expected: DiffLine,
        /// What was printed.
        actual: DiffLine,
    },
    /// An expected line was not printed.
    Missing {
        /// What was expected.
        expected: DiffLine,
    },
    /// A line was printed but not expected.
    Extra {
        /// What was printed.
        actual: DiffLine,
    },
    /// Rows left out to keep it short.
    Skipped {
        /// How many.
        rows: usize,
    },
}

/// One line of one side, split into pieces that both sides share or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffLine {
    /// Its number.
    pub number: usize,
    /// Its text.
    pub pieces: Vec<Piece>,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether the other side has something else here.
    pub changed: bool,
}

/// An invisible difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "kebab-case")]
pub enum DiffNote {
    /// The text should end with a newline and does not.
    MissingFinalNewline,
    /// The text should not end with a newline, or with fewer.
    ExtraFinalNewline,
    /// A line has spaces at its end that are not expected, or lacks them.
    TrailingSpace {
        /// The line's number in the actual text.
        line: usize,
    },
    /// This line has tabs instead of spaces, or the other way round.
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

/// A pattern that is no regular expression, or too large a one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pattern cannot be used: {0}")]
pub struct BadPattern(#[from] regex_lite::Error);

/// Compares what was printed with what was expected; returns none if they agree.
///
/// # Errors
/// In [`CompareMode::Regex`], when the expected text is no regular expression; never in another mode.
pub fn compare(
    mode: CompareMode,
    expected: &str,
    actual: &str,
) -> Result<Option<Diff>, BadPattern> {
    match mode {
        CompareMode::Exact => Ok((expected != actual).then(|| exact(expected, actual))),
        CompareMode::Trimmed => Ok(trimmed(expected, actual)),
        CompareMode::UnorderedLines => Ok(unordered(expected, actual)),
        CompareMode::Regex => pattern::compare(expected, actual),
    }
}

fn exact(expected: &str, actual: &str) -> Diff {
    let steps = align::in_order(&align::lines(expected), &align::lines(actual));
    diff(steps, notes::final_newline(expected, actual))
}

fn trimmed(expected: &str, actual: &str) -> Option<Diff> {
    let expected = align::trimmed_lines(expected);
    let actual = align::trimmed_lines(actual);
    differing(align::in_order(&expected, &actual))
}

fn unordered(expected: &str, actual: &str) -> Option<Diff> {
    differing(align::in_any_order(
        &align::lines(expected),
        &align::lines(actual),
    ))
}

fn differing(steps: Vec<Step<'_>>) -> Option<Diff> {
    let differ = steps.iter().any(Step::differs);
    differ.then(|| diff(steps, None))
}

/// Renders the steps, short enough to read.
fn diff(steps: Vec<Step<'_>>, at_the_end: Option<DiffNote>) -> Diff {
    let steps = shorten::steps(steps, at_the_end.is_some());
    let mut notes: Vec<DiffNote> = steps.iter().flat_map(notes::in_step).collect();
    notes.extend(at_the_end);
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
                expected: line(expected, left),
                actual: line(actual, right),
            }
        }
        Step::Unlike(expected, actual) => DiffRow::Changed {
            expected: whole(expected),
            actual: whole(actual),
        },
        Step::Missing(expected) => DiffRow::Missing {
            expected: whole(expected),
        },
        Step::Extra(actual) => DiffRow::Extra {
            actual: whole(actual),
        },
        Step::Skipped(rows) => DiffRow::Skipped { rows },
    }
}

fn line(from: NumberedLine<'_>, pieces: Vec<Piece>) -> DiffLine {
    DiffLine {
        number: from.number,
        pieces,
    }
}

/// A line that shares no words with the other side.
fn whole(from: NumberedLine<'_>) -> DiffLine {
    let text = shorten::text(from.text);
    let piece = Piece {
        text,
        changed: true,
    };
    line(from, vec![piece])
}
