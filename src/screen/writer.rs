//! Reports on the full screen: rows in the theme's styles, next steps as keys.

use super::{Content, Scene};
use crate::app::{State, Tab};
use crate::keymap::{self, BINDINGS};
use crate::report::{Block, NextStep};
use crate::rows::{self, Options, Row};
use crate::theme::Theme;
use ratatui::text::{Line, Span};

/// Wider than this, sentences are hard to read.
const WIDEST_PROSE: usize = 80;

/// Blocks in a pane of this width.
pub(super) fn lines(scene: Scene<'_>, blocks: &[Block], width: usize) -> Vec<Line<'static>> {
    content(scene, blocks, width).lines
}

/// The same, and which of the lines has to be in view.
pub(super) fn content(scene: Scene<'_>, blocks: &[Block], width: usize) -> Content {
    let rows = rows::lay_out(blocks, options(width), &|step| key(scene.state, step));
    Content {
        seen: rows.iter().position(|row| row.current),
        lines: rows.iter().map(|row| line(scene.theme, row)).collect(),
    }
}

/// A text in Markdown, in a pane of this width.
pub(super) fn prose(theme: Theme, text: &str, width: usize) -> Vec<Line<'static>> {
    let blocks = [Block::Prose(text.to_owned())];
    let rows = rows::lay_out(&blocks, options(width), &|_| None);
    rows.iter().map(|row| line(theme, row)).collect()
}

fn options(width: usize) -> Options {
    Options {
        prose: width.clamp(1, WIDEST_PROSE),
        width: Some(width.max(1)),
        columns: width.max(1),
        pictures: true,
        styled: true,
        typed: 2,
    }
}

/// The key for a next step; none where it cannot be done.
fn key(state: &State, step: NextStep) -> Option<String> {
    let action = match step {
        NextStep::Check => keymap::Action::Check,
        NextStep::Compiler => keymap::Action::Tab(place(state, Tab::Compiler)?),
        NextStep::Hint => keymap::Action::Hint,
        NextStep::Answer => keymap::Action::Answer,
        NextStep::Trace => keymap::Action::See,
        NextStep::Solution => keymap::Action::Solution,
        NextStep::NextLesson => keymap::Action::NextOpen,
        NextStep::AllLessons => keymap::Action::CoreOnly,
    };
    let binding = BINDINGS.iter().find(|binding| binding.action == action);
    Some(binding?.keys[0].to_string())
}

/// The number of a tab, from 1.
fn place(state: &State, tab: Tab) -> Option<u8> {
    let at = state.tabs().iter().position(|other| *other == tab)?;
    u8::try_from(at + 1).ok()
}

fn line(theme: Theme, row: &Row) -> Line<'static> {
    let mut line = Line::default();
    for span in &row.spans {
        line.push_span(Span::styled(span.text.clone(), theme.style(span.style)));
    }
    if row.current {
        line.patch_style(theme.strong())
    } else {
        line
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::theme::Depth;

    /// What the full screen shows of these blocks in a pane of this width.
    pub(crate) fn shown(blocks: &[Block], width: usize) -> String {
        let state = State::default();
        let theme = Theme { depth: Depth::None };
        let scene = Scene {
            state: &state,
            theme,
        };
        let lines = lines(scene, blocks, width);
        let text = |line: &Line<'_>| line.to_string().trim_end().to_owned() + "\n";
        lines.iter().map(text).collect()
    }
}
