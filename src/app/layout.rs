//! Where the panes stand for a size: known to the drawing and to the mouse alike.

use super::{Pane, State, Tab};
use crate::course::{Kind, Lesson};

/// A part of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// The first column.
    pub x: u16,
    /// The first row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// The panes; what is not shown has no rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Whether several panes stand side by side.
    pub wide: bool,
    /// Title and progress, or the names of the panes.
    pub header: Area,
    /// The list.
    pub lessons: Area,
    /// The line between list and text.
    pub upright: Area,
    /// The lesson's text.
    pub text: Area,
    /// The line above the verdict.
    pub rule: Area,
    /// The verdict in a few words.
    pub status: Area,
    /// The tabs.
    pub tabs: Area,
    /// What the tab shows.
    pub verdict: Area,
    /// The keys.
    pub footer: Area,
}

/// Below this, there is only a sentence.
const LEAST: (u16, u16) = (40, 10);

/// From here on panes stand side by side.
const WIDE: (u16, u16) = (100, 24);

/// How wide the list is at the least; it takes what a text of comfortable width leaves over.
const LIST: (u16, u16) = (31, 46);
const COMFORT: u16 = 83;

/// So much of its line the verdict has for itself, before the tabs.
const LEAST_STATUS: u16 = 26;

impl Area {
    fn new(x: u16, y: u16, width: u16, height: u16) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// Whether a place lies in it.
    #[must_use]
    pub fn has(self, x: u16, y: u16) -> bool {
        (self.x..self.x.saturating_add(self.width)).contains(&x)
            && (self.y..self.y.saturating_add(self.height)).contains(&y)
    }
}

/// The panes for the size of this state; none where there is too little room.
#[must_use]
pub fn layout(state: &State) -> Option<Layout> {
    let (width, height) = state.size;
    if width < LEAST.0 || height < LEAST.1 {
        return None;
    }
    if width >= WIDE.0 && height >= WIDE.1 {
        Some(wide(state, width, height))
    } else {
        Some(narrow(state, width, height))
    }
}

fn wide(state: &State, width: u16, height: u16) -> Layout {
    let header = Area::new(0, 0, width, 1);
    let footer = Area::new(0, height - 1, width, 1);
    // Where there is room, the title stands apart.
    let top = if height >= 32 { 2 } else { 1 };
    let body = height - 3 - top;
    let below = match (state.zoomed, state.pane) {
        (true, Pane::Verdict) => body,
        (true, Pane::Text | Pane::Lessons) => 0,
        (false, _) => share(state, body),
    };
    let above = body - below;
    let at = top + above;
    let list = match (state.zoomed, state.pane) {
        (true, Pane::Text) => 0,
        (true, Pane::Lessons) => width,
        _ => width.saturating_sub(COMFORT).clamp(LIST.0, LIST.1),
    };
    let text = if list == width {
        Area::default()
    } else {
        let left = if list > 0 { list + 1 } else { 0 };
        Area::new(left, top, width - left, above)
    };
    let upright = if list > 0 && list < width {
        Area::new(list, top, 1, above)
    } else {
        Area::default()
    };
    Layout {
        wide: true,
        header,
        lessons: Area::new(0, top, list, if list > 0 { above } else { 0 }),
        upright,
        text,
        rule: Area::new(0, at, width, 1),
        status: Area::new(0, at + 1, width, 1),
        tabs: Area::new(LEAST_STATUS, at + 1, width - LEAST_STATUS, 1),
        verdict: Area::new(0, at + 2, width, below),
        footer,
    }
}

/// How many of the rows the verdict gets: more where there is more to look at than to read.
fn share(state: &State, body: u16) -> u16 {
    let chooses = |lesson: &Lesson| lesson.head.kind == Kind::Choose;
    let percent = match state.tab {
        // A question is short; a program that is asked about is not.
        Tab::Answer if state.model.current().is_some_and(chooses) => 45,
        Tab::Answer => 62,
        Tab::Borrows | Tab::Code | Tab::Solution => 50,
        Tab::Output | Tab::Compiler | Tab::Tests | Tab::Hints => 42,
    };
    (body * percent / 100).max(8)
}

fn narrow(state: &State, width: u16, height: u16) -> Layout {
    let header = Area::new(0, 0, width, 1);
    let footer = Area::new(0, height - 1, width, 1);
    let status = Area::new(0, height - 2, width, 1);
    let inner = Area::new(0, 1, width, height - 3);
    let mut layout = Layout {
        header,
        status,
        footer,
        ..Layout::default()
    };
    match state.pane {
        Pane::Lessons => layout.lessons = inner,
        Pane::Text => layout.text = inner,
        Pane::Verdict => {
            layout.tabs = Area::new(0, 1, width, 1);
            layout.verdict = Area::new(0, 2, width, height - 4);
        }
    }
    layout
}
