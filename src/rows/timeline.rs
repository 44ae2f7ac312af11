//! Draws timelines: guards in a gutter beside the source, threads in lanes, or sentences if lanes would be too narrow.

use super::{Options, Role, Row};
use crate::report::trace::{
    Bar, EventSentence, GutterLine, LaneRow, LaneStep, Lanes, Picture, Timeline,
};
use crate::text::{LongWords, pad, truncate, wrap};
use unicode_width::UnicodeWidthStr;

/// The columns before the source: a cursor, the number and a bar.
const MARGIN: usize = 8;

/// Columns below which lanes say less than sentences.
const MIN_LANE_WIDTH: usize = 22;

/// The columns before the lanes: a cursor and the number.
const LANE_MARGIN: usize = 7;

/// Columns for notes that a long line of source leaves, in hundredths of what both share, and at least.
const NOTE_SHARE: usize = 42;
const MIN_NOTE_WIDTH: usize = 16;

/// The rows of a timeline, and whether they are a picture.
pub(super) fn rows(timeline: &Timeline, options: Options) -> (Vec<Row>, bool) {
    let sentences = |options| (sentences(&timeline.sentences, options), false);
    match &timeline.picture {
        _ if !options.pictures => sentences(options),
        Picture::Gutter(lines) => (gutter(lines, options), true),
        Picture::Lanes(lanes) => {
            let columns = options.columns.saturating_sub(LANE_MARGIN);
            let width = columns / lanes.threads.len().max(1);
            if width < MIN_LANE_WIDTH {
                let width = options.width.or(Some(options.columns));
                sentences(Options { width, ..options })
            } else {
                (side_by_side(lanes, width), true)
            }
        }
    }
}

fn sentences(all: &[EventSentence], options: Options) -> Vec<Row> {
    let mut rows = Vec::new();
    for sentence in all {
        let (sign, role) = if sentence.current {
            ("▸ ", Role::Text)
        } else if all.iter().any(|other| other.current) {
            ("  ", Role::Dim)
        } else if sentence.marked {
            ("• ", Role::Text)
        } else if all.iter().any(|other| other.marked) {
            ("  ", Role::Text)
        } else {
            ("", Role::Text)
        };
        let mut row = Row::single(sign, role);
        row.push_sentence(&sentence.says, role, options);
        row.current = sentence.current;
        rows.extend(match options.width {
            Some(width) => row.wrapped(width, 4),
            None => vec![row],
        });
    }
    rows
}

fn gutter(lines: &[GutterLine], options: Options) -> Vec<Row> {
    let has_note = |line: &&GutterLine| line.note.is_some() || !is_empty(&line.bars);
    let beside = || lines.iter().filter(has_note);
    let bars = beside().map(|line| line.bars.len()).max().unwrap_or(0);
    let notes = beside().map(note_width).max().unwrap_or(0);
    let widest = beside().map(|line| line.source.width()).max().unwrap_or(0);
    let shared = options.columns.saturating_sub(MARGIN + bars + 2);
    // Notes stay close to their lines, and take what long lines leave.
    let least = notes.min((shared * NOTE_SHARE / 100).max(MIN_NOTE_WIDTH));
    let column = widest.min(shared.saturating_sub(least));
    let rows = lines.iter();
    rows.flat_map(|line| gutter_rows(line, column, options))
        .collect()
}

fn is_empty(bars: &[Bar]) -> bool {
    bars.iter().all(|bar| *bar == Bar::Empty)
}

fn note_width(line: &GutterLine) -> usize {
    line.note.as_ref().map_or(0, |(_, note)| note.width())
}

/// A line, and more rows if its note needs them.
fn gutter_rows(line: &GutterLine, column: usize, options: Options) -> Vec<Row> {
    let sign = if line.current { "▸" } else { " " };
    let number = line
        .number
        .map_or(String::new(), |number| number.to_string());
    let mut row = Row::single(format!("{sign}{number:>4} │ "), Role::Dim);
    row.current = line.current;
    let source = line.source.replace('\t', "    ");
    if line.note.is_none() && is_empty(&line.bars) {
        row.push_code(&truncate(&source, options.columns.saturating_sub(MARGIN)));
        return vec![row];
    }
    row.push_code(&pad(&source, column));
    let bars: String = line.bars.iter().map(|bar| bar.sign()).collect();
    let Some((tone, note)) = &line.note else {
        row.push(format!(" {bars}"), Role::Accent);
        return vec![row];
    };
    let role = Role::from(*tone);
    row.push(format!(" {bars} "), role);
    let room = options.columns.saturating_sub(row.width());
    let mut parts = wrap(note, room, LongWords::Break).into_iter();
    row.push_sentence(&parts.next().unwrap_or_default(), role, options);
    let mut rows = vec![row];
    let bars: String = line.bars.iter().map(|bar| bar.below().sign()).collect();
    for part in parts {
        let mut row = Row::single(format!("{:>5} │ ", ""), Role::Dim);
        row.push(format!("{:column$} {bars} ", ""), role);
        row.push_sentence(&part, role, options);
        rows.push(row);
    }
    rows
}

fn side_by_side(lanes: &Lanes, width: usize) -> Vec<Row> {
    let names = lanes
        .threads
        .iter()
        .map(|name| pad(&crate::sanitize::line(name), width));
    let mut head = Row::single(" ".repeat(LANE_MARGIN), Role::Text);
    head.push(names.collect::<String>(), Role::Heading);
    let mut rows = vec![head];
    for row in &lanes.rows {
        match row {
            LaneRow::Step(step) => rows.extend(lane_step(step, width)),
            LaneRow::Folded(says) => {
                let says = format!("{}{says}", " ".repeat(LANE_MARGIN));
                rows.push(Row::single(says, Role::Dim));
            }
        }
    }
    rows
}

fn lane_step(step: &LaneStep, width: usize) -> Vec<Row> {
    let words = crate::sanitize::line(&step.words).replace('`', "");
    let parts = wrap(&words, width.saturating_sub(2), LongWords::Break);
    let row = |(at, part): (usize, String)| {
        let number = step.line.map_or(String::new(), |line| line.to_string());
        let letter = step.file.filter(|_| step.line.is_some());
        let number = letter.into_iter().collect::<String>() + &number;
        let sign = match (step.current, step.marked) {
            (true, _) => "▸",
            (false, true) => "•",
            (false, false) => " ",
        };
        let margin = if at == 0 {
            format!("{sign}{number:>4}  ")
        } else {
            " ".repeat(LANE_MARGIN + 1)
        };
        let mut row = Row::single(margin, Role::Dim);
        row.push(" ".repeat(step.lane * width), Role::Text);
        row.push(part, Role::from(step.tone));
        row.current = step.current;
        row
    };
    parts.into_iter().enumerate().map(row).collect()
}
