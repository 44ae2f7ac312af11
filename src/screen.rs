//! Draws a state, and does nothing else. One file per pane; each turns its part of the state into lines.
//!
//! What comes from lessons, programs and compilers is sanitized on its way here. What was drawn is measured, so that
//! scrolling knows where the end is.

#![deny(clippy::wildcard_enum_match_arm)]

mod borrows;
mod code;
mod editor;
mod find;
mod fit;
mod footer;
mod form;
mod header;
mod lessons;
mod page;
mod results;
mod status;
mod text;
mod verdict;
mod welcome;
#[cfg(test)]
pub(crate) use writer::tests::shown as shown_blocks;

mod writer;

use crate::app::{Extent, Extents, Overlay, State, layout};
use crate::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

/// What is drawn, and in which colors.
#[derive(Clone, Copy)]
struct Scene<'a> {
    state: &'a State,
    theme: Theme,
}

/// Lines to be shown, and which of them must be seen.
#[derive(Default)]
struct Content {
    lines: Vec<Line<'static>>,
    /// Scrolling follows it.
    seen: Option<usize>,
}

impl From<Vec<Line<'static>>> for Content {
    fn from(lines: Vec<Line<'static>>) -> Self {
        Self { lines, seen: None }
    }
}

/// Draws one frame, and says how much there was to see.
pub fn draw(state: &State, theme: Theme, frame: &mut Frame<'_>) -> Extents {
    let scene = Scene { state, theme };
    let mut extents = Extents::default();
    let all = frame.area();
    // The terminal may have changed its size since the state heard of it.
    let sized = (all.width, all.height) == state.size;
    let Some(at) = layout(state).filter(|_| sized) else {
        no_room(frame, all);
        return extents;
    };
    match &state.overlay {
        Overlay::Welcome(chosen) => extents.page = welcome::draw(scene, chosen, frame, all),
        Overlay::Editor(writing) => editor::draw(scene, writing, frame, all),
        Overlay::Help => {
            extents.page = page::draw(scene, frame, all, |width| page::help(scene, width));
        }
        Overlay::Problems => {
            extents.page = page::draw(scene, frame, all, |width| page::problems(scene, width));
        }
        Overlay::Finish(finish) => {
            let lines = |width| writer::lines(scene, &page::finished(state, finish), width);
            extents.page = page::draw(scene, frame, all, lines);
        }
        overlay @ (Overlay::None | Overlay::Find(_) | Overlay::Confirm(_)) => {
            header::draw(scene, frame, at);
            lessons::draw(scene, frame, at.lessons, at.divider);
            extents.text = text::draw(scene, frame, at.text);
            extents.verdict = verdict::draw(scene, frame, at);
            if let Overlay::Find(finding) = overlay {
                find::draw(scene, finding, frame, all);
            }
            footer::draw(scene, frame, at.footer);
        }
    }
    extents
}

fn no_room(frame: &mut Frame<'_>, all: Rect) {
    let words =
        "A little more room, please: 40 columns and 10 rows. Nothing is lost; ctrl-c quits.";
    Clear.render(all, frame.buffer_mut());
    let lines = fit::words(words, usize::from(all.width).max(1));
    shown(
        frame,
        all,
        &lines.into_iter().map(Line::from).collect::<Vec<_>>().into(),
        0,
    );
}

/// Draws lines into an area, from this one on, or so that the one that must be seen is.
fn shown(frame: &mut Frame<'_>, area: Rect, content: &Content, at: usize) -> Extent {
    let page = usize::from(area.height);
    if page == 0 || area.width == 0 {
        return Extent::default();
    }
    let last = content.lines.len().saturating_sub(page);
    let mut at = at.min(last);
    if let Some(seen) = content.seen {
        at = at.min(seen).max((seen + 2).saturating_sub(page)).min(last);
    }
    for (row, line) in content.lines.iter().skip(at).take(page).enumerate() {
        let y = area.y + u16::try_from(row).unwrap_or(0);
        frame.buffer_mut().set_line(area.x, y, line, area.width);
        if line.width() > usize::from(area.width) {
            let cut = area.x + area.width - 1;
            frame.buffer_mut().set_string(cut, y, "…", line.style);
        }
    }
    Extent { at, last, page }
}

/// The same with room at its sides.
fn inset(area: Rect, by: u16) -> Rect {
    let by = by.min(area.width / 2);
    Rect::new(area.x + by, area.y, area.width - 2 * by, area.height)
}
