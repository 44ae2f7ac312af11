//! Draws timelines: guards in a gutter beside the source, threads in lanes, or sentences if lanes would be too narrow.

use super::{Ground, Options, Role, Row};
use crate::highlight::Syntax;
use crate::report::Tone;
use crate::report::trace::{
    Bar, EventSentence, GutterLine, LaneRow, LaneState, LaneStep, Lanes, Moment, Picture, Timeline,
};
use crate::text::{LongWords, pad, truncate, wrap};
use crate::verdict::AccessMode;
use unicode_width::UnicodeWidthStr;

/// The columns before the source: a cursor, the number and a bar.
const MARGIN: usize = 8;

/// Columns below which lanes say less than sentences.
const MIN_LANE_WIDTH: usize = 22;

/// The columns before the lanes: a cursor and the number.
const LANE_MARGIN: usize = 7;

/// Columns between two lanes.
const LANE_GAP: usize = 3;

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
                (side_by_side(lanes, width, options), true)
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
    let is_travel = lines.iter().any(|line| line.moment != Moment::Past);
    let rows = lines.iter();
    rows.flat_map(|line| gutter_rows(line, (column, is_travel), options))
        .collect()
}

fn is_empty(bars: &[Bar]) -> bool {
    bars.iter().all(|bar| *bar == Bar::Empty)
}

fn note_width(line: &GutterLine) -> usize {
    line.note.as_ref().map_or(0, |(_, note)| note.width())
}

/// A line, and more rows if its note needs them.
fn gutter_rows(
    line: &GutterLine,
    (column, is_travel): (usize, bool),
    options: Options,
) -> Vec<Row> {
    let (sign, ground) = match (line.moment, &line.note) {
        (Moment::Present, Some((Tone::Bad, _))) => ("▸", Ground::Bad),
        (Moment::Present, _) => ("▸", Ground::Present),
        (Moment::Past | Moment::Future, _) => (" ", Ground::Terminal),
    };
    let is_future = line.moment == Moment::Future;
    let number = line
        .number
        .map_or(String::new(), |number| number.to_string());
    let mut row = Row::single(format!("{sign}{number:>4} │ "), Role::Dim);
    row.current = line.moment == Moment::Present;
    row.ground = ground;
    let source = line.source.replace('\t', "    ");
    let has_note = line.note.is_some() || !is_empty(&line.bars);
    let source = if has_note {
        pad(&source, column)
    } else {
        truncate(&source, options.columns.saturating_sub(MARGIN))
    };
    if is_future {
        row.push(crate::sanitize::line(&source), Role::Dim);
    } else {
        row.push_code(&source);
    }
    if !has_note {
        return vec![row];
    }
    row.push(" ", Role::Text);
    push_bars(&mut row, line, is_travel, |bar| bar);
    let Some((tone, note)) = &line.note else {
        return vec![row];
    };
    let role = match line.access {
        _ if is_future => Role::Dim,
        Some(access) => guard_role(access),
        None => Role::from(*tone),
    };
    row.push(" ", Role::Text);
    let room = options.columns.saturating_sub(row.width());
    let mut parts = wrap(note, room, LongWords::Break).into_iter();
    row.push_sentence(&parts.next().unwrap_or_default(), role, options);
    let mut rows = vec![row];
    for part in parts {
        let mut row = Row::single(format!("{:>5} │ ", ""), Role::Dim);
        row.ground = ground;
        row.push(format!("{:column$} ", ""), Role::Text);
        push_bars(&mut row, line, is_travel, Bar::below);
        row.push(" ", Role::Text);
        row.push_sentence(&part, role, options);
        rows.push(row);
    }
    rows
}

fn guard_role(access: AccessMode) -> Role {
    Role::Syntax(match access {
        AccessMode::Shared => Syntax::ReadGuard,
        AccessMode::Exclusive => Syntax::WriteGuard,
    })
}

