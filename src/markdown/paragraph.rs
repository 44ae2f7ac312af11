//! Running text broken into lines.

use super::running_text::Inline;
use super::{Diagrams, Line, SpanKind};
use crate::text::{self, LongWords};

/// How to express what is not words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextFormat {
    /// With bars, bullets and columns.
    Styled(Diagrams),
    /// With words.
    Plain,
}

/// Turns a text into lines of a width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Formatter {
    pub(super) format: TextFormat,
    pub(super) width: usize,
}

impl Formatter {
    /// Returns the lines of a paragraph; none of them is blank.
    pub(super) fn paragraph(self, text: &[Inline]) -> Vec<Line> {
        let mut lines = Vec::new();
        for part in text.split(|inline| matches!(inline, Inline::Break)) {
            let line = self.unbroken(part);
            let wrapped = text::wrap_spans(&line.spans, self.width, 0, LongWords::Keep);
            lines.extend(wrapped.into_iter().map(|spans| Line { spans }));
        }
        lines.retain(|line| !line.spans.is_empty());
        lines
    }

    /// The text as one line. Several spaces become one, except in code, where each of them may matter.
    fn unbroken(self, text: &[Inline]) -> Line {
        let mut line = Line::default();
        for inline in text {
            let Inline::Text(text, style) = inline else {
                continue;
            };
            if style.kind == SpanKind::Code {
                // Without styles, only its backticks distinguish code from words.
                let tick = match self.format {
                    TextFormat::Styled(_) => "",
                    TextFormat::Plain => "`",
                };
                line.push(&format!("{tick}{text}{tick}"), style);
                continue;
            }
            for word in text.split_inclusive(' ') {
                let last = line.spans.last();
                if word != " " || last.is_some_and(|last| !last.text.ends_with(' ')) {
                    line.push(word, style);
                }
            }
        }
        line
    }

    pub(super) fn narrower(self, columns: usize) -> Self {
        Self {
            width: self.width.saturating_sub(columns),
            ..self
        }
    }
}

/// Puts a marker before the first line and indents the others; blank lines stay blank.
pub(super) fn hang(lines: Vec<Line>, marker: (&str, SpanKind), indent: &str) -> Vec<Line> {
    let mut lead = Line::of(marker.0, marker.1);
    let lines = lines.into_iter().map(|line| {
        let mut whole = std::mem::replace(&mut lead, Line::of(indent, SpanKind::Text));
        if line.text().is_empty() && whole.text().trim().is_empty() {
            return line;
        }
        for span in line.spans {
            whole.push(&span.text, &span.style);
        }
        whole
    });
    lines.collect()
}
