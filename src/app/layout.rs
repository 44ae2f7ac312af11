//! The areas of the panes in a terminal of some size: drawing and the mouse both use them.

use super::{Pane, State, Tab};
use crate::course::Kind;
use crate::engine::form::{Reply, Task};
use crate::report;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use unicode_width::UnicodeWidthStr;

/// The areas of the panes; one that is not shown is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// Whether several panes are shown together, each in a frame.
    pub wide: bool,
    /// Chapter and progress; on a narrow screen the names of the panes.
    pub header: Rect,
    /// The list of lessons, while it is open.
    pub lessons: PaneArea,
    pub text: PaneArea,
    /// The learner's file, or the program that is predicted.
    pub file: PaneArea,
    /// The verdict in a few words.
    pub band: Rect,
    /// The tabs, and below them the one that is shown.
    pub verdict: PaneArea,
    pub tabs: Rect,
    /// The slider that shows the position in a run, above its borrows.
    pub slider: Rect,
    pub footer: Rect,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaneArea {
    /// With the frame, if it has one.
    pub outer: Rect,
    pub body: Rect,
    pub is_framed: bool,
}

/// Columns and rows below which only a sentence is shown.
const MIN_SIZE: (u16, u16) = (40, 10);

const MIN_WIDE: (u16, u16) = (100, 24);

/// The minimum number of columns for the text beside file and verdict, in all of the rows.
const MIN_COLUMNS: u16 = 160;

const LIST_WIDTH: u16 = 48;

/// Columns for a text in its frame.
const MIN_TEXT_WIDTH: u16 = 45;
const MAX_TEXT_WIDTH: u16 = 84;

/// Columns besides those of the longest line: the frame, and the indentation of a figure or the line's number.
const TEXT_MARGIN: u16 = 6;
const FILE_MARGIN: u16 = 11;

/// Columns for the file beside a wide figure of the text.
const MIN_FILE_WIDTH: u16 = 42;

/// Columns for the verdict beside text and file.
const MIN_VERDICT_WIDTH: u16 = 60;

/// The share of the rows that a run has below the file, in percent.
const BELOW_FILE: u16 = 62;

/// Columns for the form of a prediction beside its program.
const MIN_FORM_WIDTH: u16 = 50;

/// Rows for text and file above the threads, and for the threads if enough are left.
const MIN_UPPER_ROWS: u16 = 6;
const THREAD_ROWS: u16 = 24;

const MIN_VERDICT_ROWS: u16 = 10;

/// The minimum number of rows of the verdict's frame for a row between tabs and content.
const MIN_SPACED_ROWS: u16 = 14;

/// Rows that the borrows need for themselves.
const MIN_BORROWS_ROWS: u16 = 4;

impl PaneArea {
    fn framed(outer: Rect) -> Self {
        Self {
            outer,
            body: outer.inner(Margin::new(2, 1)),
            is_framed: true,
        }
    }

    fn bare(outer: Rect) -> Self {
        Self {
            outer,
            body: outer.inner(Margin::new(1, 0)),
            is_framed: false,
        }
    }

    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.body.height > 0
    }
}

impl State {
    /// Whether the terminal has room for several panes together.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        let (width, height) = self.size;
        width >= MIN_WIDE.0 && height >= MIN_WIDE.1
    }

    /// Adopts the terminal's size. If only one pane is left, it is the one with the card of a file that has passed.
    pub fn resize(&mut self, size: (u16, u16)) {
        let was_wide = self.is_wide();
        self.size = size;
        let has_passed = || {
            let graded = self.model().verdict();
            graded.is_some_and(|graded| graded.verdict.passed())
        };
        if was_wide && !self.is_wide() && self.pane == Pane::Text && has_passed() {
            self.pane = Pane::Verdict;
        }
    }
}

/// Returns the panes for the terminal's size; `None` if there is too little room.
#[must_use]
pub fn layout(state: &State) -> Option<Panes> {
    let (width, height) = state.size;
    if width < MIN_SIZE.0 || height < MIN_SIZE.1 {
        return None;
    }
    let screen = Rect::new(0, 0, width, height);
    if !state.is_wide() {
        return Some(single_pane(state, screen).with_slider(state));
    }
    let panes = if state.pane == Pane::Lessons || state.zoomed {
        one_frame(state, screen)
    } else if width >= MIN_COLUMNS {
        columns(state, screen)
    } else {
        two_rows(state, screen)
    };
    Some(panes.with_slider(state))
}

