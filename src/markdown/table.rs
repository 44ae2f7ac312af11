//! Tables in columns where there is room, and as `head: cell` lines where there is not or where they are said.

use super::paragraph::{Formatter, TextFormat, hang};
use super::running_text::Inline;
use super::{Line, SpanKind, Style};
use pulldown_cmark::Alignment;
use unicode_width::UnicodeWidthStr;

/// What stands between two columns.
const GAP: &str = "  ";

type Cells = [Vec<Inline>];

pub(super) fn lines(
    formatter: Formatter,
    alignments: &[Alignment],
    head: &Cells,
    rows: &[Vec<Vec<Inline>>],
) -> Vec<Line> {
    let plain = formatter.format == TextFormat::Plain;
    let all = || std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
    match columns(formatter, head.len(), all).filter(|_| !plain) {
        Some(widths) => {
            let mut lines = row(formatter, alignments, &widths, head);
            let rules: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
            lines.push(Line::of(&rules.join(GAP), SpanKind::Rule));
            lines.extend(
                rows.iter()
                    .flat_map(|cells| row(formatter, alignments, &widths, cells)),
            );
            lines
        }
        None => listed(formatter, head, rows),
    }
}

/// How wide each column is; none where not even the longest words have room beside each other.
fn columns<'a, I>(formatter: Formatter, count: usize, rows: impl Fn() -> I) -> Option<Vec<usize>>
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
        let neediest = (0..count).max_by_key(|&at| natural[at].saturating_sub(widths[at]))?;
        widths[neediest] += 1;
    }
    Some(widths)
}

fn row(
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

/// Each row as lines of its own, with a blank line between rows.
fn listed(formatter: Formatter, head: &Cells, rows: &[Vec<Vec<Inline>>]) -> Vec<Line> {
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

/// The width of the widest line.
fn widest(lines: &[Line]) -> usize {
    let widths = lines.iter().map(|line| line.text().width());
    widths.max().unwrap_or(0)
}
