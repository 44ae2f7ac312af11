//! The built-in editor: the text, its name above, and the keys below.

use super::{Scene, fit, footer};
use crate::app::{Writing, footer as bindings};
use crate::{report, sanitize};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

pub(super) fn draw(scene: Scene<'_>, writing: &Writing, frame: &mut Frame<'_>, all: Rect) {
    let theme = scene.theme;
    let file = scene.state.model.file_shown().unwrap_or_default();
    let mark = if writing.is_unsaved() {
        "✎ not saved"
    } else {
        "saved"
    };
    let head = Line::from(vec![
        Span::styled(format!(" {}", sanitize::line(&file)), theme.strong()),
        Span::styled(format!("   {mark}"), theme.accent()),
    ]);
    frame.buffer_mut().set_line(all.x, all.y, &head, all.width);
    let body = Rect::new(all.x, all.y + 1, all.width, all.height - 2);
    (&writing.area).render(body, frame.buffer_mut());
    let y = all.y + all.height - 1;
    let line = if writing.leaving {
        let words = " Not saved: s saves and goes back, d throws it away, esc stays here.";
        fit::styled(words, theme.strong())
    } else if let Some(notice) = &writing.notice {
        fit::styled(
            format!(" {}", sanitize::line(&report::in_one_line(notice))),
            theme.accent(),
        )
    } else {
        footer::keys(scene, &bindings(scene.state), usize::from(all.width))
    };
    frame.buffer_mut().set_line(all.x, y, &line, all.width);
}
