//! Draws threads side by side: what each holds and waits for, event by event.

use super::{Ground, Options, Role, Row, RowStyle};
use crate::report::Tone;
use crate::report::trace::{GuardChange, LaneHolder, LaneRow, LaneState, LaneStep, Lanes, Moment};
use crate::sanitize;
use crate::text::{LongWords, pad, truncate, wrap};
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns before the lanes, for a cursor and the number.
pub(super) const MARGIN: usize = 7;

/// The smallest width of a lane that has room for any words, because it wraps them.
const ROOMY_LANE: usize = 28;

/// The width of a bar if bars are close together, and the smallest width of the words beside them.
const BAR_WIDTH: usize = 3;
const MIN_WORDS: usize = 20;

const GAP: usize = 3;

/// The minimum number of rows for a legend, and for a legend in a row of its own above wide lanes.
const MIN_ROWS_WITH_LEGEND: usize = 10;
const MIN_ROWS_ABOVE_LANES: usize = 18;

/// The columns of the shortest arrow without words: a space at each end, its head, and two of its line.
const MIN_ARROW: usize = 5;

/// The lanes, and where they are drawn.
struct LanePicture<'a> {
    lanes: &'a Lanes,
    widths: Vec<usize>,
    columns: Vec<usize>,
}

/// Draws lanes that are at most this wide on average.
pub(super) fn side_by_side(lanes: &Lanes, width: usize, options: Options) -> Vec<Row> {
    let widths = if options.styled {
        lane_widths(lanes, width)
    } else {
        vec![width; lanes.threads.len()]
    };
    let starts = widths.iter().scan(MARGIN, |x, width| {
        let start = *x;
        *x += width;
        Some(start)
    });
    let picture = LanePicture {
        lanes,
        columns: starts.collect(),
        widths: widths.clone(),
    };
    let mut head = Row::single(" ".repeat(MARGIN), Role::Text);
    head.pinned = true;
    for (lane, name) in lanes.threads.iter().enumerate() {
        let mut name = truncate(&sanitize::line(name), widths[lane].saturating_sub(1));
        if lane + 1 < lanes.threads.len() {
            name = pad(&name, widths[lane]);
        }
        let role = if options.styled {
            Role::Thread(lane)
        } else {
            Role::Heading
        };
        head.push(name, role);
    }
    let legend = legend(lanes, options);
    let used = head.width();
    let mut rows = Vec::new();
    match legend {
        Some(legend) if used + GAP + legend.width() <= options.columns => {
            head.push(
                " ".repeat(options.columns - used - legend.width()),
                Role::Text,
            );
            head.push(legend, Role::Dim);
        }
        Some(legend) if options.page.is_none_or(|page| page >= MIN_ROWS_ABOVE_LANES) => {
            rows.push(pinned(legend));
        }
        Some(_) | None => {}
    }
    rows.push(head);
    let seen = seen(lanes, options);
    for (at, row) in lanes.rows.iter().enumerate() {
        match row {
            _ if !seen.contains(&at) => rows.push(Row::default()),
            LaneRow::Step(step) if options.styled => rows.extend(picture.step(step)),
            LaneRow::Step(step) => rows.extend(plain_step(step, width)),
            LaneRow::Folded(says) => {
                let says = format!("{}{says}", " ".repeat(MARGIN));
                rows.push(Row::single(says, Role::Dim));
            }
        }
    }
    if options.styled {
        rows.extend(picture.cycle(None));
    }
    rows
}

/// Whether each thread has room for its words when all lanes are this wide on average.
pub(super) fn fit(lanes: &Lanes, width: usize) -> bool {
    let widths = lane_widths(lanes, width).into_iter();
    let mut widths = widths.zip(natural_widths(lanes));
    widths.all(|(width, natural)| width >= natural.min(ROOMY_LANE))
}

/// Draws the bars of the threads close together, and beside them which thread does what. Returns `None` if there is no
/// room for the words.
pub(super) fn close_together(lanes: &Lanes, options: Options) -> Option<Vec<Row>> {
    let count = lanes.threads.len();
    let words = MARGIN + count * BAR_WIDTH + 1;
    let room = options
        .columns
        .checked_sub(words)
        .filter(|room| *room >= MIN_WORDS)?;
    let picture = LanePicture {
        lanes,
        columns: (0..count).map(|lane| MARGIN + lane * BAR_WIDTH).collect(),
        widths: vec![BAR_WIDTH; count],
    };
    let mut rows: Vec<Row> = legend(lanes, options).map(pinned).into_iter().collect();
    let seen = seen(lanes, options);
    for (at, row) in lanes.rows.iter().enumerate() {
        match row {
            _ if !seen.contains(&at) => rows.push(Row::default()),
            LaneRow::Step(step) => rows.extend(picture.named_step(step, (words, room))),
            LaneRow::Folded(says) => {
                let says = format!("{}{says}", " ".repeat(words));
                rows.push(Row::single(says, Role::Dim));
            }
        }
    }
    rows.extend(picture.cycle(Some(words)));
    Some(rows)
}

