//! Lays blocks out for a terminal: rows of spans, each with a [`Role`] in place of a color.
//!
//! The command line maps roles to ANSI, the full screen to ratatui's styles. Text from programs, compilers and lessons
//! is sanitized here.

#![deny(clippy::wildcard_enum_match_arm)]

mod blocks;
mod compiler;
mod diff;
mod timeline;

use crate::highlight::{self, Syntax};
use crate::report::{Block, Tone};
use crate::sanitize;
use crate::text::{self, LongWords, Span};

/// One row of a terminal; without spans it is blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// From left to right.
    pub spans: Vec<Span<RowStyle>>,
    /// Whether this is the current step of a timeline, which has to be in view.
    pub current: bool,
}

/// The role of a span, and its weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowStyle {
    pub role: Role,
    /// Bold.
    pub strong: bool,
    /// Italic.
    pub emphasis: bool,
}

/// What a piece of text means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    #[default]
    Text,
    Heading,
    /// Less important text.
    Dim,
    /// Text to look at: code in a sentence, a command, a key.
    Accent,
    /// Passed, right.
    Good,
    /// Failed, wrong.
    Bad,
    /// A warning of rustc.
    Warning,
    /// Rust source.
    Syntax(Syntax),
}

/// How much room there is, and what can be shown in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Columns for sentences.
    pub prose: usize,
    /// Columns for code and output; none where the terminal wraps long lines itself.
    pub width: Option<usize>,
    /// Columns for timelines.
    pub columns: usize,
    /// Whether timelines are drawn; if not, sentences say the same.
    pub pictures: bool,
    /// Whether roles are visible. If not, Markdown is shown as plain text, with backticks around code.
    pub styled: bool,
    /// Columns for the commands or keys of next steps.
    pub typed: usize,
}

/// Returns what to type or press for a next step; none if the front end has nothing for it.
pub type Wording<'a> = &'a dyn Fn(crate::report::NextStep) -> Option<String>;

/// Lays out blocks, with a blank row between those that are not joined.
#[must_use]
pub fn lay_out(blocks: &[Block], options: Options, wording: Wording<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        let laid_out = blocks::rows(block, options, wording);
        if laid_out.is_empty() {
            continue;
        }
        if before.is_some_and(|before| !block.is_joined_to(before)) {
            rows.push(Row::default());
        }
        rows.extend(laid_out);
        before = Some(block);
    }
    rows
}

impl Row {
    /// Makes a row of one span.
    #[must_use]
    pub fn single(text: impl Into<String>, style: impl Into<RowStyle>) -> Self {
        let mut row = Self::default();
        row.push(text, style);
        row
    }

    /// Appends a span.
    pub fn push(&mut self, text: impl Into<String>, style: impl Into<RowStyle>) {
        text::push(&mut self.spans, &text.into(), &style.into());
    }

    /// Returns the text without styles.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Returns the width in columns.
    #[must_use]
    pub fn width(&self) -> usize {
        use unicode_width::UnicodeWidthStr;
        self.spans.iter().map(|span| span.text.width()).sum()
    }

    /// Appends a sentence; code between backticks gets the style of code if styles are visible.
    fn push_sentence(&mut self, sentence: &str, role: Role, options: Options) {
        let sentence = sanitize::line(sentence);
        if !options.styled {
            return self.push(sentence, role);
        }
        for (at, part) in sentence.split('`').enumerate() {
            let is_code = at % 2 == 1 && role == Role::Text;
            self.push(part, if is_code { Role::Accent } else { role });
        }
    }

    /// Appends Rust source, sanitized and highlighted.
    fn push_code(&mut self, code: &str) {
        let code = sanitize::line(&code.replace('\t', "    "));
        for lexeme in highlight::line(&code) {
            self.push(lexeme.text, Role::Syntax(lexeme.syntax));
        }
    }

    /// Breaks the row between words, and indents all but the first.
    fn wrapped(&self, width: usize, indent: usize) -> Vec<Self> {
        if self.width() <= width {
            return vec![self.clone()];
        }
        let rows = text::wrap_spans(&self.spans, width, indent, LongWords::Break);
        let current = self.current;
        let row = |spans| Self { spans, current };
        rows.into_iter().map(row).collect()
    }

    /// Breaks the row at any character, because in code and output every space counts.
    fn folded(&self, width: usize, indent: usize) -> Vec<Self> {
        let rows = text::fold_spans(&self.spans, width, indent);
        let current = self.current;
        let row = |spans| Self { spans, current };
        rows.into_iter().map(row).collect()
    }

    /// Puts a span in front.
    fn prefixed(mut self, text: &str, style: impl Into<RowStyle>) -> Self {
        let span = Span {
            text: text.to_owned(),
            style: style.into(),
        };
        self.spans.insert(0, span);
        self
    }
}

impl From<Role> for RowStyle {
    fn from(role: Role) -> Self {
        Self {
            role,
            ..Self::default()
        }
    }
}

impl From<Tone> for Role {
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Neutral => Self::Text,
            Tone::Quiet => Self::Dim,
            Tone::Good => Self::Good,
            Tone::Bad => Self::Bad,
            Tone::Notice => Self::Accent,
        }
    }
}