fn two_rows(state: &State, screen: Rect) -> Panes {
    let rows = screen.height - 3;
    let mut share = rows * verdict_percent(state) / 100;
    // A lane needs a row for each event.
    if state.tab == Tab::Borrows && state.shows_threads() {
        share = share.max(THREAD_ROWS.min(rows.saturating_sub(MIN_UPPER_ROWS)));
    }
    let [header, upper, band, verdict, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(share.max(MIN_VERDICT_ROWS)),
        Constraint::Length(1),
    ])
    .areas(screen);
    let mut panes = Panes {
        wide: true,
        header,
        band,
        footer,
        ..Panes::default()
    };
    // A prediction shows its program beside the form.
    if is_predicting(state) {
        panes.text = PaneArea::framed(upper);
        let program = file_width(state).clamp(MIN_TEXT_WIDTH, verdict.width - MIN_FORM_WIDTH);
        let parts = [Constraint::Length(program), Constraint::Fill(1)];
        let [program, form] = Layout::horizontal(parts).areas(verdict);
        panes.file = PaneArea::framed(program);
        panes.set_verdict(state, form);
        return panes;
    }
    panes.set_verdict(state, verdict);
    if state.source().is_some() {
        // Either may need more than its half, if the other needs less.
        let (half, file) = (upper.width / 2, file_width(state));
        let least = text_width(state).max(MIN_TEXT_WIDTH).min(half);
        // Notes of a figure move below its lines before lines of the file are broken.
        let figures = [figure_width(state), figure_code_width(state)];
        let fits = |figure: &u16| figure.saturating_add(file) <= upper.width;
        let figure = figures.into_iter().find(fits).unwrap_or(figures[1]);
        let figure = figure.min(upper.width - MIN_FILE_WIDTH);
        let text = if file > half && file <= upper.width - least {
            upper.width - file
        } else if file > half {
            // Lines of the file are broken anyway, but a figure of the text need not be cut.
            text_width(state).clamp(half, upper.width * 11 / 20)
        } else {
            text_width(state).min(upper.width - file).max(half)
        };
        let text = text.max(figure);
        let parts = [Constraint::Length(text), Constraint::Fill(1)];
        let [text, file] = Layout::horizontal(parts).areas(upper);
        panes.text = PaneArea::framed(text);
        panes.file = PaneArea::framed(file);
    } else {
        panes.text = PaneArea::framed(upper);
    }
    panes
}

fn is_predicting(state: &State) -> bool {
    let is_replied = matches!(state.session.reply(), Some(Reply::Predicted(_)));
    let is_asked = matches!(state.model().task(), Task::Predict(_));
    state.tab == Tab::Answer && is_replied || shows_form(state) && is_asked
}

fn shows_form(state: &State) -> bool {
    let task = state.model().task();
    let has_form = matches!(task, Task::Predict(_) | Task::Ask(_) | Task::Order);
    state.tab == Tab::Answer && state.session.reply().is_none() && has_form
}

/// Returns the columns that the program in view needs so that none of its lines is broken.
fn file_width(state: &State) -> u16 {
    let lines = state.source().unwrap_or_default().lines();
    // Comments are sentences, which may be broken.
    let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
    columns_of(lines).saturating_add(FILE_MARGIN)
}

/// Returns the columns that figures and code in the lesson's text need.
fn text_width(state: &State) -> u16 {
    columns_of_fences(state, |_, line| Some(line))
}

/// Returns the columns that the text's figures need, which cannot be broken as code can.
fn figure_width(state: &State) -> u16 {
    columns_of_fences(state, |fence, line| is_figure(fence).then_some(line))
}

/// Returns the columns that the figures need if their notes are below.
fn figure_code_width(state: &State) -> u16 {
    columns_of_fences(state, |fence, line| {
        is_figure(fence).then(|| report::without_note(line))
    })
}

fn is_figure(fence: &str) -> bool {
    fence.contains("diagram")
}

/// Returns the width of the widest line in the fenced blocks, with the text's margin. `counted` returns the part
/// of a line that counts, given its fence.
fn columns_of_fences(
    state: &State,
    counted: impl for<'a> Fn(&str, &'a str) -> Option<&'a str>,
) -> u16 {
    let text = state
        .model()
        .current()
        .map_or("", |lesson| &lesson.head.text);
    let mut fence = None;
    let code = text.lines().filter_map(|line| {
        if line.trim_start().starts_with("```") {
            fence = fence.xor(Some(line));
            return None;
        }
        counted(fence?, line)
    });
    match columns_of(code) {
        0 => 0,
        widest => widest.saturating_add(TEXT_MARGIN),
    }
}

fn columns_of<'a>(lines: impl Iterator<Item = &'a str>) -> u16 {
    let widest = lines.map(UnicodeWidthStr::width).max().unwrap_or(0);
    u16::try_from(widest).unwrap_or(u16::MAX)
}

/// Returns the columns of the text, and of the file if it and the verdict fit beside each other: the same in all tabs.
fn column_widths(state: &State) -> (u16, Option<u16>) {
    let (width, _) = state.size;
    let shared = width - MIN_VERDICT_WIDTH;
    // The code of a figure must fit. Its notes can move below it, and long lines of code and of the file are broken.
    let texts = [
        text_width(state),
        figure_width(state),
        figure_code_width(state),
    ];
    let texts = texts.map(|text| text.clamp(MIN_TEXT_WIDTH, MAX_TEXT_WIDTH));
    let least = state.source().map_or(0, |_| MIN_TEXT_WIDTH);
    let Some(text) = texts.into_iter().find(|text| text + least <= shared) else {
        return (texts[0], None);
    };
    let most = shared - text;
    let file = state
        .source()
        .map_or(0, |_| file_width(state).clamp(least, most));
    let spare = shared - text - file;
    ((text + spare / 4).min(MAX_TEXT_WIDTH), Some(file))
}

