//! The areas of the panes in a terminal of some size: drawing and the mouse both use them.

use super::{Pane, State, Tab};
use crate::course::Kind;
use ratatui::layout::{Constraint, Layout, Rect};

/// The areas of the panes; one that is not shown is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// Whether several panes are side by side.
    pub wide: bool,
    /// Title and progress; on a narrow screen the names of the panes.
    pub header: Rect,
    pub lessons: Rect,
    /// The vertical line between the list and the text.
    pub divider: Rect,
    pub text: Rect,
    /// The horizontal line above the verdict.
    pub rule: Rect,
    /// The verdict in a few words.
    pub status: Rect,
    pub tabs: Rect,
    /// The content of the tab.
    pub verdict: Rect,
    pub footer: Rect,
}

/// Columns and rows below which only a sentence is shown.
const MIN_SIZE: (u16, u16) = (40, 10);

/// Columns and rows from which panes are side by side.
const MIN_WIDE: (u16, u16) = (100, 24);

/// Rows from which a blank one follows the header.
const MIN_SPACED: u16 = 32;

/// Columns for the list: what a text of comfortable width leaves over, between these bounds.
const MIN_LIST: u16 = 31;
const MAX_LIST: u16 = 46;
const COMFORTABLE_TEXT: u16 = 83;

/// Columns that the status keeps on its line, to the left of the tabs.
const MIN_STATUS: u16 = 26;

const MIN_VERDICT_ROWS: u16 = 8;

/// Returns the panes for the terminal's size; none where there is too little room.
#[must_use]
pub fn layout(state: &State) -> Option<Panes> {
    let (width, height) = state.size;
    if width < MIN_SIZE.0 || height < MIN_SIZE.1 {
        return None;
    }
    let screen = Rect::new(0, 0, width, height);
    if width >= MIN_WIDE.0 && height >= MIN_WIDE.1 {
        Some(side_by_side(state, screen))
    } else {
        Some(single_pane(state, screen))
    }
}

fn side_by_side(state: &State, screen: Rect) -> Panes {
    let spacer = u16::from(screen.height >= MIN_SPACED);
    let line = Constraint::Length(1);
    let rest = Constraint::Fill(1);
    let (upper_rows, verdict_rows) = match (state.zoomed, state.pane) {
        (true, Pane::Verdict) => (Constraint::Length(0), rest),
        (true, Pane::Text | Pane::Lessons) => (rest, Constraint::Length(0)),
        (false, _) => {
            let body = screen.height - 4 - spacer;
            let share = body * verdict_percent(state) / 100;
            (rest, Constraint::Length(share.max(MIN_VERDICT_ROWS)))
        }
    };
    let [header, _, upper, rule, status, verdict, footer] = Layout::vertical([
        line,
        Constraint::Length(spacer),
        upper_rows,
        line,
        line,
        verdict_rows,
        line,
    ])
    .areas(screen);
    let [_, tabs] = Layout::horizontal([Constraint::Length(MIN_STATUS), rest]).areas(status);
    let list = upper.width.saturating_sub(COMFORTABLE_TEXT);
    let list = Constraint::Length(list.clamp(MIN_LIST, MAX_LIST));
    let nothing = Rect::default();
    let [lessons, divider, text] = match (state.zoomed, state.pane) {
        (true, Pane::Text) => [nothing, nothing, upper],
        (true, Pane::Lessons) => [upper, nothing, nothing],
        (true, Pane::Verdict) | (false, _) => Layout::horizontal([list, line, rest]).areas(upper),
    };
    Panes {
        wide: true,
        header,
        lessons,
        divider,
        text,
        rule,
        status,
        tabs,
        verdict,
        footer,
    }
}

/// The verdict's share of the rows: more where there is more to look at than to read.
fn verdict_percent(state: &State) -> u16 {
    let lesson = state.session.model().current();
    match state.tab {
        // A question is short; the program of a prediction is not.
        Tab::Answer if lesson.is_some_and(|lesson| lesson.head.kind == Kind::Choose) => 45,
        Tab::Answer => 62,
        Tab::Borrows | Tab::Code | Tab::Solution => 50,
        Tab::Output | Tab::Compiler | Tab::Tests | Tab::Hints => 42,
    }
}

fn single_pane(state: &State, screen: Rect) -> Panes {
    let line = Constraint::Length(1);
    let [header, body, status, footer] =
        Layout::vertical([line, Constraint::Fill(1), line, line]).areas(screen);
    let mut panes = Panes {
        header,
        status,
        footer,
        ..Panes::default()
    };
    match state.pane {
        Pane::Lessons => panes.lessons = body,
        Pane::Text => panes.text = body,
        Pane::Verdict => {
            [panes.tabs, panes.verdict] = Layout::vertical([line, Constraint::Fill(1)]).areas(body);
        }
    }
    panes
}
