//! Blocks laid out as lines: indentation, markers, and exactly one blank line between blocks.

use super::blocks::Element;
use super::running_text::Inline;
use super::wrap::wrap;
use super::{Diagrams, Line, Span, SpanKind, Style, table};
use unicode_width::UnicodeWidthStr;

/// How what is not words is brought across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// With signs: bars, bullets, columns.
    Seen(Diagrams),
    /// With words.
    Said,
}

/// The indentation of code.
const INDENT: &str = "  ";

/// A line across need not be longer than lines of text are.
const LONGEST_RULE: usize = 80;

#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) manner: Manner,
    pub(super) width: usize,
}

impl Layout {
    pub(super) fn blocks(self, blocks: &[Element]) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut parted = false;
        for block in blocks {
            let more = self.block(block);
            if more.is_empty() {
                continue;
            }
            if parted {
                lines.push(Line::default());
            }
            lines.extend(more);
            parted = !matches!(block, Element::Plain(_));
        }
        lines
    }

    fn block(self, block: &Element) -> Vec<Line> {
        match block {
            Element::Paragraph(text) | Element::Plain(text) => self.text(text),
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

    pub(super) fn text(self, text: &[Inline]) -> Vec<Line> {
        wrap(text, self.width, self.manner == Manner::Said)
    }

    fn code(self, language: &str, lines: &[String]) -> Vec<Line> {
        let language = language.to_owned();
        let code = indented(lines, &SpanKind::CodeBlock { language });
        self.announced("Code:", code)
    }

    /// Words before what only indentation would tell.
    fn announced(self, word: &str, lines: Vec<Line>) -> Vec<Line> {
        let said = self.manner == Manner::Said && !lines.is_empty();
        let word = said.then(|| Line::of(word, SpanKind::Text));
        word.into_iter().chain(lines).collect()
    }

    fn diagram(self, sentence: &str, lines: &[String]) -> Vec<Line> {
        if sentence.is_empty() || self.manner == Manner::Seen(Diagrams::Drawn) {
            return indented(lines, &SpanKind::Diagram);
        }
        self.text(&[Inline::Text(sentence.to_owned(), Style::default())])
    }

    fn quote(self, blocks: &[Element]) -> Vec<Line> {
        let mut lines = self.narrower(2).blocks(blocks);
        if self.manner == Manner::Said {
            let lines = beside(lines, (INDENT, SpanKind::Text), INDENT);
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
                lines.extend(beside(own, (&marker, SpanKind::Marker), &rest));
            }
        }
        lines
    }

    /// The markers, all equally wide.
    fn markers(self, start: Option<u64>, count: usize) -> Vec<String> {
        let Some(start) = start else {
            let bullet = if self.manner == Manner::Said {
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
        match self.manner {
            Manner::Seen(_) => Line::of(
                &"─".repeat(self.width.clamp(1, LONGEST_RULE)),
                SpanKind::Rule,
            ),
            Manner::Said => Line::of("* * *", SpanKind::Rule),
        }
    }

    pub(super) fn narrower(self, columns: usize) -> Self {
        Self {
            width: self.width.saturating_sub(columns),
            ..self
        }
    }
}

fn indented(lines: &[String], kind: &SpanKind) -> Vec<Line> {
    let lines = lines.iter().map(|line| {
        // A blank line of code keeps its one span, to be told from a blank line between blocks.
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

/// Puts something before the first line and before the others; blank lines stay blank.
pub(super) fn beside(lines: Vec<Line>, first: (&str, SpanKind), rest: &str) -> Vec<Line> {
    let mut lead = Line::of(first.0, first.1);
    let lines = lines.into_iter().map(|line| {
        let mut whole = std::mem::replace(&mut lead, Line::of(rest, SpanKind::Text));
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
