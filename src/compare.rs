//! Expected against actual text: whether they agree, and if not, a short diff that shows where.
//!
//! Pure data in and out; how a diff looks on a screen is the screen's business.

use serde::{Deserialize, Serialize};

/// How two texts are held against each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Byte for byte.
    #[default]
    Exact,
    /// Without the white space at line ends and around the whole.
    Trimmed,
    /// The same lines in any order.
    UnorderedLines,
    /// The expected text is a regular expression that has to match all of it.
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
