//! Shows where two texts differ: side by side if there is room, else one below the other.

use super::{Options, Role, Row, RowStyle, code_indent};
use crate::compare::{DiffLine, DiffNote, DiffRow, Piece};
use crate::report::{self, Comparison};
use crate::sanitize;
use crate::text::plural;
use unicode_width::UnicodeWidthStr;

/// The smallest width at which both sides are beside each other.
const MIN_SIDE_BY_SIDE: usize = 84;

/// The columns before the text: number and sign.
const MARGIN: usize = 7;

pub(super) fn rows(comparison: &Comparison, options: Options) -> Vec<Row> {
    let sides = Side::both(comparison, options.tints);
    let mut rows = match options.width {
        Some(width) if width >= MIN_SIDE_BY_SIDE => side_by_side(comparison, sides, width),
        width => unified(comparison, sides, width),
    };
    for note in &comparison.diff.notes {
        let row = Row::single(note_with_signs(note), Role::Accent);
        rows.extend(row.wrapped(options.prose, 0));
    }
    rows
}

/// A note, and the symbols for invisible characters.
fn note_with_signs(note: &DiffNote) -> String {
    let signs = match note {
        DiffNote::MissingFinalNewline | DiffNote::ExtraFinalNewline => "",
        DiffNote::TrailingSpace { .. } => " Each is shown as ·.",
        DiffNote::Tabs { .. } => " A tab is shown as →.",
        DiffNote::CarriageReturn { .. } => " It is shown as ␍.",
    };
    report::note(note) + signs
}

#[derive(Clone, Copy)]
enum SideKind {
    Expected,
    Actual,
    /// Two programs, neither of which is wrong.
    Left,
    Right,
}

#[derive(Clone, Copy)]
struct Side {
    kind: SideKind,
    /// Whether the pieces that differ have a background, instead of marks below them.
    tints: bool,
}

impl Side {
    fn both(comparison: &Comparison, tints: bool) -> (Self, Self) {
        let (left, right) = if comparison.is_judged {
            (SideKind::Expected, SideKind::Actual)
        } else {
            (SideKind::Left, SideKind::Right)
        };
        let side = |kind| Self { kind, tints };
        (side(left), side(right))
    }

    fn is_code(self) -> bool {
        matches!(self.kind, SideKind::Left | SideKind::Right)
    }

    /// The sign that distinguishes lines of this side from lines of the other side, which may be below them. It is
    /// neutral: an expected line was not printed, so a check mark would be wrong.
    fn sign(self) -> &'static str {
        match self.kind {
            SideKind::Expected | SideKind::Left => "○",
            SideKind::Actual | SideKind::Right => "●",
        }
    }

    /// The sign of a line that differs from the one beside it: none if the tints of its pieces show that.
    fn sign_beside(self) -> &'static str {
        if self.tints && !self.is_code() {
            " "
        } else {
            self.sign()
        }
    }

    fn role(self) -> Role {
        match self.kind {
            SideKind::Expected => Role::Good,
            SideKind::Actual => Role::Bad,
            SideKind::Left | SideKind::Right => Role::Accent,
        }
    }

    /// The role of a piece that the other side does not have.
    fn piece_role(self) -> Role {
        match self.kind {
            SideKind::Expected if self.tints => Role::GoodPiece,
            SideKind::Actual if self.tints => Role::BadPiece,
            SideKind::Expected | SideKind::Actual | SideKind::Left | SideKind::Right => self.role(),
        }
    }
}