/// Appends the bars of a line, each in the color of its guard. While the learner travels in time, write guards are heavy,
/// and those that still live in the future are dashed.
fn push_bars(row: &mut Row, line: &GutterLine, is_travel: bool, change: impl Fn(Bar) -> Bar) {
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
            AccessMode::Exclusive if is_travel => bar.heavy_sign(),
            AccessMode::Shared | AccessMode::Exclusive => bar.sign(),
        };
        let role = match bar {
            _ if is_future => Role::Dim,
            Bar::Refuses => Role::Bad,
            Bar::Empty | Bar::Begins | Bar::Lives | Bar::Ends | Bar::OneLine => guard_role(access),
        };
        row.push(sign.to_string(), role);
    }
}

/// Lanes as wide as their words, or else as wide as there is room for.
fn lane_widths(lanes: &Lanes, equal: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = lanes
        .threads
        .iter()
        .map(|name| name.width() + LANE_GAP)
        .collect();
    for row in &lanes.rows {
        if let LaneRow::Step(step) = row {
            let width = step.words.width() + 2 + LANE_GAP;
            widths[step.lane] = widths[step.lane].max(width);
        }
    }
    if widths.iter().sum::<usize>() <= equal * widths.len() {
        return widths;
    }
    vec![equal; widths.len()]
}

fn side_by_side(lanes: &Lanes, width: usize, options: Options) -> Vec<Row> {
    let widths = if options.styled {
        lane_widths(lanes, width)
    } else {
        vec![width; lanes.threads.len()]
    };
    let mut head = Row::single(" ".repeat(LANE_MARGIN), Role::Text);
    for (lane, name) in lanes.threads.iter().enumerate() {
        let name = pad(&crate::sanitize::line(name), widths[lane]);
        let role = if options.styled {
            Role::Thread(lane)
        } else {
            Role::Heading
        };
        head.push(name, role);
    }
    let mut rows = vec![head];
    for row in &lanes.rows {
        match row {
            LaneRow::Step(step) if options.styled => rows.extend(lane_step(step, &widths)),
            LaneRow::Step(step) => rows.extend(plain_lane_step(step, width)),
            LaneRow::Folded(says) => {
                let says = format!("{}{says}", " ".repeat(LANE_MARGIN));
                rows.push(Row::single(says, Role::Dim));
            }
        }
    }
    if let (Some(first), Some(last), true) = (
        lanes.circle.iter().min(),
        lanes.circle.iter().max(),
        options.styled,
    ) {
        rows.push(circle(&widths, *first, *last, lanes.circle.len()));
    }
    rows
}

/// The line that closes the circle of the threads that wait for each other.
fn circle(widths: &[usize], first: usize, last: usize, count: usize) -> Row {
    let from = LANE_MARGIN + widths[..first].iter().sum::<usize>();
    let inner = widths[first..last].iter().sum::<usize>().saturating_sub(1);
    let says = if count == 2 {
        " each waits for the other "
    } else {
        " each waits for the next "
    };
    let rest = inner.saturating_sub(says.width());
    let (left, right) = (rest / 2, rest - rest / 2);
    let mut row = Row::single(" ".repeat(from), Role::Text);
    let line = format!("╰{}{says}{}╯", "─".repeat(left), "─".repeat(right));
    row.push(line, Role::Bad);
    row
}

