//! Markdown to lines of styled spans, for the full screen, for line by line mode and for the command line.
//!
//! Styles are meanings, not colors: the code that draws chooses how a meaning looks. Highlighting of code is left to
//! others too; a line of code is one span that names its language. All text has been sanitized.
//!
//! `blocks` with `running_text` reads Markdown, `layout` with `paragraph` and `table` turns it into lines, `problems` is for authors.

#![deny(clippy::wildcard_enum_match_arm)]

mod blocks;
mod layout;
mod paragraph;
mod problems;
mod running_text;
mod table;
#[cfg(test)]
mod tests;

pub use problems::{MarkdownProblem, problems};

use crate::text::{self, Span};
use paragraph::{Formatter, TextFormat};

/// One line, ready to be drawn; without spans it is blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its parts, from left to right, without tabs.
    pub spans: Vec<Span<Style>>,
}

/// What a span means: its kind, and how much weight it has there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// What it is.
    pub kind: SpanKind,
    /// Whether it is strongly emphasized.
    pub strong: bool,
    /// Whether it is emphasized.
    pub emphasis: bool,
}

/// What a piece of text is; the innermost kind wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SpanKind {
    /// Running text, and indentation.
    #[default]
    Text,
    /// Code within a sentence.
    Code,
    /// A whole line of a code block, never wrapped.
    CodeBlock {
        /// The first word after the fence; empty where there is none.
        language: String,
    },
    /// A line of a drawing, never wrapped.
    Diagram,
    /// A heading of this level, 1 to 6.
    Heading(u8),
    /// The text of a link.
    Link,
    /// Where a link goes, in parentheses after it.
    Address,
    /// Quoted text, and the bar beside it.
    Quote,
    /// The bullet or number of a list item.
    Marker,
    /// A line across, also the one below the head of a table.
    Rule,
}

/// What becomes of drawings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diagrams {
    /// They are shown as they are.
    Drawn,
    /// The sentence for those who cannot see them stands in their place.
    Told,
}

/// Lays a text out for `width` columns. Only lines of code, drawings and words that are wider by themselves are
/// wider than that.
#[must_use]
pub fn lines(text: &str, width: usize, diagrams: Diagrams) -> Vec<Line> {
    let format = TextFormat::Styled(diagrams);
    Formatter { format, width }.blocks(&blocks::read(text))
}

/// The same as bare text for pipes and screen readers, with words for what cannot be seen. Each line ends with
/// a newline.
#[must_use]
pub fn plain(text: &str, width: usize) -> String {
    let format = TextFormat::Plain;
    let lines = Formatter { format, width }.blocks(&blocks::read(text));
    lines.iter().map(|line| line.text() + "\n").collect()
}

impl Line {
    /// Its text without any style.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    fn push(&mut self, text: &str, style: &Style) {
        text::push(&mut self.spans, text, style);
    }

    fn of(text: &str, kind: SpanKind) -> Self {
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
