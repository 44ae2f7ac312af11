//! The lesson's text, as wide as is comfortable to read, and what to do at its end.

use super::frame::{self, Edges};
use super::{Content, Scene, draw_content, draw_line, lines};
use crate::app::{Pane, PaneArea, ScrollState, layout};
use crate::{report, sanitize};
use ratatui::Frame;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, area: PaneArea) -> ScrollState {
    if !area.is_shown() {
        return ScrollState::default();
    }
    let mut body = area.body;
    let width = usize::from(body.width);
    let mut facts = lines::styled(facts(scene), scene.theme.dim());
    let content = Content::from(body_lines(scene, width));
    if !area.is_framed {
        draw_line(frame, body, &head(scene, facts, width));
        let rows = 2.min(body.height);
        (body.y, body.height) = (body.y + rows, body.height - rows);
        let extent = draw_content(frame, body, &content, scene.state.scroll.text.at);
        frame::draw(scene, frame, (area, true), Edges::default(), extent);
        return extent;
    }
    let extent = draw_content(frame, body, &content, scene.state.scroll.text.at);
    let theme = scene.theme;
    let percent = (extent.at * 100).checked_div(extent.last);
    let percent = percent.map(|percent| format!("{percent}%"));
    if let Some(percent) = &percent {
        facts.push_span(Span::styled(format!("   {percent}"), theme.dim()));
    }
    let (title, room) = (title(scene), usize::from(area.outer.width));
    let fits = |facts: &Line<'_>| title.width() + facts.width() + 10 <= room;
    // The title is never cut off; what is beside it gives way.
    if !fits(&facts) {
        facts = percent.map_or_else(Line::default, |text| lines::styled(text, theme.dim()));
    }
    if !fits(&facts) {
        facts = Line::default();
    }
    let title = lines::truncate(&title, room.saturating_sub(6));
    let edges = Edges {
        title: lines::styled(title, scene.theme.title()),
        right: facts,
        ..Edges::default()
    };
    let is_focused = scene.state.pane == Pane::Text;
    frame::draw(scene, frame, (area, is_focused), edges, extent);
    extent
}

fn title(scene: Scene<'_>) -> String {
    let lesson = scene.state.model().current();
    lesson.map_or_else(String::new, |lesson| {
        sanitize::line(&lesson.head.title).replace('`', "")
    })
}

/// The kind of lesson, how hard it is, and whether it can be skipped.
fn facts(scene: Scene<'_>) -> String {
    let lesson = scene.state.model().current();
    lesson.map_or_else(String::new, |lesson| {
        report::lesson_facts(lesson).join(" · ")
    })
}

/// The title in a row of its own, if there is no frame.
fn head(scene: Scene<'_>, facts: Line<'static>, width: usize) -> Line<'static> {
    let title = title(scene);
    // The title is never cut off; what is beside it gives way.
    let has_room = title.width() + 2 + facts.width() <= width;
    let facts = if has_room { facts } else { Line::default() };
    let room = width.saturating_sub(facts.width() + 2);
    let title = lines::pad(&title, room) + "  ";
    let mut line = lines::styled(title, scene.theme.strong());
    line.spans.extend(facts.spans);
    line
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
    let shows_path = layout(state).is_none_or(|panes| !panes.file.is_framed);
    let file = state.model().file_shown();
    if let Some(file) = file.filter(|_| lesson.has_file() && shows_path) {
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
