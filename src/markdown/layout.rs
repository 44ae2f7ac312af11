//! Blocks as lines: indentation, markers, and exactly one blank line between blocks.

use super::blocks::Element;
use super::paragraph::{Formatter, TextFormat, hang};
use super::running_text::Inline;
use super::{Diagrams, Line, SpanKind, Style, table};
use crate::text::Span;
use unicode_width::UnicodeWidthStr;

/// The indentation of code.
const INDENT: &str = "  ";

const MAX_RULE_WIDTH: usize = 80;

impl Formatter {
    pub(super) fn blocks(self, blocks: &[Element]) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut separate = false;
        for block in blocks {
            let more = self.block(block);
            if more.is_empty() {
                continue;
            }
            if separate {
                lines.push(Line::default());
            }
            lines.extend(more);
            separate = !matches!(block, Element::Plain(_));
        }
        lines
    }

    fn block(self, block: &Element) -> Vec<Line> {
        match block {
            Element::Paragraph(text) | Element::Plain(text) => self.paragraph(text),
            Element::Code { language, lines } => self.code(language, lines),
            Element::Diagram { sentence, lines } => self.diagram(sentence, lines),
            Element::Quote(blocks) => self.quote(blocks),
            Element::List { start, items } => self.list(*start, items),
            Element::Table {
                alignments,
                head,
                rows,
            } => table::lines(self, alignments, head, rows),
            Element::Rule => vec![self.rule()],
        }
    }

    fn code(self, language: &str, lines: &[String]) -> Vec<Line> {
        let language = language.to_owned();
        let code = indented(lines, &SpanKind::CodeBlock { language });
        self.announced("Code:", code)
    }

    /// Says in plain text what the indentation means.
    fn announced(self, word: &str, lines: Vec<Line>) -> Vec<Line> {
        let plain = self.format == TextFormat::Plain && !lines.is_empty();
        let word = plain.then(|| Line::of(word, SpanKind::Text));
        word.into_iter().chain(lines).collect()
    }

    fn diagram(self, sentence: &str, lines: &[String]) -> Vec<Line> {
        if sentence.is_empty() || self.format == TextFormat::Styled(Diagrams::Drawn) {
            return indented(lines, &SpanKind::Diagram);
        }
        self.paragraph(&[Inline::Text(sentence.to_owned(), Style::default())])
    }

    fn quote(self, blocks: &[Element]) -> Vec<Line> {
        let mut lines = self.narrower(2).blocks(blocks);
        if self.format == TextFormat::Plain {
            let lines = hang(lines, (INDENT, SpanKind::Text), INDENT);
            return self.announced("Quote:", lines);
        }
        for line in &mut lines {
            for span in &mut line.spans {
                if span.style.kind == SpanKind::Text {
                    span.style.kind = SpanKind::Quote;
                }
            }
            let bar = if line.spans.is_empty() { "│" } else { "│ " };
            line.spans
                .insert(0, Line::of(bar, SpanKind::Quote).spans.remove(0));
        }
        lines
    }

    fn list(self, start: Option<u64>, items: &[Vec<Element>]) -> Vec<Line> {
        let is_loose = |item: &Vec<Element>| {
            item.iter()
                .any(|block| matches!(block, Element::Paragraph(_)))
        };
        let loose = items.iter().any(is_loose);
        let markers = self.markers(start, items.len());
        let indent = markers.last().map_or(0, |marker| marker.width());
        let mut lines = Vec::new();
        for (item, marker) in items.iter().zip(markers) {
            if loose && !lines.is_empty() {
                lines.push(Line::default());
            }
            let mut own = self.narrower(indent).blocks(item);
            if own.is_empty() {
                own.push(Line::of(marker.trim_end(), SpanKind::Marker));
                lines.extend(own);
            } else {
                let rest = " ".repeat(indent);
                lines.extend(hang(own, (&marker, SpanKind::Marker), &rest));
            }
        }
        lines
    }

    /// The markers, all equally wide.
    fn markers(self, start: Option<u64>, count: usize) -> Vec<String> {
        let Some(start) = start else {
            let bullet = if self.format == TextFormat::Plain {
                "- "
            } else {
                "• "
            };
            return vec![bullet.to_owned(); count];
        };
        let numbers = (0..count as u64).map(|at| start.saturating_add(at).to_string());
        let numbers: Vec<String> = numbers.collect();
        let widest = numbers.last().map_or(0, String::len);
        let marker = |number: String| format!("{number:>widest$}. ");
        numbers.into_iter().map(marker).collect()
    }

    fn rule(self) -> Line {
        match self.format {
            TextFormat::Styled(_) => Line::of(
                &"─".repeat(self.width.clamp(1, MAX_RULE_WIDTH)),
                SpanKind::Rule,
            ),
            TextFormat::Plain => Line::of("* * *", SpanKind::Rule),
        }
    }
}

fn indented(lines: &[String], kind: &SpanKind) -> Vec<Line> {
    let lines = lines.iter().map(|line| {
        // A blank line of code keeps its only span, which distinguishes it from a blank line between blocks.
        let code = Span {
            text: line.clone(),
            style: kind.clone().into(),
        };
        let indent = if line.is_empty() { "" } else { INDENT };
        let mut line = Line::of(indent, SpanKind::Text);
        line.spans.push(code);
        line
    });
    lines.collect()
}
