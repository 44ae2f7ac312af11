//! Draws timelines: guards in a gutter beside the source, threads in lanes, or sentences if lanes would be too narrow.

use super::{Ground, Options, Role, Row, guard_syntax, lanes};
use crate::report::Tone;
use crate::report::trace::{Bar, EventSentence, GutterLine, Moment, Picture, Timeline};
use crate::text::{LongWords, pad, truncate, wrap};
use crate::verdict::AccessMode;
use unicode_width::UnicodeWidthStr;

/// The columns before the source, for a cursor, the number and a bar.
const MARGIN: usize = 8;

/// The smallest width of a lane: narrower ones say less than sentences.
const MIN_LANE_WIDTH: usize = 22;

/// The share of the columns that long lines of source leave for notes, in percent, and the smallest width of notes.
const NOTE_SHARE: usize = 42;
const MIN_NOTE_WIDTH: usize = 16;

/// Returns the rows of a timeline, and whether they are a picture.
pub(super) fn rows(timeline: &Timeline, options: Options) -> (Vec<Row>, bool) {
    let sentences = |options| (sentences(&timeline.sentences, options), false);
    match &timeline.picture {
        _ if !options.pictures => sentences(options),
        Picture::Gutter(lines) => (gutter(lines, options), true),
        Picture::Lanes(lanes) => {
            let columns = options.columns.saturating_sub(lanes::MARGIN);
            let width = columns / lanes.threads.len().max(1);
            let is_narrow = options.styled && !lanes::fit(lanes, width);
            let close = is_narrow.then(|| lanes::close_together(lanes, options));
            if let Some(rows) = close.flatten() {
                (rows, true)
            } else if width < MIN_LANE_WIDTH {
                let width = options.width.or(Some(options.columns));
                sentences(Options { width, ..options })
            } else {
                (lanes::side_by_side(lanes, width, options), true)
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
        row.event = Some(sentence.event);
        rows.extend(match options.width {
            Some(width) => row.wrapped(width, 4),
            None => vec![row],
        });
    }
    rows
}

fn gutter(lines: &[GutterLine], options: Options) -> Vec<Row> {
    let lines = &without_indentation(lines, options);
    let has_note = |line: &&GutterLine| line.note.is_some() || !is_empty(&line.bars);
    let beside = || lines.iter().filter(has_note);
    let bars = beside().map(|line| line.bars.len()).max().unwrap_or(0);
    let notes = beside().map(note_width).max().unwrap_or(0);
    let widest = beside().map(|line| line.source.width()).max().unwrap_or(0);
    let shared = options.columns.saturating_sub(MARGIN + bars + 2);
    // Notes stay close to their lines, and take what long lines leave.
    let least = notes.min((shared * NOTE_SHARE / 100).max(MIN_NOTE_WIDTH));
    let column = widest.min(shared.saturating_sub(least));
    let explained = lines.iter().filter(|line| line.note.is_some());
    let explained = explained.map(|line| line.source.width()).max();
    let rows = lines.iter();
    // Code that a note is about is not cut: if there is no room for both beside each other, the note is below it.
    if options.width.is_some() && explained > Some(column) {
        return rows
            .flat_map(|line| stacked_rows(line, bars, options))
            .collect();
    }
    rows.flat_map(|line| gutter_rows(line, column, options))
        .collect()
}

/// Returns the lines without the indentation that all lines with notes share, if the source has too little room.
fn without_indentation(lines: &[GutterLine], options: Options) -> Vec<GutterLine> {
    let mut lines = lines.to_vec();
    let noted = lines
        .iter()
        .filter(|line| line.note.is_some() && !line.source.is_empty());
    let widest = noted.clone().map(|line| line.source.width()).max();
    let indent = noted.map(|line| line.source.len() - line.source.trim_start_matches(' ').len());
    let indent = indent.min().unwrap_or(0);
    if options.width.is_some() && widest.unwrap_or(0) > options.columns / 2 {
        for line in &mut lines {
            let blanks = line.source.len() - line.source.trim_start_matches(' ').len();
            line.source.drain(..blanks.min(indent));
        }
    }
    lines
}

/// A line with the bars before its source, and its note in rows below it.
fn stacked_rows(line: &GutterLine, bars: usize, options: Options) -> Vec<Row> {
    let (sign, ground) = sign_and_ground(line);
    let is_future = line.moment == Moment::Future;
    let base = || Row {
        ground,
        event: line.event,
        ..Row::default()
    };
    let gap = " ".repeat(bars - line.bars.len().min(bars) + 1);
    let room = options.columns.saturating_sub(MARGIN + bars + 1);
    let source = truncate(&line.source.replace('\t', "    "), room);
    let mut rows = Vec::new();
    // A line that only holds another note has no source.
    if line.number.is_some() || line.note.is_none() {
        let number = line
            .number
            .map_or(String::new(), |number| number.to_string());
        let mut row = base();
        row.push(format!("{sign}{number:>4} │ "), Role::Dim);
        push_bars(&mut row, line, |bar| bar);
        row.push(gap.as_str(), Role::Text);
        if is_future {
            row.push(crate::sanitize::line(&source), Role::Future);
        } else {
            row.push_code(&source);
        }
        rows.push(row);
    }
    if let Some((tone, note)) = &line.note {
        let role = note_role(line, *tone);
        let is_noted = rows.is_empty();
        for (at, part) in wrap(note, room.saturating_sub(2), LongWords::Break)
            .iter()
            .enumerate()
        {
            let mut row = base();
            let sign = if is_noted && at == 0 { sign } else { " " };
            row.push(format!("{sign}{:>4} │ ", ""), Role::Dim);
            push_bars(&mut row, line, |bar| {
                if is_noted && at == 0 {
                    bar
                } else {
                    bar.below()
                }
            });
            row.push(format!("{gap}  "), Role::Text);
            row.push_sentence(part, role, options);
            rows.push(row);
        }
    }
    if let Some(first) = rows.first_mut() {
        first.current = line.moment == Moment::Present;
    }
    rows
}

fn sign_and_ground(line: &GutterLine) -> (&'static str, Ground) {
    match (line.moment, &line.note) {
        (Moment::Present, Some((Tone::Bad, _))) => ("▸", Ground::Bad),
        (Moment::Present, _) => ("▸", Ground::Present),
        (Moment::Past | Moment::Future, _) => (" ", Ground::Terminal),
    }
}

fn note_role(line: &GutterLine, tone: Tone) -> Role {
    match line.access {
        _ if line.moment == Moment::Future => Role::Future,
        // A borrow that never happened is not bright.
        Some(access) if tone != Tone::Quiet => guard_role(access),
        Some(_) | None => Role::from(tone),
    }
}

fn is_empty(bars: &[Bar]) -> bool {
    bars.iter().all(|bar| *bar == Bar::Empty)
}

fn note_width(line: &GutterLine) -> usize {
    line.note.as_ref().map_or(0, |(_, note)| note.width())
}

/// A line, and more rows if its note needs them.
fn gutter_rows(line: &GutterLine, column: usize, options: Options) -> Vec<Row> {
    let (sign, ground) = sign_and_ground(line);
    let is_future = line.moment == Moment::Future;
    let number = line
        .number
        .map_or(String::new(), |number| number.to_string());
    let mut row = Row::single(format!("{sign}{number:>4} │ "), Role::Dim);
    row.current = line.moment == Moment::Present;
    row.ground = ground;
    row.event = line.event;
    let source = line.source.replace('\t', "    ");
    let has_note = line.note.is_some() || !is_empty(&line.bars);
    let source = if has_note {
        pad(&source, column)
    } else {
        truncate(&source, options.columns.saturating_sub(MARGIN))
    };
    if is_future {
        row.push(crate::sanitize::line(&source), Role::Future);
    } else {
        row.push_code(&source);
    }
    if !has_note {
        return vec![row];
    }
    row.push(" ", Role::Text);
    push_bars(&mut row, line, |bar| bar);
    let Some((tone, note)) = &line.note else {
        return vec![row];
    };
    let role = note_role(line, *tone);
    row.push(" ", Role::Text);
    let room = options.columns.saturating_sub(row.width());
    let mut parts = wrap(note, room, LongWords::Break).into_iter();
    row.push_sentence(&parts.next().unwrap_or_default(), role, options);
    let mut rows = vec![row];
    for part in parts {
        let mut row = Row::single(format!("{:>5} │ ", ""), Role::Dim);
        row.ground = ground;
        row.event = line.event;
        row.push(format!("{:column$} ", ""), Role::Text);
        push_bars(&mut row, line, Bar::below);
        row.push(" ", Role::Text);
        row.push_sentence(&part, role, options);
        rows.push(row);
    }
    rows
}

fn guard_role(access: AccessMode) -> Role {
    Role::Syntax(guard_syntax(access))
}

/// Appends the bars of a line, each in the color of its guard. The bars of write guards are heavy. While the learner steps
/// through the run, bars that are still to come are dashed.
fn push_bars(row: &mut Row, line: &GutterLine, change: impl Fn(Bar) -> Bar) {
    for (column, bar) in line.bars.iter().enumerate() {
        let bar = change(*bar);
        let access = if line.write_guards.contains(&column) {
            AccessMode::Exclusive
        } else {
            AccessMode::Shared
        };
        let is_future = line.moment == Moment::Future;
        let sign = match access {
            AccessMode::Shared if is_future && bar == Bar::Lives => '╎',
            AccessMode::Exclusive if is_future && bar == Bar::Lives => '╏',
            AccessMode::Exclusive => bar.heavy_sign(),
            AccessMode::Shared => bar.sign(),
        };
        let role = match bar {
            _ if is_future => Role::Future,
            Bar::WouldLive => Role::Dim,
            Bar::Refuses | Bar::Empty | Bar::Begins | Bar::Lives | Bar::Ends | Bar::OneLine => {
                guard_role(access)
            }
        };
        row.push(sign.to_string(), role);
    }
}