fn unified(comparison: &Comparison, (left, right): (Side, Side), width: Option<usize>) -> Vec<Row> {
    let mut head = Row::single(" ".repeat(MARGIN - 2), Role::Text);
    head.push(
        format!("{} {}", left.sign(), comparison.expected),
        left.role(),
    );
    head.push("   ", Role::Text);
    head.push(
        format!("{} {}", right.sign(), comparison.actual),
        right.role(),
    );
    let mut rows = vec![head];
    // Lines of a program are read together, so those of the other program wait until the next line that both have.
    let mut waiting = Vec::new();
    for row in &comparison.diff.rows {
        if matches!(row, DiffRow::Same { .. } | DiffRow::Skipped { .. }) {
            rows.append(&mut waiting);
        }
        match row {
            DiffRow::Same { actual, text, .. } => rows.extend(same(right, *actual, text, width)),
            DiffRow::Changed { expected, actual } => {
                rows.extend(changed(left, left.sign(), expected, width));
                waiting.extend(changed(right, right.sign(), actual, width));
            }
            DiffRow::Missing { expected } => {
                rows.extend(changed(left, left.sign(), expected, width));
            }
            DiffRow::Extra { actual } => {
                waiting.extend(changed(right, right.sign(), actual, width));
            }
            DiffRow::Skipped { rows: left_out } => rows.push(skipped(*left_out)),
        }
        if !left.is_code() {
            rows.append(&mut waiting);
        }
    }
    rows.append(&mut waiting);
    rows
}

fn side_by_side(comparison: &Comparison, (left, right): (Side, Side), width: usize) -> Vec<Row> {
    let half = (width - 3) / 2;
    let title = |title: &str, side: Side| {
        vec![Row::single(
            format!("{}{} {title}", " ".repeat(MARGIN - 2), side.sign_beside()),
            side.role(),
        )]
    };
    let mut rows = Vec::new();
    let mut both = |one: Vec<Row>, other: Vec<Row>| {
        for at in 0..one.len().max(other.len()) {
            let of = |side: &[Row]| side.get(at).cloned().unwrap_or_default();
            rows.push(joined(of(&one), of(&other), half));
        }
    };
    both(
        title(&comparison.expected, left),
        title(&comparison.actual, right),
    );
    for row in &comparison.diff.rows {
        let half = Some(half);
        match row {
            DiffRow::Same {
                expected,
                actual,
                text,
            } => both(
                same(left, *expected, text, half),
                same(right, *actual, text, half),
            ),
            DiffRow::Changed { expected, actual } => {
                both(
                    changed(left, left.sign_beside(), expected, half),
                    changed(right, right.sign_beside(), actual, half),
                );
            }
            DiffRow::Missing { expected } => {
                both(
                    changed(left, left.sign_beside(), expected, half),
                    Vec::new(),
                );
            }
            DiffRow::Extra { actual } => both(
                Vec::new(),
                changed(right, right.sign_beside(), actual, half),
            ),
            DiffRow::Skipped { rows: left_out } => both(vec![skipped(*left_out)], Vec::new()),
        }
    }
    rows
}

fn joined(mut left: Row, right: Row, half: usize) -> Row {
    left.push(" ".repeat(half.saturating_sub(left.width())), Role::Text);
    left.push(" │ ", Role::Dim);
    for span in right.spans {
        left.push(span.text, span.style);
    }
    left
}

fn same(side: Side, number: usize, text: &str, width: Option<usize>) -> Vec<Row> {
    let mut row = Row::single(format!("{number:>4}   "), Role::Dim);
    if side.is_code() {
        row.push_code(text);
        return fitted(&row, width, code_indent(text));
    }
    row.push(sanitize::line(text), Role::Text);
    fitted(&row, width, 0)
}

