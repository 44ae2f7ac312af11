//! Lays blocks out as lines: wrapping, indentation, markers, tables, and one blank line between blocks.

use super::parse::{Element, Inline};
use super::{Line, SpanKind, Style};
use crate::text::{self, LongWords, Span};
use pulldown_cmark::Alignment;
use unicode_width::UnicodeWidthStr;

/// The indentation of code.
const INDENT: &str = "  ";

const MAX_RULE_WIDTH: usize = 80;

/// The space between two columns.
const GAP: &str = "  ";

type Cells = [Vec<Inline>];

/// How to show everything that is not words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextFormat {
    /// With styles, bars, bullets, columns and diagrams.
    Styled,
    /// With words, and columns.
    Uncolored,
    /// With words, and a line for each cell of a table.
    Plain,
}

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
            let line = self.single_line(part);
            let wrapped = text::wrap_spans(&line.spans, self.width, 0, LongWords::Keep);
            lines.extend(wrapped.into_iter().map(|spans| Line { spans }));
        }
        lines.retain(|line| !line.spans.is_empty());
        lines
    }

    /// Returns the text as one line. Several spaces become one, except in code, where each of them may matter.
    fn single_line(self, text: &[Inline]) -> Line {
        let mut line = Line::default();
        for inline in text {
            let Inline::Text(text, style) = inline else {
                continue;
            };
            if style.kind == SpanKind::Code {
                // In plain text, only its backticks distinguish code from words.
                let tick = match self.format {
                    TextFormat::Styled => "",
                    TextFormat::Uncolored | TextFormat::Plain => "`",
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
            } => table(self, alignments, head, rows),
            Element::Rule => vec![self.rule()],
        }
    }

    fn code(self, language: &str, lines: &[String]) -> Vec<Line> {
        let language = language.to_owned();
        let code = indented(lines, &SpanKind::CodeBlock { language });
        self.labeled("Code:", code)
    }

    /// Adds a label in plain text, where indentation alone says nothing.
    fn labeled(self, label: &str, lines: Vec<Line>) -> Vec<Line> {
        let plain = self.format != TextFormat::Styled && !lines.is_empty();
        let label = plain.then(|| Line::single(label, SpanKind::Text));
        label.into_iter().chain(lines).collect()
    }

    fn diagram(self, sentence: &str, lines: &[String]) -> Vec<Line> {
        let drawn = indented(lines, &SpanKind::Diagram);
        let is_drawn = sentence.is_empty() || self.format == TextFormat::Styled;
        // Notes that don't fit beside the code are below it.
        let without_note = |line: &String| {
            let code = text::split_note(line).map_or(line.as_str(), |(code, _)| code);
            code.trim_end().width() + INDENT.len()
        };
        let is_whole = lines.iter().all(|line| without_note(line) <= self.width);
        let words = |kind: SpanKind| {
            let sentence = sentence.to_owned();
            self.paragraph(&[Inline::Text(sentence, kind.into())])
        };
        match (is_drawn, is_whole) {
            (true, true) => drawn,
            (true, false) => [drawn, words(SpanKind::Caption)].concat(),
            (false, _) => words(SpanKind::Text),
        }
    }

    fn quote(self, blocks: &[Element]) -> Vec<Line> {
        let mut lines = self.narrower(2).blocks(blocks);
        if self.format != TextFormat::Styled {
            let lines = hang(lines, (INDENT, SpanKind::Text), INDENT);
            return self.labeled("Quote:", lines);
        }
        for line in &mut lines {
            for span in &mut line.spans {
                if span.style.kind == SpanKind::Text {
                    span.style.kind = SpanKind::Quote;
                }
            }
            let bar = if line.spans.is_empty() { "│" } else { "│ " };
            line.spans
                .insert(0, Line::single(bar, SpanKind::Quote).spans.remove(0));
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
                own.push(Line::single(marker.trim_end(), SpanKind::Marker));
                lines.extend(own);
            } else {
                let rest = " ".repeat(indent);
                lines.extend(hang(own, (&marker, SpanKind::Marker), &rest));
            }
        }
        lines
    }

    /// Returns the bullets or numbers, all equally wide.
    fn markers(self, start: Option<u64>, count: usize) -> Vec<String> {
        let Some(start) = start else {
            let bullet = match self.format {
                TextFormat::Styled => "• ",
                TextFormat::Uncolored | TextFormat::Plain => "- ",
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
            TextFormat::Styled => Line::single(
                &"─".repeat(self.width.clamp(1, MAX_RULE_WIDTH)),
                SpanKind::Rule,
            ),
            TextFormat::Uncolored | TextFormat::Plain => Line::single("* * *", SpanKind::Rule),
        }
    }
}

