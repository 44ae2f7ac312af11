//! The lesson's text, as wide as is comfortable to read, with where your file is at its end.

use super::{Content, Scene, fit, shown, writer};
use crate::app::{Extent, Pane};
use crate::course::{Kind, Level};
use crate::sanitize;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect) -> Extent {
    if area.height < 3 || area.width < 10 {
        return Extent::default();
    }
    let inner = Rect::new(area.x + 1, area.y, area.width - 2, area.height);
    let width = usize::from(inner.width);
    let head = head(scene, width);
    frame
        .buffer_mut()
        .set_line(inner.x, inner.y, &head, inner.width);
    let body = Rect::new(inner.x, inner.y + 2, inner.width, inner.height - 2);
    let lines = lines(scene, width);
    shown(
        frame,
        body,
        &Content::from(lines),
        scene.state.extents.text.at,
    )
}

/// The title, and what kind of lesson this is.
fn head(scene: Scene<'_>, width: usize) -> Line<'static> {
    let Some(lesson) = scene.state.model.current() else {
        return Line::default();
    };
    let level = match lesson.head.level {
        Level::Easy => "easy",
        Level::Medium => "medium",
        Level::Hard => "hard",
    };
    let kind = match lesson.head.kind {
        Kind::Edit => "edit",
        Kind::Predict => "predict",
        Kind::Choose => "choose",
        Kind::Arrange => "arrange",
    };
    let extent = scene.state.extents.text;
    let far = (extent.at * 100).checked_div(extent.last);
    let far = far.map_or(String::new(), |percent| format!("   {percent}%"));
    let core = if lesson.head.core { " · core" } else { "" };
    let facts = format!("{kind} · {level}{core}{far}");
    let title = sanitize::line(&lesson.head.title).replace('`', "");
    let room = width.saturating_sub(facts.width() + 2);
    let style = if scene.state.pane == Pane::Text {
        scene.theme.marked()
    } else {
        scene.theme.strong()
    };
    Line::from(vec![
        Span::styled(fit::padded(&title, room), style),
        Span::raw("  "),
        Span::styled(facts, scene.theme.dim()),
    ])
}

fn lines(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let state = scene.state;
    let theme = scene.theme;
    if !state.model.opened {
        return vec![fit::styled("…", theme.dim())];
    }
    let Some(lesson) = state.model.current() else {
        let words = "There is no lesson to show. `!` says what is wrong with the course.";
        return writer::prose(scene.theme, words, width);
    };
    let mut lines = writer::prose(scene.theme, &lesson.head.text, width);
    lines.push(Line::default());
    let is_open = !state.model.is_done();
    lines.extend(match lesson.head.kind {
        Kind::Edit | Kind::Arrange => state.model.file_shown().map(|file| {
            Line::from(vec![
                Span::styled("Your file: ", theme.strong()),
                Span::styled(sanitize::line(&file), theme.accent()),
            ])
        }),
        Kind::Predict => {
            let words = "a  say what it will do, before it is run";
            is_open.then(|| fit::styled(words, theme.accent()))
        }
        Kind::Choose => is_open.then(|| fit::styled("a  answer", theme.accent())),
    });
    lines
}
