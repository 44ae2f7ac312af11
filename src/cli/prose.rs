//! Markdown as lines for the terminal, with colors or with the words and marks that say the same.

use super::look::{Look, Paint};
use crate::markdown::{self, Diagrams, Span, SpanKind};

/// A text laid out for this look, each line ended.
pub(super) fn text(look: Look, markdown: &str) -> String {
    indented(look, markdown, "")
}

/// The same with something in front of each line that is not blank.
pub(super) fn indented(look: Look, markdown: &str, indent: &str) -> String {
    let width = look.width.saturating_sub(indent.chars().count());
    let lines: Vec<String> = if look.color {
        let lines = markdown::lines(markdown, width, Diagrams::Drawn);
        let painted = |line: &markdown::Line| line.spans.iter().map(|s| span(look, s)).collect();
        lines.iter().map(painted).collect()
    } else {
        let plain = markdown::plain(markdown, width);
        plain.lines().map(str::to_owned).collect()
    };
    let line = |line: String| {
        if line.is_empty() {
            "\n".to_owned()
        } else {
            format!("{indent}{line}\n")
        }
    };
    lines.into_iter().map(line).collect()
}

fn span(look: Look, span: &Span) -> String {
    let paint = match &span.style.kind {
        SpanKind::Code | SpanKind::CodeBlock { .. } | SpanKind::Link => Paint::Accent,
        SpanKind::Heading(_) => Paint::Strong,
        SpanKind::Address | SpanKind::Quote | SpanKind::Marker | SpanKind::Rule => Paint::Dim,
        SpanKind::Text | SpanKind::Diagram if span.style.strong => Paint::Strong,
        SpanKind::Text | SpanKind::Diagram if span.style.emphasis => Paint::Emphasis,
        SpanKind::Text | SpanKind::Diagram => return span.text.clone(),
    };
    look.paint(paint, &span.text)
}
