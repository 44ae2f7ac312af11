//! Lays blocks out for a terminal: rows of spans, each with a [`Role`] in place of a color.
//!
//! The command line maps roles to ANSI, the full screen to ratatui's styles. Text from programs, compilers and lessons
//! is sanitized here.

#![deny(clippy::wildcard_enum_match_arm)]

mod blocks;
mod compiler;
mod diff;
mod lanes;
mod timeline;

use crate::highlight::{self, Syntax};
use crate::report::trace::access_of_guard;
use crate::report::{Block, Tone};
use crate::sanitize;
use crate::text::{self, LongWords, Span};
use crate::verdict::{AccessMode, Trace};
use unicode_width::UnicodeWidthStr;

/// One row of a terminal; without spans it is blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// From left to right.
    pub spans: Vec<Span<RowStyle>>,
    /// Whether this is the current step of a timeline, which must be in view.
    pub current: bool,
    pub ground: Ground,
    /// The index of the timeline's event that it shows.
    pub event: Option<usize>,
    /// Whether it is marked among the steps of a timeline.
    pub marked: bool,
    /// Whether it is a heading that must stay in view.
    pub pinned: bool,
}

/// The background of a row, across its whole width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// The terminal's own.
    #[default]
    Terminal,
    /// A block of code.
    Code,
    /// The row of the cursor.
    Selection,
    /// The event that the reader is at.
    Present,
    /// Something passed.
    Good,
    /// Something failed.
    Bad,
}

/// The role of a span, and its weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowStyle {
    pub role: Role,
    /// Whether it is bold.
    pub strong: bool,
    /// Whether it is italic.
    pub emphasis: bool,
    /// Whether it differs from the other side, and neither side is wrong.
    pub differs: bool,
}

/// What a piece of text means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    #[default]
    Text,
    Heading,
    /// Less important text.
    Dim,
    /// A separating line.
    Rule,
    /// What comes later in a run.
    Future,
    /// What is current, or needs attention.
    Accent,
    /// A key or a command.
    Key,
    /// Code in a sentence.
    Code(Syntax),
    /// Passed, right.
    Good,
    /// Failed, wrong.
    Bad,
    /// A piece of an expected line that the actual line lacks.
    GoodPiece,
    /// A piece of an actual line that differs from the expected line.
    BadPiece,
    /// A rustc warning.
    Warning,
    /// The thread with this index.
    Thread(usize),
    /// Rust source.
    Syntax(Syntax),
}

/// How much room there is, and what the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Columns for sentences.
    pub prose: usize,
    /// Columns for code and output; `None` if the terminal wraps long lines itself.
    pub width: Option<usize>,
    /// Columns for timelines.
    pub columns: usize,
    /// How many rows are in view at once; `None`: all of them. Rows of a long timeline that are further from its
    /// current step are left blank.
    pub page: Option<usize>,
    /// Whether timelines are drawn; if not, sentences say the same.
    pub pictures: bool,
    /// Whether roles are visible. If not, Markdown is shown as plain text, with backticks around code.
    pub styled: bool,
    /// Columns for the commands or keys of next steps.
    pub typed: usize,
    /// Whether a span can have a background.
    pub tints: bool,
}

/// Returns what to type or press for a next step; `None` if the front end has nothing for it.
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

/// Returns the indentation of the rows that continue a line of code: two columns more than the line has in the file.
fn code_indent(text: &str) -> usize {
    2 + text.len() - text.trim_start().len()
}

/// Gives the names of the guards of a run the colors of their bars, where they are code in a sentence.
pub fn color_guards(rows: &mut [Row], trace: &Trace, source: &str) {
    let mut guard = guard_finder(trace, source);
    for span in rows.iter_mut().flat_map(|row| &mut row.spans) {
        let syntax = guard(&span.text);
        if let (Some(syntax), Role::Code(_)) = (syntax, span.style.role) {
            span.style.role = Role::Code(syntax);
        }
    }
}

/// Returns a function that gets the parts of sentences one after the other, and returns the syntax of those that name a
/// guard. Such a name may follow the word "guard" of the part before.
pub fn guard_finder(trace: &Trace, source: &str) -> impl FnMut(&str) -> Option<Syntax> {
    let mut is_after_guard = false;
    move |text| {
        let access = access_of_guard(trace, source, text, is_after_guard);
        if !text.trim().is_empty() {
            is_after_guard = text.trim_end().ends_with("guard");
        }
        access.map(guard_syntax)
    }
}

