//! A diff: expected and printed side by side where there is room, below each other where there is not.

use super::{Scene, fit};
use crate::compare::{Diff, Line as Side, Row};
use crate::report;
use crate::sanitize;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// From this width on, both sides stand beside each other.
const WIDE: usize = 84;

pub(super) fn lines(scene: Scene<'_>, diff: &Diff, width: usize) -> Vec<Line<'static>> {
    let mut lines = if width >= WIDE {
        beside(scene, diff, width)
    } else {
        below(scene, diff, width)
    };
    for note in &diff.notes {
        let words = fit::words(&report::note(note), width);
        lines.extend(
            words
                .into_iter()
                .map(|line| fit::styled(line, scene.theme.accent())),
        );
    }
    lines
}

/// One side of a row: its number, its text with what differs in colour, and marks below that.
struct Half {
    text: Line<'static>,
    marks: String,
}

impl Half {
    fn empty() -> Self {
        Self {
            text: Line::default(),
            marks: String::new(),
        }
    }

    fn same(scene: Scene<'_>, number: usize, text: &str) -> Self {
        Self {
            text: Line::from(vec![
                Span::styled(format!("{number:>3}   "), scene.theme.dim()),
                Span::raw(sanitize::line(text)),
            ]),
            marks: String::new(),
        }
    }

    fn changed(scene: Scene<'_>, sign: &str, style: Style, line: &Side) -> Self {
        let mut spans = vec![
            Span::styled(format!("{:>3} ", line.number), scene.theme.dim()),
            Span::styled(format!("{sign} "), style),
        ];
        let mut marks = String::new();
        let last = line.pieces.len().saturating_sub(1);
        for (at, piece) in line.pieces.iter().enumerate() {
            let shown = report::visible(piece, at == last);
            marks += &if piece.changed { "▔" } else { " " }.repeat(shown.width());
            let style = if piece.changed { style } else { Style::new() };
            spans.push(Span::styled(shown, style));
        }
        let whole = line.pieces.iter().all(|piece| piece.changed);
        let marks = marks.trim_end();
        Self {
            text: Line::from(spans),
            // A line that differs as a whole needs no mark: its sign says so.
            marks: if whole || marks.is_empty() {
                String::new()
            } else {
                format!("      {marks}")
            },
        }
    }

    fn lines(&self, width: usize, style: Style) -> Vec<Line<'static>> {
        let text = fit::wrapped(&self.text, width, 6);
        if self.marks.is_empty() || text.len() > 1 {
            return text;
        }
        let marks = fit::styled(fit::cut(&self.marks, width), style);
        text.into_iter().chain([marks]).collect()
    }
}

fn halves(scene: Scene<'_>, row: &Row) -> (Half, Half) {
    let (good, bad) = (scene.theme.good(), scene.theme.bad());
    let wanted = |line: &Side| Half::changed(scene, "-", good, line);
    let came = |line: &Side| Half::changed(scene, "+", bad, line);
    match row {
        Row::Same {
            expected,
            actual,
            text,
        } => (
            Half::same(scene, *expected, text),
            Half::same(scene, *actual, text),
        ),
        Row::Changed { expected, actual } => (wanted(expected), came(actual)),
        Row::Missing { expected } => (wanted(expected), Half::empty()),
        Row::Extra { actual } => (Half::empty(), came(actual)),
        Row::Skipped { .. } => (Half::empty(), Half::empty()),
    }
}

fn beside(scene: Scene<'_>, diff: &Diff, width: usize) -> Vec<Line<'static>> {
    let half = (width - 3) / 2;
    let (good, bad) = (scene.theme.good(), scene.theme.bad());
    let mut rows = vec![joined(
        scene,
        fit::styled("      expected", good),
        fit::styled("      yours", bad),
        half,
    )];
    for row in &diff.rows {
        if let Row::Skipped { rows: left_out } = row {
            rows.push(fit::styled(
                format!("  … {left_out} rows left out"),
                scene.theme.dim(),
            ));
            continue;
        }
        let (expected, actual) = halves(scene, row);
        let (expected, actual) = (expected.lines(half, good), actual.lines(half, bad));
        for at in 0..expected.len().max(actual.len()) {
            let of = |side: &[Line<'static>]| side.get(at).cloned().unwrap_or_default();
            rows.push(joined(scene, of(&expected), of(&actual), half));
        }
    }
    rows
}

fn joined(
    scene: Scene<'_>,
    left: Line<'static>,
    right: Line<'static>,
    half: usize,
) -> Line<'static> {
    let mut line = fit::filled(left, half, Style::new());
    line.push_span(Span::styled(" │ ", scene.theme.dim()));
    line.spans.extend(right.spans);
    line
}

fn below(scene: Scene<'_>, diff: &Diff, width: usize) -> Vec<Line<'static>> {
    let (good, bad) = (scene.theme.good(), scene.theme.bad());
    let mut rows = vec![Line::from(vec![
        Span::styled("    - expected", good),
        Span::styled("   + yours", bad),
    ])];
    for row in &diff.rows {
        let (expected, actual) = halves(scene, row);
        match row {
            Row::Same { .. } | Row::Extra { .. } => rows.extend(actual.lines(width, bad)),
            Row::Skipped { rows: left_out } => {
                rows.push(fit::styled(
                    format!("  … {left_out} rows left out"),
                    scene.theme.dim(),
                ));
            }
            Row::Changed { .. } => {
                rows.extend(expected.lines(width, good));
                rows.extend(actual.lines(width, bad));
            }
            Row::Missing { .. } => rows.extend(expected.lines(width, good)),
        }
    }
    rows
}