/// What the letter in front of a number means, if there are enough rows for it.
fn legend(lanes: &Lanes, options: Options) -> Option<&'static str> {
    let has_room = options.page.is_none_or(|page| page >= MIN_ROWS_WITH_LEGEND);
    (options.styled && lanes.has_test_lines && has_room).then_some("t: a line of the hidden test")
}

fn pinned(says: &str) -> Row {
    Row {
        pinned: true,
        ..Row::single(format!("{}{says}", " ".repeat(MARGIN)), Role::Dim)
    }
}

/// Returns the rows that can be in view: those around the current step, or all.
fn seen(lanes: &Lanes, options: Options) -> Range<usize> {
    let is_current =
        |row: &LaneRow| matches!(row, LaneRow::Step(step) if step.moment == Moment::Present);
    let current = lanes.rows.iter().position(is_current);
    let Some((current, page)) = current.zip(options.page) else {
        return 0..lanes.rows.len();
    };
    current.saturating_sub(page)..current.saturating_add(page + 1)
}

/// Returns widths that fit the words of each lane. If there is not enough room, lanes that need less leave the rest to
/// the others, which get equal parts of it.
fn lane_widths(lanes: &Lanes, average: usize) -> Vec<usize> {
    let mut widths = natural_widths(lanes);
    let mut rest = average * widths.len();
    let mut order: Vec<usize> = (0..widths.len()).collect();
    order.sort_by_key(|lane| widths[*lane]);
    for (at, lane) in order.iter().enumerate() {
        widths[*lane] = widths[*lane].min(rest / (order.len() - at));
        rest -= widths[*lane];
    }
    widths
}

fn natural_widths(lanes: &Lanes) -> Vec<usize> {
    let names = lanes.threads.iter();
    let mut widths: Vec<usize> = names.map(|name| name.width() + GAP).collect();
    for row in &lanes.rows {
        let LaneRow::Step(step) = row else { continue };
        // An arrow is between two lanes.
        let (lane, words) = match (&step.holder, step.starts) {
            (Some(holder), _) => {
                let label = held_by(lanes, holder).width() + 2;
                let arrow = MIN_ARROW + label;
                (step.lane.min(holder.lane), holder.words.width() + arrow)
            }
            (None, Some(child)) if child > step.lane => (step.lane, step.words.width() + MIN_ARROW),
            (None, _) => (step.lane, step.words.width() + GAP),
        };
        widths[lane] = widths[lane].max(words + 2);
    }
    widths
}

fn held_by(lanes: &Lanes, holder: &LaneHolder) -> String {
    let name = lanes.threads.get(holder.lane);
    format!("held by {}", sanitize::line(name.map_or("", |name| name)))
}

