//! Turns Markdown into lines of styled spans, or into plain text for pipes and screen readers. All text is sanitized.
//!
//! Styles are meanings, not colors: the code that draws chooses how a meaning looks. It also highlights code: a line of
//! code is one span that names its language.

#![deny(clippy::wildcard_enum_match_arm)]

mod layout;
mod parse;
mod problems;
#[cfg(test)]
mod tests;

pub use problems::{MarkdownProblem, plain_blocks, problems, rust_blocks};

use crate::text::{self, Span};
use layout::{Formatter, TextFormat};

/// A line without spans is blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// From left to right, without tabs.
    pub spans: Vec<Span<Style>>,
}

/// What a span means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub kind: SpanKind,
    /// Whether it is strong, as in `**this**`.
    pub strong: bool,
    /// Whether it is emphasized, as in `*this*`.
    pub emphasis: bool,
}

/// What a piece of text is; the innermost kind wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SpanKind {
    /// Running text, and indentation.
    #[default]
    Text,
    /// Code between backticks.
    Code,
    /// A whole line of a code block.
    CodeBlock {
        /// The first word after the fence; empty if there is none.
        language: String,
    },
    /// A line of a diagram, never wrapped.
    Diagram,
    /// What a diagram shows, in words, below one that is too wide.
    Caption,
    /// A heading of this level, 1 to 6.
    Heading(u8),
    /// A link's text.
    Link,
    /// A link's address, in parentheses after its text.
    Address,
    /// Quoted text, and the bar beside it.
    Quote,
    /// The bullet or number of a list item.
    Marker,
    /// A horizontal rule, including the one below a table's head.
    Rule,
}

/// Lays a text out for `width` columns. Only a line of code, a line of a diagram or a single word can be wider.
#[must_use]
pub fn lines(text: &str, width: usize) -> Vec<Line> {
    let format = TextFormat::Styled;
    Formatter { format, width }.blocks(&parse::read(text))
}

/// Lays a text out as plain text, with words in place of styles, diagrams and columns. Each line ends with a newline.
#[must_use]
pub fn plain(text: &str, width: usize) -> String {
    as_text(TextFormat::Plain, text, width)
}

/// Lays a text out as [`plain`] does, but with the columns of tables.
#[must_use]
pub fn uncolored(text: &str, width: usize) -> String {
    as_text(TextFormat::Uncolored, text, width)
}

fn as_text(format: TextFormat, text: &str, width: usize) -> String {
    let lines = Formatter { format, width }.blocks(&parse::read(text));
    lines.iter().map(|line| line.text() + "\n").collect()
}

impl Line {
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Whether it belongs to a diagram.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        let mut spans = self.spans.iter();
        spans.any(|span| span.style.kind == SpanKind::Diagram)
    }

    fn push(&mut self, text: &str, style: &Style) {
        text::push(&mut self.spans, text, style);
    }

    fn single(text: &str, kind: SpanKind) -> Self {
        let mut line = Self::default();
        line.push(text, &kind.into());
        line
    }
}

impl From<SpanKind> for Style {
    fn from(kind: SpanKind) -> Self {
        Self {
            kind,
            ..Self::default()
        }
    }
}
