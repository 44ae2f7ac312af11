//! Markdown as lines for the screen, its Rust highlighted.

use super::{Theme, code, fit};
use crate::markdown::{self, Diagrams, SpanKind};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Wider than this, a text is hard to read.
const WIDEST: usize = 80;

/// A text laid out for this width, or for less where that is hard to read.
pub(super) fn lines(theme: Theme, text: &str, width: usize) -> Vec<Line<'static>> {
    let laid_out = markdown::lines(text, width.clamp(1, WIDEST), Diagrams::Drawn);
    // Words are broken into lines already; code that is wider even than the pane goes on below.
    let broken = |line: Line<'static>| {
        if line.width() > width {
            fit::folded(&line, width, 6)
        } else {
            vec![line]
        }
    };
    let lines = laid_out.iter().map(|line| one(theme, line));
    lines.flat_map(broken).collect()
}

fn one(theme: Theme, line: &markdown::Line) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    for span in &line.spans {
        match &span.style.kind {
            SpanKind::CodeBlock { language } if matches!(language.as_str(), "rust" | "") => {
                spans.extend(code::rust_line(theme, &span.text).spans);
            }
            role => {
                let mut style = of_role(theme, role);
                if span.style.strong {
                    style = style.patch(theme.strong());
                }
                if span.style.emphasis {
                    style = style.patch(theme.emphasis());
                }
                spans.push(Span::styled(span.text.clone(), style));
            }
        }
    }
    Line::from(spans)
}

fn of_role(theme: Theme, role: &SpanKind) -> Style {
    match role {
        SpanKind::Code | SpanKind::Link => theme.accent(),
        SpanKind::Heading(_) => theme.strong(),
        SpanKind::Address | SpanKind::Quote | SpanKind::Marker | SpanKind::Rule => theme.dim(),
        SpanKind::Text | SpanKind::Diagram | SpanKind::CodeBlock { .. } => Style::new(),
    }
}
