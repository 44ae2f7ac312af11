//! Expected against actual text: whether they agree, and if not, a short diff that shows where.
//!
//! Pure data in and out; how a diff looks on a screen is the screen's business. The texts in a diff are raw:
//! whoever prints them sanitizes them first.

mod align;
mod notes;
mod pattern;
mod shorten;
#[cfg(test)]
mod tests;
mod words;

use align::{Numbered, Step};
use serde::{Deserialize, Serialize};

/// How two texts are held against each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Byte for byte.
    #[default]
    Exact,
    /// Without the white space at line ends and the blank lines around the whole.
    Trimmed,
    /// The same lines in any order; whether the last one ends with a newline does not matter.
    UnorderedLines,
    /// The expected text is a regular expression that has to match all of it. A dot does not match a newline,
    /// and one final newline more than the pattern asks for is let go.
    Regex,
}

/// Where two texts part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// The rows, from top to bottom.
    pub rows: Vec<Row>,
    /// What the eye would miss: a missing final newline, trailing spaces, tabs.
    pub notes: Vec<Note>,
}

/// One row of a diff. Line numbers count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "kebab-case")]
pub enum Row {
    /// Both texts have this line.
    Same {
        /// Its number in the expected text.
        expected: usize,
        /// Its number in the actual text.
        actual: usize,
        /// The line.
        text: String,
    },
    /// A line was expected and another one came.
    Changed {
        /// What was expected.
        expected: Line,
        /// What came.
        actual: Line,
    },
    /// A line was expected and none came.
    Missing {
        /// What was expected.
        expected: Line,
    },
    /// A line came and none was expected.
    Extra {
        /// What came.
        actual: Line,
    },
    /// Rows left out to keep it short.
    Skipped {
        /// How many.
        rows: usize,
    },
}

/// One line of one side, cut into pieces that are the same on both sides or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
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

/// A difference that cannot be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "kebab-case")]
pub enum Note {
    /// The text should end with a newline and does not.
    MissingFinalNewline,
    /// The text should not end with a newline, or with fewer.
    ExtraFinalNewline,
    /// A line has spaces at its end that are not expected, or lacks them.
    TrailingSpace {
        /// The line's number in the actual text.
        line: usize,
    },
    /// Tabs and spaces are mixed up in this line.
    Tabs {
        /// The line's number in the actual text.
        line: usize,
    },
    /// A carriage return stands in this line.
    CarriageReturn {
        /// The line's number in the actual text.
        line: usize,
    },
}

/// A pattern that is no regular expression, or too large a one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pattern cannot be used: {0}")]
pub struct BadPattern(#[from] regex_lite::Error);

/// Holds what was printed against what was expected; none when they agree.
///
/// # Errors
/// In [`Mode::Regex`], when the expected text is no regular expression; never in another mode.
pub fn compare(mode: Mode, expected: &str, actual: &str) -> Result<Option<Diff>, BadPattern> {
    match mode {
        Mode::Exact => Ok((expected != actual).then(|| exact(expected, actual))),
        Mode::Trimmed => Ok(trimmed(expected, actual)),
        Mode::UnorderedLines => Ok(unordered(expected, actual)),
        Mode::Regex => pattern::compare(expected, actual),
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

/// Draws the steps up, short enough to be read.
fn diff(steps: Vec<Step<'_>>, at_the_end: Option<Note>) -> Diff {
    let steps = shorten::steps(steps, at_the_end.is_some());
    let mut notes: Vec<Note> = steps.iter().flat_map(notes::of_step).collect();
    notes.extend(at_the_end);
    let rows = steps.into_iter().map(row).collect();
    Diff { rows, notes }
}

fn row(step: Step<'_>) -> Row {
    match step {
        Step::Same(expected, actual) => Row::Same {
            expected: expected.number,
            actual: actual.number,
            text: shorten::text(actual.text),
        },
        Step::Changed(expected, actual) => {
            let (left, right) = words::mark(expected.text, actual.text);
            let (left, right) = shorten::pair(left, right);
            Row::Changed {
                expected: line(expected, left),
                actual: line(actual, right),
            }
        }
        Step::Unlike(expected, actual) => Row::Changed {
            expected: whole(expected),
            actual: whole(actual),
        },
        Step::Missing(expected) => Row::Missing {
            expected: whole(expected),
        },
        Step::Extra(actual) => Row::Extra {
            actual: whole(actual),
        },
        Step::Skipped(rows) => Row::Skipped { rows },
    }
}

fn line(from: Numbered<'_>, pieces: Vec<Piece>) -> Line {
    Line {
        number: from.number,
        pieces,
    }
}

/// A line with nothing on the other side that it could share a word with.
fn whole(from: Numbered<'_>) -> Line {
    let text = shorten::text(from.text);
    let piece = Piece {
        text,
        changed: true,
    };
    line(from, vec![piece])
}
