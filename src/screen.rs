//! Draws the state of the full screen with ratatui.
//!
//! Text from lessons, programs and compilers is sanitized before it is drawn. Drawing returns how far each pane can
//! scroll, because the number of lines is known only once they are laid out.

#![deny(clippy::wildcard_enum_match_arm)]

mod bars;
mod borrows;
mod code;
mod codes;
mod editor;
mod find;
mod form;
mod frame;
mod lesson;
mod lessons;
mod lines;
mod overlay;
mod popup;
mod verdict;
mod welcome;
#[cfg(test)]
pub(crate) use lines::tests::shown as shown_blocks;

use crate::app::{
    ClickTarget, Clickable, Drawn, Overlay, ScrollState, ScrollStates, State, layout,
};
use crate::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};
use std::cell::RefCell;
use std::ops::Range;

/// What to draw, and in which colors.
#[derive(Clone, Copy)]
struct Scene<'a> {
    state: &'a State,
    theme: Theme,
    /// What can be clicked, collected while it is drawn.
    clickable: &'a RefCell<Vec<Clickable>>,
}

impl Scene<'_> {
    /// Makes a click on this area choose something.
    fn add_clickable(self, area: Rect, target: ClickTarget) {
        self.clickable.borrow_mut().push(Clickable { area, target });
    }
}

/// Ranges of lines, each with what a click on it chooses.
type Targets = Vec<(Range<usize>, ClickTarget)>;

#[derive(Default)]
struct Content {
    lines: Vec<Line<'static>>,
    /// The line that has to be in view.
    focus: Option<usize>,
    /// The first of the marked lines, if `focus` is the last of them: they should be in view together.
    first_marked: Option<usize>,
    /// Ranges of the lines, each with what a click on it chooses.
    targets: Targets,
    /// The lines that stay in view above them.
    head: Vec<Line<'static>>,
    /// The lines that stay in view below them.
    pinned: Vec<Line<'static>>,
    pinned_targets: Targets,
    /// The text below them, which scrolls instead of them, because they follow their focus.
    reading: Vec<Line<'static>>,
}

impl From<Vec<Line<'static>>> for Content {
    fn from(lines: Vec<Line<'static>>) -> Self {
        Self {
            lines,
            ..Self::default()
        }
    }
}

impl Content {
    /// Adds the lines of a choice, which a click on them chooses.
    fn add_choice(&mut self, row: usize, lines: Vec<Line<'static>>) {
        let from = self.lines.len();
        self.lines.extend(lines);
        let target = ClickTarget::Row(row);
        self.targets.push((from..self.lines.len(), target));
    }

    fn remove_first_line(&mut self) {
        self.lines.remove(0);
        self.focus = self.focus.map(|focus| focus.saturating_sub(1));
        for (lines, _) in &mut self.targets {
            *lines = lines.start.saturating_sub(1)..lines.end.saturating_sub(1);
        }
    }
}

/// Draws one frame, and returns how far each pane can scroll, and what can be clicked.
pub fn draw(state: &State, theme: Theme, frame: &mut Frame<'_>) -> Drawn {
    let clickable = RefCell::default();
    let scene = Scene {
        state,
        theme,
        clickable: &clickable,
    };
    let scroll = draw_all(scene, frame);
    Drawn {
        scroll,
        clickable: clickable.into_inner(),
    }
}

