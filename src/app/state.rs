//! The state of the full screen, as plain data.

use super::form::Form;
use super::{Clickable, Drawn, Effect, Overlay, Page, ScrollState, ScrollStates, TerminalEffect};
use crate::course::prediction_text;
use crate::engine::{Model, Session, ThemeChoice};
use crate::keymap::Key;
use crate::report;
use std::collections::BTreeSet;
use std::time::Duration;

#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
#[derive(Clone, Debug, Default)]
pub struct State {
    /// What is known of the course and the desk, and where the learner is.
    pub session: Session,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Keys that were pressed before everything was loaded.
    pub queued_keys: Vec<Key>,
    pub cursor: ListItem,
    pub folded: BTreeSet<String>,
    pub pane: Pane,
    /// The pane that had the focus before the list of lessons, and the lesson that was open.
    pub(super) before_list: Option<(Pane, String)>,
    pub tab: Tab,
    /// Whether the focused pane has the whole screen.
    pub zoomed: bool,
    /// How far each pane is scrolled.
    pub scroll: ScrollStates,
    /// Whether the learner has scrolled the file: then it stays there, wherever its marked line is.
    pub file_scrolled: bool,
    /// The rows of the last frame that can be clicked.
    pub(super) clickable: Vec<Clickable>,
    pub overlay: Overlay,
    pub form: Form,
    /// The automatic advance through the steps of a run.
    pub playback: Playback,
    pub motion: Motion,
    /// The error code whose explanation is shown.
    pub explained: Option<String>,
    /// What just happened. The footer shows it instead of the keys.
    pub notice: Option<String>,
    pub appearance: Appearance,
    /// Whether the mouse is left to the terminal.
    pub no_mouse: bool,
    /// Whether the desk that opens next was just made.
    pub is_first_start: bool,
    /// Whether plain mode takes over as soon as the desk is made.
    pub switches_to_plain: bool,
    /// Whether the built-in editor opens when the file has been read.
    pub edits_when_read: bool,
    /// What the message that is being handled asks of the terminal.
    pub(super) terminal_effects: Vec<TerminalEffect>,
}

/// What determines colors and animations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appearance {
    pub theme: ThemeChoice,
    /// `None` if the terminal was not asked, or did not answer.
    pub background: Option<Background>,
    /// Whether the terminal was asked for its background.
    pub asked: bool,
    /// Whether it shows no colors: then all themes look the same.
    pub lacks_colors: bool,
    /// Whether to play animations that tell nothing new: the celebration of a lesson, the run on the first start.
    pub celebrates: bool,
}

impl Appearance {
    /// Whether the theme was chosen for a background other than the one that the terminal is known to have.
    #[must_use]
    pub fn is_forced(self) -> bool {
        match self.theme {
            ThemeChoice::Dark => self.background != Some(Background::Dark),
            ThemeChoice::Light => self.background != Some(Background::Light),
            ThemeChoice::Auto | ThemeChoice::Ansi => false,
        }
    }

    /// The theme after this one. After `auto` comes one that looks different.
    pub(super) fn next_theme(self) -> ThemeChoice {
        use ThemeChoice::{Ansi, Auto, Dark, Light};
        let order = match self.background {
            Some(Background::Dark) => [Auto, Light, Ansi, Dark],
            Some(Background::Light) => [Auto, Dark, Ansi, Light],
            None => [Auto, Dark, Light, Ansi],
        };
        let at = order.iter().position(|one| *one == self.theme);
        order[(at.unwrap_or(0) + 1) % order.len()]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    Dark,
    Light,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The list of lessons, which is shown only while it has the focus.
    Lessons,
    #[default]
    Text,
    /// The learner's file, or the program that is predicted.
    File,
    Verdict,
}

/// A row of the list: a chapter or a lesson, by its index in the course, or a lesson that the course no longer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListItem {
    Chapter(usize),
    Lesson(usize),
    /// By its index among the removed lessons of the desk.
    Removed(usize),
}

impl Default for ListItem {
    fn default() -> Self {
        Self::Lesson(0)
    }
}

/// A tab of the verdict's pane. Its number is its place here, in every lesson.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::EnumString,
    strum::IntoStaticStr,
)]
pub enum Tab {
    /// What was printed; after passing, also the takeaway and what comes next.
    #[default]
    Output,
    /// What rustc says.
    Compiler,
    /// The hidden tests, and the rules.
    Tests,
    /// Borrows, or threads.
    Borrows,
    /// Hints that were asked for.
    Hints,
    /// The learner's file beside the sample solution.
    Solution,
    /// What is asked and answered.
    Answer,
}