/// Returns the syntax in which guards of this kind are drawn.
#[must_use]
pub fn guard_syntax(access: AccessMode) -> Syntax {
    match access {
        AccessMode::Shared => Syntax::ReadGuard,
        AccessMode::Exclusive => Syntax::WriteGuard,
    }
}

impl Row {
    #[must_use]
    pub fn single(text: impl Into<String>, style: impl Into<RowStyle>) -> Self {
        let mut row = Self::default();
        row.push(text, style);
        row
    }

    pub fn push(&mut self, text: impl Into<String>, style: impl Into<RowStyle>) {
        text::push(&mut self.spans, &text.into(), &style.into());
    }

    /// Returns the text without styles.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    #[must_use]
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| span.text.width()).sum()
    }

    /// Appends a sentence; code between backticks gets the style of code if styles are visible.
    fn push_sentence(&mut self, sentence: &str, role: Role, options: Options) {
        let sentence = sanitize::line(sentence);
        if !options.styled {
            return self.push(sentence, role);
        }
        if role == Role::Text {
            return self.push_words(&sentence);
        }
        self.push(sentence.replace('`', ""), role);
    }

    /// Appends code in a sentence, which looks like code even if nothing in it is highlighted.
    fn push_inline_code(&mut self, code: &str, style: RowStyle) {
        for lexeme in highlight::inline(code) {
            let role = Role::Code(lexeme.syntax);
            self.push(lexeme.text, RowStyle { role, ..style });
        }
    }

    /// Appends Rust source, sanitized and highlighted.
    fn push_code(&mut self, code: &str) {
        let code = sanitize::line(&code.replace('\t', "    "));
        for lexeme in highlight::line(&code) {
            self.push(lexeme.text, Role::Syntax(lexeme.syntax));
        }
    }

    /// Appends a line of a diagram, in which the names of types and of guards look as they do in code.
    fn push_diagram(&mut self, line: &str) {
        for lexeme in highlight::line(line) {
            let role = match lexeme.syntax {
                Syntax::Type | Syntax::ReadGuard | Syntax::WriteGuard => {
                    Role::Syntax(lexeme.syntax)
                }
                Syntax::Other
                | Syntax::Keyword
                | Syntax::Function
                | Syntax::Macro
                | Syntax::String
                | Syntax::Number
                | Syntax::Comment => Role::Text,
            };
            self.push(lexeme.text, role);
        }
    }

    /// Appends words, in which code between backticks looks like code.
    fn push_words(&mut self, words: &str) {
        for (at, part) in words.split('`').enumerate() {
            if at % 2 == 1 {
                self.push_inline_code(part, RowStyle::default());
            } else {
                self.push(part, Role::Text);
            }
        }
    }

    /// Breaks the row between words, and indents the rows that continue it.
    fn wrapped(&self, width: usize, indent: usize) -> Vec<Self> {
        if self.width() <= width {
            return vec![self.clone()];
        }
        let rows = text::wrap_spans(&self.spans, width, indent, LongWords::Break);
        let row = |spans| Self { spans, ..*self };
        rows.into_iter().map(row).collect()
    }

    /// Breaks the row between words, and marks the rows that continue it: with a `↪` in the last columns of the margin,
    /// and indented.
    fn hanging(&self, width: usize, margin: usize, indent: usize) -> Vec<Self> {
        let indent = indent.min(width / 2).max(margin);
        let mut rows = self.wrapped(width, indent);
        for row in rows.iter_mut().skip(1) {
            row.mark_continued(margin);
        }
        rows
    }

    fn mark_continued(&mut self, margin: usize) {
        let Some(first) = self.spans.first_mut() else {
            return;
        };
        let Some(rest) = first.text.strip_prefix(&" ".repeat(margin)) else {
            return;
        };
        first.text = rest.to_owned();
        let mark = Span {
            text: format!("{}↪ ", " ".repeat(margin.saturating_sub(2))),
            style: Role::Dim.into(),
        };
        self.spans.insert(0, mark);
    }

    /// Cuts the row off at this many columns, with a mark.
    fn cut(&self, width: usize) -> Self {
        if self.width() <= width {
            return self.clone();
        }
        let mut short = Self {
            spans: Vec::new(),
            ..*self
        };
        let mut room = width.saturating_sub(1);
        for span in &self.spans {
            let fits = text::fitting(&span.text, room);
            room -= fits.width();
            short.push(fits, span.style);
            if fits.len() < span.text.len() {
                break;
            }
        }
        short.push("…", Role::Dim);
        short
    }

    /// Returns the row with a span in front.
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