/// Puts a marker before the first line and indents the others; blank lines stay blank.
pub(super) fn hang(lines: Vec<Line>, marker: (&str, SpanKind), indent: &str) -> Vec<Line> {
    let mut lead = Line::single(marker.0, marker.1);
    let lines = lines.into_iter().map(|line| {
        let mut whole = std::mem::replace(&mut lead, Line::single(indent, SpanKind::Text));
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

fn indented(lines: &[String], kind: &SpanKind) -> Vec<Line> {
    let lines = lines.iter().map(|line| {
        // A blank line of code keeps its only span, which distinguishes it from a blank line between blocks.
        let code = Span {
            text: line.clone(),
            style: kind.clone().into(),
        };
        let indent = if line.is_empty() { "" } else { INDENT };
        let mut line = Line::single(indent, SpanKind::Text);
        line.spans.push(code);
        line
    });
    lines.collect()
}

fn table(
    formatter: Formatter,
    alignments: &[Alignment],
    head: &Cells,
    rows: &[Vec<Vec<Inline>>],
) -> Vec<Line> {
    let plain = formatter.format == TextFormat::Plain;
    let all = || std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
    match column_widths(formatter, head.len(), all).filter(|_| !plain) {
        Some(widths) => {
            let mut lines = table_row(formatter, alignments, &widths, head);
            let rules: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
            lines.push(Line::single(&rules.join(GAP), SpanKind::Rule));
            lines.extend(
                rows.iter()
                    .flat_map(|cells| table_row(formatter, alignments, &widths, cells)),
            );
            lines
        }
        None => table_as_list(formatter, head, rows),
    }
}

/// Returns the width of each column; `None` if not even the longest words fit beside each other.
fn column_widths<'a, I>(
    formatter: Formatter,
    count: usize,
    rows: impl Fn() -> I,
) -> Option<Vec<usize>>
where
    I: Iterator<Item = &'a Cells>,
{
    let gaps = GAP.len() * count.saturating_sub(1);
    let room = formatter.width.checked_sub(gaps)?;
    let measure = |width| -> Vec<usize> {
        let formatter = Formatter { width, ..formatter };
        let cell = |cells: &Cells, at: usize| {
            cells
                .get(at)
                .map_or(0, |cell| widest(&formatter.paragraph(cell)))
        };
        let column = |at| rows().map(|cells| cell(cells, at)).max().unwrap_or(0);
        (0..count).map(column).collect()
    };
    let natural = measure(usize::MAX);
    if natural.iter().sum::<usize>() <= room {
        return Some(natural);
    }
    let mut widths = measure(1);
    let spare = room.checked_sub(widths.iter().sum())?;
    for _ in 0..spare {
        let narrowest = (0..count).max_by_key(|&at| natural[at].saturating_sub(widths[at]))?;
        widths[narrowest] += 1;
    }
    Some(widths)
}

fn table_row(
    formatter: Formatter,
    alignments: &[Alignment],
    widths: &[usize],
    cells: &Cells,
) -> Vec<Line> {
    let columns: Vec<Vec<Line>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, &width)| Formatter { width, ..formatter }.paragraph(cell))
        .collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| {
        let mut line = Line::default();
        let mut due = 0;
        for ((column, &width), alignment) in columns.iter().zip(widths).zip(alignments) {
            if let Some(part) = column.get(at) {
                let free = width.saturating_sub(part.text().width());
                let before = match alignment {
                    Alignment::Right => free,
                    Alignment::Center => free / 2,
                    Alignment::None | Alignment::Left => 0,
                };
                line.push(&" ".repeat(due + before), &Style::default());
                for span in &part.spans {
                    line.push(&span.text, &span.style);
                }
                due = free - before;
            } else {
                due += width;
            }
            due += GAP.len();
        }
        line
    };
    (0..height).map(line).collect()
}

/// Returns each cell as a line `head: cell`, with a blank line between rows.
fn table_as_list(formatter: Formatter, head: &Cells, rows: &[Vec<Vec<Inline>>]) -> Vec<Line> {
    if rows.is_empty() {
        return head
            .iter()
            .flat_map(|cell| formatter.paragraph(cell))
            .collect();
    }
    let mut lines = Vec::new();
    for cells in rows {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        for (name, cell) in head.iter().zip(cells) {
            let mut text = name.clone();
            text.push(Inline::Text(": ".to_owned(), Style::default()));
            text.extend(cell.iter().cloned());
            lines.extend(hang(
                formatter.narrower(GAP.len()).paragraph(&text),
                ("", SpanKind::Text),
                GAP,
            ));
        }
    }
    lines
}

fn widest(lines: &[Line]) -> usize {
    let widths = lines.iter().map(|line| line.text().width());
    widths.max().unwrap_or(0)
}