impl LanePicture<'_> {
    /// Draws the line that closes the cycle of threads that wait for each other. Its words begin in this column;
    /// without one, they are inside the line.
    fn cycle(&self, column: Option<usize>) -> Option<Row> {
        let cycle = &self.lanes.cycle;
        let (first, last) = (*cycle.iter().min()?, *cycle.iter().max()?);
        let says = if cycle.len() == 2 {
            " each waits for the other "
        } else {
            " each waits for the next "
        };
        let is_future =
            |row: &LaneRow| matches!(row, LaneRow::Step(step) if step.moment == Moment::Future);
        let role = if self.lanes.rows.iter().any(is_future) {
            Role::Future
        } else {
            Role::Bad
        };
        let from = self.columns[first];
        let inner = self.columns[last].saturating_sub(from + 1);
        if let Some(column) = column {
            let line = format!("{}╰{}╯", " ".repeat(from), "─".repeat(inner));
            let mut row = Row::single(pad(&line, column), role);
            row.push(says.trim(), role);
            return Some(row);
        }
        let rest = inner.saturating_sub(says.width());
        let (left, right) = (rest / 2, rest - rest / 2);
        let mut row = Row::single(" ".repeat(from), Role::Text);
        let line = format!("╰{}{says}{}╯", "─".repeat(left), "─".repeat(right));
        row.push(line, role);
        Some(row)
    }

    /// A step in its lane, and beside it what the other threads hold or wait for.
    fn step(&self, step: &LaneStep) -> Vec<Row> {
        let (sign, ground) = sign_and_ground(step);
        let mut canvas = Canvas::new(step.moment == Moment::Future);
        canvas.put(0, &margin(step, sign, true), Role::Dim);
        self.draw_bars(&mut canvas, step, true);
        let more = if self.draw_arrow(&mut canvas, step) {
            Vec::new()
        } else {
            self.draw_words(&mut canvas, step)
        };
        let mut canvases = vec![canvas];
        canvases.extend(more);
        let row = |canvas: Canvas| Row {
            current: step.moment == Moment::Present,
            ground,
            event: Some(step.event),
            marked: step.marked,
            ..canvas.into_row()
        };
        canvases.into_iter().map(row).collect()
    }

    /// A step with the name of its thread before its words, which are in a column of their own.
    fn named_step(&self, step: &LaneStep, (x, room): (usize, usize)) -> Vec<Row> {
        let (sign, ground) = sign_and_ground(step);
        let name = clean(self.lanes.threads.get(step.lane).map_or("", |name| name));
        let says = format!("{name} {}", clean(&step.words));
        let parts = wrap(&says, room, LongWords::Break).into_iter().enumerate();
        let row = |(at, part): (usize, String)| {
            let is_first = at == 0;
            let mut canvas = Canvas::new(step.moment == Moment::Future);
            canvas.put(0, &margin(step, sign, is_first), Role::Dim);
            self.draw_bars(&mut canvas, step, is_first);
            canvas.put(x, &part, word_role(step));
            if is_first && part.starts_with(&name) {
                canvas.put(x, &name, Role::Thread(step.lane));
            }
            Row {
                current: step.moment == Moment::Present,
                ground,
                event: Some(step.event),
                marked: step.marked,
                ..canvas.into_row()
            }
        };
        parts.map(row).collect()
    }

    fn draw_bars(&self, canvas: &mut Canvas, step: &LaneStep, is_first: bool) {
        for (lane, column) in self.columns.iter().enumerate() {
            let state = step.states.get(lane).copied().unwrap_or(LaneState::Absent);
            let hue = Role::Thread(lane);
            let is_own = lane == step.lane;
            let (sign, role) = match (state, step.guard) {
                (LaneState::Holds, Some(GuardChange::Begins)) if is_own && is_first => ("┏━", hue),
                (LaneState::HoldsSeveral, Some(GuardChange::Begins)) if is_own && is_first => {
                    ("╠═", hue)
                }
                (LaneState::Runs | LaneState::Absent, Some(GuardChange::Ends))
                    if is_own && is_first =>
                {
                    ("┗━", hue)
                }
                (LaneState::Waits, _) if is_own && step.tone == Tone::Bad => ("╏", Role::Bad),
                (LaneState::Waits, _) => ("╏", hue),
                (LaneState::Holds, _) => ("┃", hue),
                (LaneState::HoldsSeveral, _) => ("║", hue),
                (LaneState::Runs, _) if is_own && is_first => ("●", hue),
                (LaneState::Runs, _) => ("│", Role::Rule),
                (LaneState::Absent, _) if is_own && is_first => ("○", hue),
                (LaneState::Absent, _) => continue,
            };
            canvas.put(*column, sign, role);
        }
    }

    /// Draws an arrow to the thread that holds what this one waits for, or to the one that it starts, with the words
    /// along it. Returns `false` if there is no such thread, or no room for the arrow.
    fn draw_arrow(&self, canvas: &mut Canvas, step: &LaneStep) -> bool {
        let own = self.columns[step.lane];
        let (target, words, label, role) = match (&step.holder, step.starts) {
            (Some(holder), _) => {
                let label = held_by(self.lanes, holder);
                // A wait is wrong only if it never ends.
                let role = if step.tone == Tone::Bad {
                    Role::Bad
                } else {
                    Role::Thread(step.lane)
                };
                (holder.lane, &holder.words, label, role)
            }
            (None, Some(child)) if child > step.lane => {
                (child, &step.words, String::new(), Role::Rule)
            }
            (None, _) => return false,
        };
        let Some(other) = self.columns.get(target).copied() else {
            return false;
        };
        let words = clean(words);
        let inner = own.abs_diff(other) - 1;
        // Besides the words, the arrow needs its head and two spaces.
        let Some(line) = inner
            .checked_sub(words.width() + 3)
            .filter(|line| *line >= 2)
        else {
            return false;
        };
        let label = if !label.is_empty() && label.width() + 4 <= line {
            format!(" {label} ")
        } else {
            String::new()
        };
        let rest = line - label.width();
        let (near, far) = ("─".repeat(rest - rest / 2), "─".repeat(rest / 2));
        let text_role = word_role(step);
        if target > step.lane {
            canvas.put(own + 2, &words, text_role);
            let x = own + 2 + words.width() + 1;
            canvas.put(x, &format!("{near}{label}{far}▸"), role);
        } else {
            canvas.put(other + 1, &format!("◂{far}{label}{near}"), role);
            canvas.put(own - 1 - words.width(), &words, text_role);
        }
        if step.holder.is_none() {
            canvas.put(other, "●", Role::Thread(target));
        } else {
            // The line passes over the bars between the two.
            let between = step.lane.min(target) + 1..step.lane.max(target);
            for lane in between {
                let bar = step
                    .states
                    .get(lane)
                    .is_some_and(|it| *it != LaneState::Absent);
                let column = self.columns[lane];
                if bar && canvas.is_line(column) {
                    canvas.put(column, "┼", role);
                }
            }
        }
        true
    }

    /// Draws the words to the right of the bar. Returns the rows that follow if they need more than one.
    fn draw_words(&self, canvas: &mut Canvas, step: &LaneStep) -> Vec<Canvas> {
        let x = self.columns[step.lane] + if step.guard.is_some() { 3 } else { 2 };
        let room = self.widths[step.lane].saturating_sub(GAP + 2).max(1);
        let mut parts = wrap(&clean(&step.words), room, LongWords::Break).into_iter();
        let role = word_role(step);
        canvas.put(x, &parts.next().unwrap_or_default(), role);
        let more = parts.map(|part| {
            let mut canvas = Canvas::new(step.moment == Moment::Future);
            self.draw_bars(&mut canvas, step, false);
            canvas.put(x, &part, role);
            canvas
        });
        more.collect()
    }
}

