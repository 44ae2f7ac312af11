//! Blocks laid out for a terminal: rows of spans, each with a [`Role`]. Colors are for those who draw.
//!
//! The command line maps roles to ANSI, the full screen to ratatui's styles; neither knows how a block looks. Everything
//! that comes from programs, compilers and lessons is sanitized here.

#![deny(clippy::wildcard_enum_match_arm)]

mod blocks;
mod compiler;
mod diff;
mod prose;
mod timeline;

use crate::highlight::{self, Syntax};
use crate::report::{Block, Tone};
use crate::sanitize;
use crate::text::{self, LongWords, Span};

/// One row of a terminal; without spans it is blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its parts, from left to right.
    pub spans: Vec<Span<RowStyle>>,
    /// Whether the reader is here: it has to be in view, and stands out.
    pub current: bool,
}

/// What a span means, and how much weight it has there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowStyle {
    /// What it means.
    pub role: Role,
    /// Whether it stands out.
    pub strong: bool,
    /// Whether it is emphasized.
    pub emphasis: bool,
}

/// What a piece of text means to the eye.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Running text.
    #[default]
    Text,
    /// A title.
    Heading,
    /// What matters less.
    Dim,
    /// What to look at: code in a sentence, a command, a key.
    Accent,
    /// It passed, it is right.
    Good,
    /// It failed, it is wrong.
    Bad,
    /// What rustc warns about.
    Warning,
    /// Rust source.
    Syntax(Syntax),
}

/// The room that there is, and what can be shown in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Columns for sentences.
    pub prose: usize,
    /// Columns for code and output; none where long lines are left to the terminal.
    pub width: Option<usize>,
    /// Columns for pictures.
    pub columns: usize,
    /// Whether timelines are drawn; otherwise they are told in sentences.
    pub pictures: bool,
    /// Whether roles can be told apart. Where they cannot, Markdown keeps the signs that say the same.
    pub styled: bool,
    /// Columns for what to type or press.
    pub typed: usize,
}

/// How a next step is called here: what to type or press.
pub type Wording<'a> = &'a dyn Fn(crate::report::NextStep) -> Option<String>;

/// Lays blocks out, with blank rows between those that do not belong together.
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
    /// A row in one style.
    #[must_use]
    pub fn of(text: impl Into<String>, style: impl Into<RowStyle>) -> Self {
        let mut row = Self::default();
        row.push(text, style);
        row
    }

    /// Adds a span.
    pub fn push(&mut self, text: impl Into<String>, style: impl Into<RowStyle>) {
        text::push(&mut self.spans, &text.into(), &style.into());
    }

    /// Its text without any style.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// How many columns it takes.
    #[must_use]
    pub fn width(&self) -> usize {
        use unicode_width::UnicodeWidthStr;
        self.spans.iter().map(|span| span.text.width()).sum()
    }

    /// Adds a sentence, its code between backticks in the style of code where that can be seen.
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

    /// Adds Rust source, sanitized and highlighted.
    fn push_code(&mut self, code: &str) {
        let code = sanitize::line(&code.replace('\t', "    "));
        for lexeme in highlight::line(&code) {
            self.push(lexeme.text, Role::Syntax(lexeme.syntax));
        }
    }

    /// The row in rows of at most `width` columns, broken between words; those after the first are indented.
    fn wrapped(&self, width: usize, indent: usize) -> Vec<Self> {
        if self.width() <= width {
            return vec![self.clone()];
        }
        let rows = text::wrap_spans(&self.spans, width, indent, LongWords::Break);
        let current = self.current;
        let row = |spans| Self { spans, current };
        rows.into_iter().map(row).collect()
    }

    /// The same broken at any character: for code and output, where every space counts.
    fn folded(&self, width: usize, indent: usize) -> Vec<Self> {
        let rows = text::fold_spans(&self.spans, width, indent);
        let current = self.current;
        let row = |spans| Self { spans, current };
        rows.into_iter().map(row).collect()
    }

    /// The same behind some text in front.
    fn behind(mut self, text: &str, style: impl Into<RowStyle>) -> Self {
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
