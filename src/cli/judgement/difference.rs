//! A diff as lines: expected and printed below each other, what differs marked, and what cannot be seen said.

use super::super::look::{Look, Paint};
use crate::compare::{Diff, Line, Row};
use crate::report;
use crate::sanitize;
use crate::verdict::{StageName, StageState, Verdict};
use unicode_width::UnicodeWidthStr;

/// The diff with its head and its notes; empty where there is none.
pub(super) fn drawn(look: Look, verdict: &Verdict) -> String {
    match &verdict.diff {
        Some(diff) if verdict.stage(StageName::Output) == StageState::Failed => {
            diff_lines(look, diff)
        }
        _ => String::new(),
    }
}

fn diff_lines(look: Look, diff: &Diff) -> String {
    let minus = look.paint(Paint::Good, "- expected");
    let plus = look.paint(Paint::Bad, "+ printed by yours");
    let mut text = format!("       {minus}   {plus}\n");
    for shown in &diff.rows {
        text += &row(look, shown);
    }
    for shown in &diff.notes {
        text += &format!("  {}\n", report::note(shown));
    }
    text
}

fn row(look: Look, row: &Row) -> String {
    match row {
        Row::Same { actual, text, .. } => {
            let number = look.paint(Paint::Dim, &format!("{actual:>4}"));
            format!("{number}   {}\n", sanitize::line(text)).replace(" \n", "\n")
        }
        Row::Changed { expected, actual } => {
            side(look, Paint::Good, '-', expected) + &side(look, Paint::Bad, '+', actual)
        }
        Row::Missing { expected } => side(look, Paint::Good, '-', expected),
        Row::Extra { actual } => side(look, Paint::Bad, '+', actual),
        Row::Skipped { rows } => {
            let gap = format!("   … {rows} rows left out");
            look.paint(Paint::Dim, &gap) + "\n"
        }
    }
}

/// One line of one side, and below it a mark under each piece that differs.
fn side(look: Look, paint: Paint, sign: char, line: &Line) -> String {
    let number = look.paint(Paint::Dim, &format!("{:>4}", line.number));
    let mut text = format!("{number} {} ", look.paint(paint, &sign.to_string()));
    let mut marks = String::new();
    let last = line.pieces.len().saturating_sub(1);
    for (at, piece) in line.pieces.iter().enumerate() {
        let shown = report::visible(piece, at == last);
        let mark = if piece.changed { "▔" } else { " " };
        marks += &mark.repeat(shown.width());
        text += &if piece.changed {
            look.paint(paint, &shown)
        } else {
            shown
        };
    }
    let whole = line.pieces.iter().all(|piece| piece.changed);
    let marks = marks.trim_end();
    if whole || marks.is_empty() {
        // A line that differs as a whole needs no mark: its sign says so.
        return text + "\n";
    }
    format!("{text}\n       {}\n", look.paint(paint, marks))
}
