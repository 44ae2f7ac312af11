//! The lesson's text, as wide as is comfortable to read, and what to do at its end.

use super::{Content, Scene, draw_content, draw_line, lines};
use crate::app::{Pane, ScrollState};
use crate::{report, sanitize};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect) -> ScrollState {
    if area.height < 3 || area.width < 10 {
        return ScrollState::default();
    }
    let inner = Rect::new(area.x + 1, area.y, area.width - 2, area.height);
    let width = usize::from(inner.width);
    let body = Rect::new(inner.x, inner.y + 2, inner.width, inner.height - 2);
    let content = Content::from(body_lines(scene, width));
    let extent = draw_content(frame, body, &content, scene.state.scroll.text.at);
    draw_line(frame, inner, &head(scene, width, extent));
    extent
}

/// The title, the kind of lesson, and how far the text is scrolled.
fn head(scene: Scene<'_>, width: usize, extent: ScrollState) -> Line<'static> {
    let Some(lesson) = scene.state.model().current() else {
        return Line::default();
    };
    let percent = (extent.at * 100).checked_div(extent.last);
    let percent = percent.map_or(String::new(), |percent| format!("   {percent}%"));
    let facts = report::lesson_facts(lesson).join(" · ") + &percent;
    let title = sanitize::line(&lesson.head.title).replace('`', "");
    let room = width.saturating_sub(facts.width() + 2);
    let style = if scene.state.pane == Pane::Text {
        scene.theme.marked()
    } else {
        scene.theme.strong()
    };
    Line::from(vec![
        Span::styled(lines::pad(&title, room), style),
        Span::raw("  "),
        Span::styled(facts, scene.theme.dim()),
    ])
}

fn body_lines(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let state = scene.state;
    let theme = scene.theme;
    if !state.model().is_opened() {
        return vec![lines::styled("…", theme.dim())];
    }
    let Some(lesson) = state.model().current() else {
        let words = "There is no lesson to show. `!` shows the problems in the course.";
        return lines::prose(theme, words, width);
    };
    let mut lines = lines::prose(theme, &lesson.head.text, width);
    lines.push(Line::default());
    if let Some(file) = state.model().file_shown().filter(|_| lesson.has_file()) {
        lines.push(Line::from(vec![
            Span::styled("Your file: ", theme.strong()),
            Span::styled(sanitize::line(&file), theme.accent()),
        ]));
    }
    if let Some(offer) = report::to_answer(lesson, state.model().lesson_progress()) {
        lines.extend(lines::blocks(scene, &[offer], width));
    }
    lines
}