/// Arranges the text in all rows, and to its right file and verdict: beside each other, or below each other for a run,
/// which needs the columns, or if the text does.
fn columns(state: &State, screen: Rect) -> Panes {
    let [header, body, band, footer] = rows(screen);
    let mut panes = Panes {
        wide: true,
        header,
        band,
        footer,
        ..Panes::default()
    };
    let (text, file) = column_widths(state);
    let parts = [Constraint::Length(text), Constraint::Fill(1)];
    let [text, rest] = Layout::horizontal(parts).areas(body);
    panes.text = PaneArea::framed(text);
    // The solution has the learner's file beside it, and needs the room.
    if state.source().is_none() || state.tab == Tab::Solution && state.pane != Pane::File {
        panes.set_verdict(state, rest);
        return panes;
    }
    let [file, verdict] = if let Some(file) = file.filter(|_| state.tab != Tab::Borrows) {
        Layout::horizontal([Constraint::Length(file), Constraint::Fill(1)]).areas(rest)
    } else {
        let share = rest.height * BELOW_FILE / 100;
        Layout::vertical([Constraint::Fill(1), Constraint::Length(share)]).areas(rest)
    };
    panes.file = PaneArea::framed(file);
    panes.set_verdict(state, verdict);
    panes
}

/// Gives the whole screen to one pane, or shows the list beside the text of its lesson.
fn one_frame(state: &State, screen: Rect) -> Panes {
    let [header, body, band, footer] = rows(screen);
    let mut panes = Panes {
        wide: true,
        header,
        band,
        footer,
        ..Panes::default()
    };
    match state.pane {
        Pane::Lessons => {
            let parts = [Constraint::Length(LIST_WIDTH), Constraint::Fill(1)];
            let [list, text] = Layout::horizontal(parts).areas(body);
            panes.lessons = PaneArea::framed(list);
            panes.text = PaneArea::framed(text);
        }
        Pane::Text => panes.text = PaneArea::framed(body),
        Pane::File => panes.file = PaneArea::framed(body),
        Pane::Verdict => panes.set_verdict(state, body),
    }
    panes
}

fn rows(screen: Rect) -> [Rect; 4] {
    let line = Constraint::Length(1);
    Layout::vertical([line, Constraint::Fill(1), line, line]).areas(screen)
}

impl Panes {
    fn set_verdict(&mut self, state: &State, outer: Rect) {
        let framed = PaneArea::framed(outer);
        if shows_form(state) {
            self.verdict = framed;
            return;
        }
        let space = u16::from(outer.height >= MIN_SPACED_ROWS);
        let parts = [1, space].map(Constraint::Length);
        let [tabs, _, body] =
            Layout::vertical([parts[0], parts[1], Constraint::Fill(1)]).areas(framed.body);
        self.tabs = tabs;
        self.verdict = PaneArea { body, ..framed };
    }

    /// Gives the first row of the borrows to the slider.
    fn with_slider(mut self, state: &State) -> Self {
        let body = &mut self.verdict.body;
        if state.tab == Tab::Borrows && state.has_events() && body.height > MIN_BORROWS_ROWS {
            self.slider = Rect { height: 1, ..*body };
            (body.y, body.height) = (body.y + 1, body.height - 1);
        }
        self
    }
}

/// Returns the verdict's share of the rows, in percent: the same in all tabs, so that text and file keep their places.
fn verdict_percent(state: &State) -> u16 {
    let lesson = state.session.model().current();
    // A question is short; the program of a prediction is not.
    match lesson.map(|lesson| lesson.head.kind) {
        Some(Kind::Choose) => 50,
        Some(Kind::Edit | Kind::Predict | Kind::Arrange) | None => 62,
    }
}

fn single_pane(state: &State, screen: Rect) -> Panes {
    let [header, body, band, footer] = rows(screen);
    let mut panes = Panes {
        header,
        band,
        footer,
        ..Panes::default()
    };
    match state.pane {
        Pane::Lessons => panes.lessons = PaneArea::bare(body),
        Pane::Text => panes.text = PaneArea::bare(body),
        Pane::File => panes.file = PaneArea::bare(body),
        Pane::Verdict => {
            let tabs = u16::from(!shows_form(state));
            let parts = [Constraint::Length(tabs), Constraint::Fill(1)];
            let [tabs, body] = Layout::vertical(parts).areas(body);
            panes.tabs = tabs;
            panes.verdict = PaneArea::bare(body);
        }
    }
    panes
}
