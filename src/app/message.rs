//! Messages, which say what happened, and effects, which say what to do about it.

use crate::engine::{self, Event, Request};
use crate::keymap::{Action, Key};
use ratatui::layout::Rect;
use std::path::PathBuf;
use std::time::Duration;

/// Something that happened outside the state.
#[derive(Clone, Debug)]
pub enum Message {
    /// The learner, or the terminal.
    Input(Input),
    /// The engine.
    Engine(Event),
    /// This much time has passed since the last tick, or since ticks were requested.
    Tick(Duration),
}

/// What comes from the owner of the terminal.
#[derive(Clone, Debug)]
pub enum Input {
    Key(Key),
    Pasted(String),
    Pointer {
        action: PointerAction,
        /// The column, from 0.
        x: u16,
        /// The row, from 0.
        y: u16,
    },
    /// The editor that had the terminal is closed, or could not be started.
    EditorClosed(Result<(), engine::Error>),
    /// The system asks cellmate to stop.
    StopRequested,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerAction {
    Click,
    WheelUp,
    WheelDown,
}

/// Something to do outside the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// By the owner of the terminal.
    Terminal(TerminalEffect),
    /// By the engine.
    Engine(Request),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalEffect {
    /// Leave the full screen. What is not saved has been kept as a draft already.
    Quit,
    /// Return to the shell until the job continues.
    Suspend,
    /// Take the mouse, or leave it to the terminal.
    TakeMouse(bool),
    /// Give the terminal to the learner's editor until it is closed.
    Edit {
        path: PathBuf,
        /// The line to show first.
        line: u32,
    },
    /// Continue in plain mode.
    GoPlain,
}

/// What the state needs from a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    pub scroll: ScrollStates,
    /// The rows that can be clicked, besides those with a fixed place.
    pub clickable: Vec<Clickable>,
}

/// A row that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clickable {
    pub area: Rect,
    pub target: ClickTarget,
}

/// What a click on a row chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClickTarget {
    /// An outcome, a choice, or a line to put into order: where the cursor goes.
    Row(usize),
    /// A line of the program that is predicted.
    Line(usize),
    /// The event of a run with this index.
    Event(usize),
}

/// Everything that scrolls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScrollStates {
    pub text: ScrollState,
    pub file: ScrollState,
    pub verdict: ScrollState,
    /// The page on top.
    pub page: ScrollState,
}

/// A scroll position, and how far it can go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScrollState {
    /// The first line in view.
    pub at: usize,
    /// The last line that can be the first.
    pub last: usize,
    /// How many lines are in view at once.
    pub page: usize,
}

impl ScrollState {
    /// Scrolls by this many lines. The next frame corrects a position that is too far.
    pub(super) fn move_by(&mut self, lines: isize) {
        self.at = self.at.saturating_add_signed(lines).min(self.last);
    }

    pub(super) fn scroll_to_end(&mut self) {
        self.at = usize::MAX;
    }

    pub(super) fn scroll(&mut self, action: Action) {
        let page = isize::try_from(self.page.saturating_sub(1).max(1)).unwrap_or(1);
        if action == Action::Top {
            self.at = 0;
        } else if action == Action::Bottom {
            self.at = self.last;
        } else {
            self.move_by(lines_moved(action, page));
        }
    }
}

/// Returns by how many lines an action scrolls down; `page` is the number of lines of a page.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all actions, only these move by lines"
)]
pub(super) fn lines_moved(action: Action, page: isize) -> isize {
    match action {
        Action::Up => -1,
        Action::Down => 1,
        Action::PageUp => -page,
        Action::PageDown => page,
        _ => 0,
    }
}
