//! Lines made to fit: cut, wrapped, padded. Widths are those of the terminal's columns.

use crate::text::{self, LongWords};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub(super) use crate::text::{pad as padded, truncate as cut};

/// Words in lines of at most this width; a word that is wider by itself is broken.
pub(super) fn words(text: &str, width: usize) -> Vec<String> {
    text::wrap(text, width, LongWords::Break)
}

/// A styled line in as many lines as it takes, broken at any character; those after the first are indented.
pub(super) fn wrapped(line: &Line<'_>, width: usize, indent: usize) -> Vec<Line<'static>> {
    let lines = text::fold_spans(&spans(line), width.max(1), indent);
    lines.into_iter().map(|new| from_spans(line, new)).collect()
}

fn spans(line: &Line<'_>) -> Vec<text::Span<Style>> {
    let span = |span: &Span<'_>| text::Span {
        text: span.content.clone().into_owned(),
        style: span.style,
    };
    line.spans.iter().map(span).collect()
}

fn from_spans(line: &Line<'_>, spans: Vec<text::Span<Style>>) -> Line<'static> {
    let span = |span: text::Span<Style>| Span::styled(span.text, span.style);
    let new: Line<'static> = spans.into_iter().map(span).collect();
    new.style(line.style)
}

/// A line filled up with blanks, so that its style reaches over the whole width.
pub(super) fn filled(mut line: Line<'static>, width: usize, style: Style) -> Line<'static> {
    let rest = width.saturating_sub(line.width());
    line.push_span(Span::raw(" ".repeat(rest)));
    line.patch_style(style)
}

/// A text in one style.
pub(super) fn styled(text: impl Into<String>, style: Style) -> Line<'static> {
    Line::from(Span::styled(text.into(), style))
}

/// Spaces before every line.
pub(super) fn indented(lines: Vec<Line<'static>>, by: usize) -> Vec<Line<'static>> {
    let indent = |mut line: Line<'static>| {
        line.spans.insert(0, Span::raw(" ".repeat(by)));
        line
    };
    lines.into_iter().map(indent).collect()
}
