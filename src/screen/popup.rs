//! A framed area over a dimmed screen.

use super::{Scene, draw_line, inset, lines};
use crate::engine::Confirmation;
use crate::keymap::{Action, Context, key_name};
use crate::theme::{Depth, Theme};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

/// What is in the frame of a popup.
pub(super) struct Popup {
    pub(super) title: &'static str,
    /// At the right end of the upper edge.
    pub(super) right: String,
    /// The keys, in the lower edge.
    pub(super) keys: Vec<(String, &'static str)>,
    /// Columns and rows, with the frame.
    pub(super) size: (u16, u16),
}

/// Dims what is on the screen.
fn dim(scene: Scene<'_>, frame: &mut Frame<'_>, screen: Rect) {
    let (screen_style, rule) = (scene.theme.screen(), scene.theme.rule());
    let buffer = frame.buffer_mut();
    for position in screen.positions() {
        let cell = &mut buffer[position];
        cell.modifier = Modifier::empty();
        cell.set_bg(Color::Reset);
        cell.set_fg(Color::Reset);
        cell.set_style(screen_style.patch(rule));
        if scene.theme.depth == Depth::None {
            cell.modifier = Modifier::DIM;
        }
    }
}

/// Draws the frame of a popup in the middle of the screen, and returns the area inside it.
pub(super) fn draw(scene: Scene<'_>, popup: Popup, frame: &mut Frame<'_>, screen: Rect) -> Rect {
    dim(scene, frame, screen);
    let (width, height) = popup.size;
    let (width, height) = (width.min(screen.width), height.min(screen.height));
    let area = Rect::new(
        screen.x + (screen.width - width) / 2,
        screen.y + (screen.height - height) / 3,
        width,
        height,
    );
    Clear.render(area, frame.buffer_mut());
    let theme = scene.theme;
    frame.buffer_mut().set_style(area, theme.screen());
    let edge = |line: Line<'static>| {
        let mut line = line;
        line.spans.insert(0, Span::raw(" "));
        line.push_span(Span::raw(" "));
        line
    };
    let mut keys = Line::default();
    for (key, does) in popup.keys {
        let gap = if keys.spans.is_empty() { "" } else { "   " };
        keys.push_span(Span::styled(format!("{gap}{key}"), theme.key()));
        keys.push_span(Span::styled(format!(" {does}"), theme.dim()));
    }
    let mut block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.accent())
        .title_top(edge(lines::styled(popup.title, theme.title())));
    if !popup.right.is_empty() {
        let right = edge(lines::styled(popup.right, theme.dim()));
        block = block.title_top(right.right_aligned());
    }
    if !keys.spans.is_empty() {
        block = block.title_bottom(edge(keys));
    }
    block.render(area, frame.buffer_mut());
    inset(
        Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(2),
            ..area
        },
        2,
    )
}

/// What was typed to filter a list, with a cursor; or a hint at what can be typed.
pub(super) fn typed_line(theme: Theme, typed: &str, width: usize, hint: &str) -> Line<'static> {
    let mut line = Line::from(vec![
        Span::styled("› ", theme.accent()),
        Span::styled(lines::end_of(typed, width.saturating_sub(3)), theme.title()),
        Span::styled("▏", theme.accent()),
    ]);
    if typed.is_empty() {
        line.push_span(Span::styled(format!(" {hint}"), theme.dim()));
    }
    line
}

pub(super) fn ask(
    scene: Scene<'_>,
    title: &'static str,
    text: &str,
    keys: Vec<(String, &'static str)>,
    frame: &mut Frame<'_>,
    screen: Rect,
) {
    /// Columns of the sentences.
    const MAX_WIDTH: u16 = 56;
    let width = MAX_WIDTH.min(screen.width.saturating_sub(4));
    let text = lines::wrap_styled(text, usize::from(width), Style::new());
    let text: Vec<Line<'static>> = text.collect();
    let rows = u16::try_from(text.len()).unwrap_or(u16::MAX);
    let popup = Popup {
        title,
        right: String::new(),
        keys,
        size: (width + 4, rows.saturating_add(4)),
    };
    let inner = draw(scene, popup, frame, screen);
    for (row, line) in inner.rows().skip(1).zip(&text) {
        draw_line(frame, row, line);
    }
}

pub(super) fn confirm(
    scene: Scene<'_>,
    confirm: Confirmation,
    frame: &mut Frame<'_>,
    screen: Rect,
) {
    let (title, text) = match confirm {
        Confirmation::Reset => (
            "Reset to the starter?",
            "cellmate replaces your file with the starter, and keeps a copy of your version.",
        ),
        Confirmation::Solution => (
            "Show the sample solution?",
            "You haven't passed this lesson yet. A hint may be enough.",
        ),
    };
    let key = |action| key_name(Context::Question, action);
    let keys = vec![(key(Action::Yes), "yes"), (key(Action::No), "no")];
    ask(scene, title, text, keys, frame, screen);
}
