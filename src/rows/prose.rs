//! Markdown in rows.

use super::{Options, Role, Row, RowStyle};
use crate::highlight::Syntax;
use crate::markdown::{self, Diagrams};

/// A text in as many rows as it takes.
pub(super) fn rows(text: &str, options: Options) -> Vec<Row> {
    if !options.styled {
        let plain = markdown::plain(text, options.prose);
        return plain
            .lines()
            .map(|line| Row::of(line, Role::Text))
            .collect();
    }
    let lines = markdown::lines(text, options.prose, Diagrams::Drawn);
    let rows = lines.iter().map(row);
    // Sentences are broken already; code that is wider even than the pane goes on below.
    match options.width {
        Some(width) => rows.flat_map(|row| row.wrapped(width, 6)).collect(),
        None => rows.collect(),
    }
}

fn row(line: &markdown::Line) -> Row {
    let mut row = Row::default();
    for span in &line.spans {
        let style = RowStyle {
            role: role(&span.style.kind),
            strong: span.style.strong,
            emphasis: span.style.emphasis,
        };
        if matches!(style.role, Role::Syntax(_)) {
            row.push_code(&span.text);
        } else {
            row.push(span.text.clone(), style);
        }
    }
    row
}

fn role(role: &markdown::SpanKind) -> Role {
    match role {
        markdown::SpanKind::Code | markdown::SpanKind::Link => Role::Accent,
        markdown::SpanKind::CodeBlock { language } if matches!(language.as_str(), "rust" | "") => {
            Role::Syntax(Syntax::Other)
        }
        markdown::SpanKind::Heading(_) => Role::Heading,
        markdown::SpanKind::Address
        | markdown::SpanKind::Quote
        | markdown::SpanKind::Marker
        | markdown::SpanKind::Rule => Role::Dim,
        markdown::SpanKind::Text
        | markdown::SpanKind::Diagram
        | markdown::SpanKind::CodeBlock { .. } => Role::Text,
    }
}
