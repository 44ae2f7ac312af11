//! The list of error codes that a prediction can name, and what was typed to filter it.

use super::popup::{self, Popup};
use super::{Scene, draw_line, lines};
use crate::app::CodeSearch;
use crate::keymap::{Action, Context, key_name};
use crate::sanitize;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

/// How many codes are shown at the same time.
const MAX_CODES: u16 = 12;

const MAX_WIDTH: u16 = 76;

pub(super) fn draw(scene: Scene<'_>, search: &CodeSearch, frame: &mut Frame<'_>, screen: Rect) {
    let theme = scene.theme;
    let errors = scene.state.model().error_meanings();
    let found = search.rows(errors);
    let codes = found.iter().flatten().count();
    let key = |action| key_name(Context::Codes, action);
    let popup = Popup {
        title: "Which error?",
        right: format!("{codes} of {}", errors.len()),
        keys: vec![
            (key(Action::OpenSelected), "choose"),
            (
                format!("{} {}", key(Action::Up), key(Action::Down)),
                "select",
            ),
            (key(Action::Close), "back"),
        ],
        size: (
            MAX_WIDTH.min(screen.width),
            MAX_CODES.min(screen.height.saturating_sub(4)) + 4,
        ),
    };
    let inner = popup::draw(scene, popup, frame, screen);
    let [typed, _, list] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Fill(1),
    ])
    .areas(inner);
    let width = usize::from(list.width);
    draw_line(
        frame,
        typed,
        &popup::typed_line(
            theme,
            &search.typed,
            width,
            "type a code, or words from its meaning",
        ),
    );
    if found.is_empty() {
        let says = lines::styled("no error code in this course matches", theme.dim());
        draw_line(frame, list, &says);
        return;
    }
    let first = search
        .at
        .saturating_sub(usize::from(list.height).saturating_sub(1));
    for ((at, row), area) in found.iter().enumerate().skip(first).zip(list.rows()) {
        let mut line = match row.and_then(|place| errors.get(place)) {
            Some(error) => Line::from(vec![
                Span::styled(format!(" {}  ", sanitize::line(&error.code)), theme.key()),
                Span::styled(sanitize::line(&error.means).replace('`', ""), theme.text()),
            ]),
            None => lines::styled(" any error", theme.dim()),
        };
        line = lines::truncate_line(line, width);
        if at == search.at {
            line = lines::select(theme, line, width);
        }
        draw_line(frame, area, &line);
    }
}