impl Tab {
    pub const ALL: [Self; 7] = [
        Self::Output,
        Self::Compiler,
        Self::Tests,
        Self::Borrows,
        Self::Hints,
        Self::Solution,
        Self::Answer,
    ];

    /// Returns the digit that shows it.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Returns the name by which the view remembers it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// The automatic advance through the steps of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Playback {
    pub playing: bool,
    /// How long the current step has been shown.
    pub shown_for: Duration,
}

/// What moves on the screen by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Motion {
    /// For how long the open lesson has been graded or traced.
    pub working_for: Duration,
    /// For how long the first start has been shown.
    pub welcome_for: Duration,
    /// The celebration of a lesson that was just finished.
    pub success: Option<Success>,
    /// For how long the refused event has flashed, after the steps played up to it.
    pub flash: Option<Duration>,
    pub(super) work: Work,
    /// How many lessons were done after the last message, and of how many; `None` before the desk is open.
    pub(super) counts: Option<(usize, usize)>,
}

/// What the engine does with the open lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Work {
    #[default]
    None,
    Grading,
    Tracing,
}

impl Work {
    pub(super) fn new(model: &Model) -> Self {
        if model.is_grading() {
            Self::Grading
        } else if model.is_tracing() {
            Self::Tracing
        } else {
            Self::None
        }
    }
}

/// A lesson was just finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Success {
    /// How long ago.
    pub since: Duration,
    /// How many lessons were done before.
    pub done_before: usize,
}

impl State {
    /// Returns the state before anything has been loaded, in a terminal of this many columns and rows.
    #[must_use]
    pub fn new(size: (u16, u16)) -> Self {
        Self {
            size,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn model(&self) -> &Model {
        self.session.model()
    }

    /// Returns what the shell shows after the full screen.
    #[must_use]
    pub fn farewell(&self) -> Option<String> {
        report::farewell(self.model())
    }

    pub(super) fn ask_terminal(&mut self, effect: TerminalEffect) {
        self.terminal_effects.push(effect);
    }

    /// Returns what has to be done, once.
    pub(super) fn take_effects(&mut self) -> Vec<Effect> {
        let requests = self.session.take_requests().into_iter();
        let terminal = self.terminal_effects.drain(..);
        let requests = requests.map(Effect::Engine);
        requests.chain(terminal.map(Effect::Terminal)).collect()
    }

    /// The program in view: the learner's file, or the one that is predicted.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        let lesson = self.model().current()?;
        match self.session.prediction_in_view(lesson) {
            // While the reply is shown, so is the program that it is about.
            Some(prediction) if self.model().file_text().is_none() => {
                Some(prediction_text(lesson, prediction))
            }
            Some(_) | None => self.model().program(),
        }
    }

    /// What the scrolling keys move: the page on top, or else the focused pane.
    pub(super) fn scrolled(&mut self) -> &mut ScrollState {
        match self.pane {
            _ if self.overlay.is_open() => &mut self.scroll.page,
            Pane::Text | Pane::Lessons => &mut self.scroll.text,
            Pane::File => &mut self.scroll.file,
            Pane::Verdict => &mut self.scroll.verdict,
        }
    }

    pub(super) fn open_page(&mut self, page: Page) {
        self.scroll.page = ScrollState::default();
        self.overlay = Overlay::Page(page);
    }

    /// Adopts the scroll positions and clickable areas of a frame. The position of a pane that is not in the frame stays.
    pub fn drawn(&mut self, drawn: &Drawn) {
        let scroll = &drawn.scroll;
        self.clickable.clone_from(&drawn.clickable);
        let take = |mine: &mut ScrollState, drawn: &ScrollState| {
            if drawn.page > 0 {
                *mine = *drawn;
            }
        };
        take(&mut self.scroll.text, &scroll.text);
        take(&mut self.scroll.file, &scroll.file);
        take(&mut self.scroll.verdict, &scroll.verdict);
        take(&mut self.scroll.page, &scroll.page);
    }

    /// Keeps the view for the next start if it has changed.
    pub(super) fn remember_view(&mut self) {
        self.session.remember_view(|view| {
            view.folded = self.folded.iter().cloned().collect();
            self.tab.name().clone_into(&mut view.tab);
            view.no_mouse = self.no_mouse;
        });
    }
}