/// A line of one side, with marks below the pieces that differ.
fn changed(side: Side, sign: &str, line: &DiffLine, width: Option<usize>) -> Vec<Row> {
    let mut row = Row::single(format!("{:>4} ", line.number), Role::Dim);
    row.push(format!("{sign} "), side.role());
    if side.is_code() {
        let (margin, pieces) = (row.spans.len(), line.pieces.iter());
        let text: String = pieces.map(|piece| piece.text.as_str()).collect();
        row.push_code(&text);
        let mut rows = fitted(&row, width, code_indent(&text));
        for (at, row) in rows.iter_mut().enumerate() {
            // A row that continues the line has one span before its text: the mark.
            let margin = if at == 0 { margin } else { 1 };
            for span in row.spans.iter_mut().skip(margin) {
                span.style.differs = true;
            }
            let rest = width.unwrap_or(0).saturating_sub(row.width());
            let style = RowStyle {
                differs: true,
                ..RowStyle::default()
            };
            row.push(" ".repeat(rest), style);
        }
        return rows;
    }
    let mut marks = String::new();
    let last = line.pieces.len().saturating_sub(1);
    for (at, piece) in line.pieces.iter().enumerate() {
        let shown = visible(piece, at == last);
        let mark = if piece.changed { "▔" } else { " " };
        marks += &mark.repeat(shown.width());
        let role = if piece.changed {
            side.piece_role()
        } else {
            Role::Text
        };
        row.push(shown, role);
    }
    let whole = line.pieces.iter().all(|piece| piece.changed);
    let marks = marks.trim_end();
    let mut rows = fitted(&row, width, 0);
    // A line that differs as a whole needs no marks: its sign says so.
    if !side.tints && !whole && !marks.is_empty() && rows.len() == 1 {
        rows.push(Row::single(
            format!("{}{marks}", " ".repeat(MARGIN)),
            side.role(),
        ));
    }
    rows
}

/// Breaks a row that is too wide, and indents what continues it, after the margin.
fn fitted(row: &Row, width: Option<usize>, indent: usize) -> Vec<Row> {
    match width {
        Some(width) => row.hanging(width, MARGIN, MARGIN + indent),
        None => vec![row.clone()],
    }
}

fn skipped(rows: usize) -> Row {
    let rows = plural(rows, "line");
    Row::single(format!("   … {rows} omitted"), Role::Dim)
}

/// Shows tabs, and spaces at the end of the line.
fn visible(piece: &Piece, is_last: bool) -> String {
    let text = piece.text.replace('\t', "→");
    let kept = if is_last {
        text.trim_end_matches(' ')
    } else {
        &text
    };
    let dots = "·".repeat(text.len() - kept.len());
    sanitize::line(kept) + &dots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare;

    #[test]
    fn a_long_line_of_code_continues_below_its_indentation() {
        let text = "        self.lines.borrow_mut().push(line.to_owned());";
        let line = DiffLine {
            number: 35,
            pieces: vec![Piece {
                text: text.to_owned(),
                changed: true,
            }],
        };
        let side = Side {
            kind: SideKind::Left,
            tints: true,
        };
        let rows = changed(side, "○", &line, Some(46));
        let text: Vec<String> = rows.iter().map(Row::text).collect();
        let filled = |text: &str| format!("{text:<46}");
        assert_eq!(
            text,
            [
                filled("  35 ○         self.lines.borrow_mut()"),
                filled("     ↪           .push(line.to_owned());")
            ]
        );
        // The margin and the mark are not a part of the line.
        let plain = rows.iter().map(|row| {
            let plain = row.spans.iter().filter(|span| !span.style.differs);
            plain.map(|span| span.text.width()).sum::<usize>()
        });
        assert_eq!(plain.collect::<Vec<_>>(), [MARGIN, MARGIN]);
    }

    #[test]
    fn one_version_of_a_passage_is_whole_above_the_other() {
        let good = "fn begin() {\n    One {\n        lines: get(),\n    }\n}\n";
        let yours = "fn begin() {\n    let lines = get();\n    let before = lines;\n}\n";
        let comparison = Comparison {
            expected: "one good way".to_owned(),
            actual: "yours".to_owned(),
            is_judged: false,
            diff: compare::programs(good, yours).unwrap(),
        };
        let rows = unified(&comparison, Side::both(&comparison, true), Some(60));
        let text: Vec<String> = rows
            .iter()
            .map(|row| row.text().trim_end().to_owned())
            .collect();
        assert_eq!(
            text[1..],
            [
                "   1   fn begin() {",
                "   2 ○     One {",
                "   3 ○         lines: get(),",
                "   4 ○     }",
                "   2 ●     let lines = get();",
                "   3 ●     let before = lines;",
                "   4   }",
            ]
        );
    }
}