fn draw_all(scene: Scene<'_>, frame: &mut Frame<'_>) -> ScrollStates {
    let Scene { state, theme, .. } = scene;
    let mut scroll = ScrollStates::default();
    let screen = frame.area();
    // The state may not have the terminal's new size yet.
    let is_current = (screen.width, screen.height) == state.size;
    let Some(panes) = layout(state).filter(|_| is_current) else {
        draw_too_small(frame, screen);
        return scroll;
    };
    frame.buffer_mut().set_style(screen, theme.screen());
    match &state.overlay {
        Overlay::Welcome(welcome) => {
            scroll.page = welcome::draw(scene, welcome, frame, screen);
        }
        Overlay::Editor(editor) => scroll.page = editor::draw(scene, editor, frame, screen),
        Overlay::Page(page) => scroll.page = overlay::draw_page(scene, page, frame, screen),
        overlay @ (Overlay::None
        | Overlay::Help(_)
        | Overlay::Find(_)
        | Overlay::Codes(_)
        | Overlay::Confirm(_)) => {
            bars::draw_header(scene, frame, panes);
            lessons::draw(scene, frame, panes.lessons);
            scroll.text = lesson::draw(scene, frame, panes.text);
            scroll.file = code::draw(scene, frame, panes.file);
            bars::draw_band(scene, frame, panes.band);
            scroll.verdict = verdict::draw(scene, frame, panes);
            // The verdict stays in view.
            let bottom = if panes.wide {
                panes.footer.y
            } else {
                panes.band.y
            };
            bars::draw_footer(scene, frame, panes.footer, bottom);
            if let Overlay::Find(search) = overlay {
                find::draw(scene, search, frame, screen);
            }
            if let Overlay::Codes(search) = overlay {
                codes::draw(scene, search, frame, screen);
            }
            if let Overlay::Help(help) = overlay {
                scroll.page = overlay::draw_help(scene, help, frame, screen);
            }
            if let Overlay::Confirm(confirm) = overlay {
                popup::confirm(scene, *confirm, frame, screen);
            }
        }
    }
    scroll
}

fn draw_too_small(frame: &mut Frame<'_>, screen: Rect) {
    let words = "cellmate needs at least 40 columns and 10 rows. Nothing is lost; ctrl-c quits.";
    Clear.render(screen, frame.buffer_mut());
    let words = lines::wrap(words, usize::from(screen.width).max(1));
    let lines: Vec<Line<'static>> = words.into_iter().map(Line::from).collect();
    draw_content(frame, screen, &lines.into(), 0);
}

fn draw_content(frame: &mut Frame<'_>, area: Rect, content: &Content, at: usize) -> ScrollState {
    let page = usize::from(area.height);
    if page == 0 || area.width == 0 {
        return ScrollState::default();
    }
    let last = content.lines.len().saturating_sub(page);
    let mut at = at.min(last);
    if let Some(focus) = content.focus {
        at = at
            .min(focus)
            .max((focus + 2).saturating_sub(page).min(focus))
            .min(last);
    }
    for (row, line) in area.rows().zip(content.lines.iter().skip(at)) {
        draw_line(frame, row, line);
        if line.width() > usize::from(row.width) {
            let cut = row.x + row.width - 1;
            frame.buffer_mut().set_string(cut, row.y, "…", line.style);
        }
    }
    ScrollState { at, last, page }
}

fn add_targets(scene: Scene<'_>, area: Rect, targets: &Targets, at: usize) {
    for (line, row) in (at..).zip(area.rows()) {
        let mut all = targets.iter();
        if let Some((_, target)) = all.find(|(lines, _)| lines.contains(&line)) {
            scene.add_clickable(row, *target);
        }
    }
}

/// Draws a sign beside the last row of an area if there is more below.
fn draw_more_sign(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect, extent: ScrollState) {
    if extent.last > extent.at {
        let beside = Rect::new(area.right(), area.bottom().saturating_sub(1), 1, 1);
        draw_line(frame, beside, &lines::styled("▾", scene.theme.dim()));
    }
}

/// Draws a sign beside the first row of an area if there is more above.
fn draw_above_sign(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect, extent: ScrollState) {
    if extent.at > 0 && area.height > 0 {
        let beside = Rect::new(area.right(), area.y, 1, 1);
        draw_line(frame, beside, &lines::styled("▴", scene.theme.dim()));
    }
}

fn draw_line(frame: &mut Frame<'_>, area: Rect, line: &Line<'_>) {
    let buffer = frame.buffer_mut();
    buffer.set_line(area.x, area.y, line, area.width);
}

fn draw_last_line(frame: &mut Frame<'_>, screen: Rect, line: &Line<'_>) {
    let last = Rect {
        y: screen.bottom() - 1,
        ..screen
    };
    draw_line(frame, last, line);
}

/// Returns the area without this many columns at each side.
fn inset(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width / 2);
    Rect::new(
        area.x + columns,
        area.y,
        area.width - 2 * columns,
        area.height,
    )
}