/// A step in its lane, and beside it what the other threads hold or wait for.
fn lane_step(step: &LaneStep, widths: &[usize]) -> Vec<Row> {
    let is_future = step.moment == Moment::Future;
    let (sign, ground) = match (step.moment, step.tone) {
        (Moment::Present, Tone::Bad) => ("▸", Ground::Bad),
        (Moment::Present, _) => ("▸", Ground::Present),
        (Moment::Past | Moment::Future, _) if step.marked => ("•", Ground::Terminal),
        (Moment::Past | Moment::Future, _) => (" ", Ground::Terminal),
    };
    let role = |role: Role| if is_future { Role::Dim } else { role };
    let words = crate::sanitize::line(&step.words).replace('`', "");
    let room = widths[step.lane].saturating_sub(2 + LANE_GAP);
    let parts = wrap(&words, room, LongWords::Break);
    let mut rows = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let is_first = at == 0;
        let mut row = Row::single(lane_margin(step, sign, is_first), Role::Dim);
        row.current = step.moment == Moment::Present;
        row.ground = ground;
        let arrow = step.holder.filter(|_| at + 1 == parts.len());
        for (lane, width) in widths.iter().enumerate() {
            let state = step.states.get(lane).copied().unwrap_or(LaneState::Absent);
            let is_own = lane == step.lane;
            let bar = match state {
                LaneState::Waits if is_own => ("╏", Role::Bad),
                LaneState::Waits => ("╏", Role::Thread(lane)),
                LaneState::Holds => ("┃", Role::Thread(lane)),
                LaneState::Runs if is_own && is_first => ("●", Role::Thread(lane)),
                LaneState::Runs => ("│", Role::Rule),
                LaneState::Absent if is_own && is_first => ("○", Role::Thread(lane)),
                LaneState::Absent => (" ", Role::Text),
            };
            row.push(bar.0, role(bar.1));
            let says = if is_own { part.as_str() } else { "" };
            // An arrow runs from the thread that waits to the one that holds.
            let is_crossed = arrow.is_some_and(|holder| {
                (step.lane.min(holder)..step.lane.max(holder)).contains(&lane)
            });
            let mut rest = width.saturating_sub(1);
            if !says.is_empty() {
                row.push(" ", Role::Text);
                row.push(says, role(lane_role(step)));
                rest = rest.saturating_sub(1 + says.width());
            }
            if !is_crossed || rest < 4 {
                row.push(" ".repeat(rest), Role::Text);
                continue;
            }
            let points_right = arrow > Some(step.lane);
            let line = match (points_right, arrow) {
                (true, Some(holder)) if lane + 1 == holder => {
                    format!(" {}▸ ", "─".repeat(rest - 3))
                }
                (true, _) => format!(" {}", "─".repeat(rest - 1)),
                (false, Some(holder)) if lane == holder => format!(" ◂{} ", "─".repeat(rest - 3)),
                (false, _) => format!("{} ", "─".repeat(rest - 1)),
            };
            row.push(line, role(Role::Bad));
        }
        rows.push(row);
    }
    rows
}

fn lane_role(step: &LaneStep) -> Role {
    match step.tone {
        Tone::Neutral => Role::Text,
        Tone::Quiet | Tone::Good | Tone::Bad | Tone::Notice => Role::from(step.tone),
    }
}

fn lane_margin(step: &LaneStep, sign: &str, is_first: bool) -> String {
    let number = step.line.map_or(String::new(), |line| line.to_string());
    let letter = step.file.filter(|_| step.line.is_some());
    let number = letter.into_iter().collect::<String>() + &number;
    if is_first {
        format!("{sign}{number:>4}  ")
    } else {
        " ".repeat(LANE_MARGIN)
    }
}

/// A step in its lane, without bars: what is piped is searched for words.
fn plain_lane_step(step: &LaneStep, width: usize) -> Vec<Row> {
    let words = crate::sanitize::line(&step.words).replace('`', "");
    let parts = wrap(&words, width.saturating_sub(2), LongWords::Break);
    let row = |(at, part): (usize, String)| {
        let sign = match (step.moment, step.marked) {
            (Moment::Present, _) => "▸",
            (Moment::Past | Moment::Future, true) => "•",
            (Moment::Past | Moment::Future, false) => " ",
        };
        let mut margin = lane_margin(step, sign, at == 0);
        if at > 0 {
            margin.push(' ');
        }
        let mut row = Row::single(margin, Role::Dim);
        row.push(" ".repeat(step.lane * width), Role::Text);
        row.push(part, Role::from(step.tone));
        row.current = step.moment == Moment::Present;
        row
    };
    parts.into_iter().enumerate().map(row).collect()
}
