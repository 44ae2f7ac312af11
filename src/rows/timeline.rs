//! Draws timelines: guards in a gutter beside the source, threads in lanes, or sentences if lanes would be too narrow.

use super::{Options, Role, Row};
use crate::report::trace::{Bar, EventSentence, GutterLine, LaneStep, Lanes, Picture, Timeline};
use crate::text::{LongWords, pad, truncate, wrap};
use unicode_width::UnicodeWidthStr;

/// The columns before the source: a cursor, the number and a bar.
const MARGIN: usize = 8;

/// Columns below which lanes say less than sentences.
const MIN_LANE_WIDTH: usize = 22;

/// The columns before the lanes: a cursor and the number.
const LANE_MARGIN: usize = 7;

/// Steps that are shown in lanes.
const MAX_STEPS: usize = 300;

pub(super) fn rows(timeline: &Timeline, options: Options) -> Vec<Row> {
    match &timeline.picture {
        _ if !options.pictures => sentences(&timeline.sentences, options),
        Picture::Gutter(lines) => gutter(lines, options),
        Picture::Lanes(lanes) => {
            let columns = options.columns.saturating_sub(LANE_MARGIN);
            let width = columns / lanes.threads.len().max(1);
            if width < MIN_LANE_WIDTH {
                let width = options.width.or(Some(options.columns));
                sentences(&timeline.sentences, Options { width, ..options })
            } else {
                side_by_side(lanes, width)
            }
        }
    }
}

fn sentences(all: &[EventSentence], options: Options) -> Vec<Row> {
    let mut rows = Vec::new();
    for sentence in all {
        let (sign, role) = match sentence.current {
            true => ("▸ ", Role::Text),
            false if all.iter().any(|other| other.current) => ("  ", Role::Dim),
            false => ("", Role::Text),
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
    let notes = beside().map(|line| note_width(line) + line.bars.len() + 2);
    let room = options
        .columns
        .saturating_sub(MARGIN + notes.max().unwrap_or(0));
    // Notes stay close to their lines; lines without notes may be longer.
    let widest = beside().map(|line| line.source.width()).max().unwrap_or(0);
    let column = widest
        .min(room.max(options.columns * 2 / 5))
        .min(options.columns.saturating_sub(MARGIN));
    lines
        .iter()
        .map(|line| gutter_row(line, column, options))
        .collect()
}

fn is_empty(bars: &[Bar]) -> bool {
    bars.iter().all(|bar| *bar == Bar::Empty)
}

fn note_width(line: &GutterLine) -> usize {
    line.note.as_ref().map_or(0, |(_, note)| note.width())
}

fn gutter_row(line: &GutterLine, column: usize, options: Options) -> Row {
    let sign = if line.current { "▸" } else { " " };
    let number = line
        .number
        .map_or(String::new(), |number| number.to_string());
    let mut row = Row::single(format!("{sign}{number:>4} │ "), Role::Dim);
    row.current = line.current;
    let source = line.source.replace('\t', "    ");
    if line.note.is_none() && is_empty(&line.bars) {
        row.push_code(&truncate(&source, options.columns.saturating_sub(MARGIN)));
        return row;
    }
    row.push_code(&pad(&source, column));
    let bars: String = line.bars.iter().map(|bar| bar.sign()).collect();
    let role = line
        .note
        .as_ref()
        .map_or(Role::Accent, |(tone, _)| Role::from(*tone));
    row.push(format!(" {bars} "), role);
    if let Some((_, note)) = &line.note {
        let room = options.columns.saturating_sub(row.width());
        row.push_sentence(&truncate(note, room), role, options);
    }
    row
}

fn side_by_side(lanes: &Lanes, width: usize) -> Vec<Row> {
    let names = lanes
        .threads
        .iter()
        .map(|name| pad(&crate::sanitize::line(name), width));
    let mut head = Row::single(" ".repeat(LANE_MARGIN), Role::Text);
    head.push(names.collect::<String>(), Role::Heading);
    let mut rows = vec![head];
    for step in lanes.steps.iter().take(MAX_STEPS) {
        rows.extend(lane_step(step, width));
    }
    if let Some(more @ 1..) = lanes.steps.len().checked_sub(MAX_STEPS) {
        let more = format!("{}… and {more} more", " ".repeat(LANE_MARGIN));
        rows.push(Row::single(more, Role::Dim));
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
        let sign = if step.current { "▸" } else { " " };
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
