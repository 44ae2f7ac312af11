//! The list: chapters that fold, and how each lesson stands.

use super::{Scene, fit};
use crate::app::{Item, Pane};
use crate::course::{Chapter, Lesson};
use crate::engine::LessonStatus;
use crate::sanitize;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect, divider: Rect) {
    let theme = scene.theme;
    for row in 0..divider.height {
        let rule = fit::styled("│", theme.dim());
        frame
            .buffer_mut()
            .set_line(divider.x, divider.y + row, &rule, 1);
    }
    let state = scene.state;
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let rows = state.rows();
    let first = state.first_row(height);
    for (row, item) in rows.iter().skip(first).take(height).enumerate() {
        let mut line = one(scene, *item, width);
        if *item == state.cursor {
            let style = match state.pane {
                Pane::Lessons => theme.chosen(),
                Pane::Text | Pane::Verdict => theme.marked(),
            };
            line = fit::filled(line, width, style);
        }
        let y = area.y + u16::try_from(row).unwrap_or(0);
        frame.buffer_mut().set_line(area.x, y, &line, area.width);
    }
}

fn one(scene: Scene<'_>, item: Item, width: usize) -> Line<'static> {
    let Some(course) = &scene.state.model.course else {
        return Line::default();
    };
    match item {
        Item::Chapter(at) => course
            .chapters
            .get(at)
            .map_or(Line::default(), |chapter| title(scene, chapter, width)),
        Item::Lesson(at) => course
            .lessons
            .get(at)
            .map_or(Line::default(), |one| lesson(scene, one, width)),
    }
}

fn title(scene: Scene<'_>, chapter: &Chapter, width: usize) -> Line<'static> {
    let state = scene.state;
    let theme = scene.theme;
    let (done, of) = state.model.counts(Some(&chapter.id));
    let folded = state.folded.contains(&chapter.id);
    let (mark, style) = match (done == of && of > 0, folded) {
        (true, true) => ("✓", theme.good()),
        (_, true) => ("▸", theme.dim()),
        (_, false) => ("▾", theme.dim()),
    };
    let count = format!("{done}/{of}");
    let room = width.saturating_sub(count.len() + 5);
    Line::from(vec![
        Span::raw(" "),
        Span::styled(mark, style),
        Span::raw(" "),
        Span::styled(
            fit::padded(&sanitize::line(&chapter.title), room),
            theme.strong(),
        ),
        Span::styled(format!(" {count} "), theme.dim()),
    ])
}

fn lesson(scene: Scene<'_>, lesson: &Lesson, width: usize) -> Line<'static> {
    let theme = scene.theme;
    let (mark, style) = match scene.state.model.status(lesson) {
        LessonStatus::Grading => ("…", theme.accent()),
        LessonStatus::Done => ("✓", theme.good()),
        LessonStatus::Changed => ("✎", theme.accent()),
        LessonStatus::Failed => ("✗", theme.bad()),
        LessonStatus::Asks => ("?", theme.accent()),
        LessonStatus::Open => ("·", theme.dim()),
    };
    let room = width.saturating_sub(6);
    let title = sanitize::line(&lesson.head.title).replace('`', "");
    let dim = if lesson.head.optional {
        theme.dim()
    } else {
        Style::new()
    };
    Line::from(vec![
        Span::raw("   "),
        Span::styled(mark, style),
        Span::raw(" "),
        Span::styled(fit::cut(&title, room), dim),
    ])
}