/// The cursor or mark of a step, and its background.
fn sign_and_ground(step: &LaneStep) -> (&'static str, Ground) {
    match (step.moment, step.tone) {
        (Moment::Present, Tone::Bad) => ("▸", Ground::Bad),
        (Moment::Present, _) => ("▸", Ground::Present),
        (Moment::Past | Moment::Future, _) if step.marked => ("•", Ground::Terminal),
        (Moment::Past | Moment::Future, _) => (" ", Ground::Terminal),
    }
}

fn clean(words: &str) -> String {
    sanitize::line(words).replace('`', "")
}

fn word_role(step: &LaneStep) -> Role {
    match step.tone {
        Tone::Neutral => Role::Text,
        Tone::Quiet | Tone::Good | Tone::Bad | Tone::Notice => Role::from(step.tone),
    }
}

/// A row on which texts are drawn at given columns.
struct Canvas {
    /// The characters by column; `None` is the second column of a wide one.
    cells: Vec<(Option<char>, RowStyle)>,
    /// Whether the row comes after the current step, and is drawn in that role.
    is_future: bool,
}

impl Canvas {
    fn new(is_future: bool) -> Self {
        Self {
            cells: Vec::new(),
            is_future,
        }
    }

    fn put(&mut self, column: usize, text: &str, role: Role) {
        let role = if self.is_future { Role::Future } else { role };
        let mut at = column;
        for letter in text.chars() {
            let width = letter.width().unwrap_or(0);
            if self.cells.len() < at + width {
                let blank = (Some(' '), RowStyle::default());
                self.cells.resize(at + width, blank);
            }
            for (offset, cell) in self.cells[at..at + width].iter_mut().enumerate() {
                *cell = ((offset == 0).then_some(letter), role.into());
            }
            at += width;
        }
    }

    fn is_line(&self, column: usize) -> bool {
        self.cells
            .get(column)
            .is_some_and(|(letter, _)| *letter == Some('─'))
    }

    fn into_row(self) -> Row {
        let mut row = Row::default();
        for (letter, style) in self.cells {
            row.push(letter.map_or(String::new(), String::from), style);
        }
        row
    }
}

fn margin(step: &LaneStep, sign: &str, is_first: bool) -> String {
    let number = step.line.map_or(String::new(), |line| line.to_string());
    let letter = step.file.filter(|_| step.line.is_some());
    let number = letter.into_iter().collect::<String>() + &number;
    if is_first {
        format!("{sign}{number:>4}  ")
    } else {
        " ".repeat(MARGIN)
    }
}

/// A step in its lane, without bars, because people search piped output for words.
fn plain_step(step: &LaneStep, width: usize) -> Vec<Row> {
    let words = clean(&step.words);
    let parts = wrap(&words, width.saturating_sub(2), LongWords::Break);
    let row = |(at, part): (usize, String)| {
        let sign = match (step.moment, step.marked) {
            (Moment::Present, _) => "▸",
            (Moment::Past | Moment::Future, true) => "•",
            (Moment::Past | Moment::Future, false) => " ",
        };
        let mut before = margin(step, sign, at == 0);
        if at > 0 {
            before.push(' ');
        }
        let mut row = Row::single(before, Role::Dim);
        row.push(" ".repeat(step.lane * width), Role::Text);
        row.push(part, Role::from(step.tone));
        row.current = step.moment == Moment::Present;
        row
    };
    parts.into_iter().enumerate().map(row).collect()
}
