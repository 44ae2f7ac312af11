//! The list of chapters and lessons with their states.

use super::frame::{self, Edges};
use super::{Scene, draw_line, lines};
use crate::app::{ListItem, PaneArea, ScrollState};
use crate::course::{Chapter, Lesson};
use crate::engine::LessonStatus;
use crate::sanitize;
use ratatui::Frame;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, area: PaneArea) {
    if !area.is_shown() {
        return;
    }
    let state = scene.state;
    let body = area.body;
    let (width, height) = (usize::from(body.width), usize::from(body.height));
    let rows = state.rows();
    let first = state.first_row(height);
    let extent = ScrollState {
        at: first,
        last: rows.len().saturating_sub(height),
        page: height,
    };
    let edges = Edges {
        title: lines::styled("Lessons", scene.theme.title()),
        ..Edges::default()
    };
    frame::draw(scene, frame, (area, true), edges, extent);
    for (row, item) in body.rows().zip(rows.into_iter().skip(first)) {
        let mut line = item_line(scene, item, width);
        if item == state.cursor {
            line = lines::select(scene.theme, line, width);
        }
        draw_line(frame, row, &line);
    }
}

fn item_line(scene: Scene<'_>, item: ListItem, width: usize) -> Line<'static> {
    let Some(course) = scene.state.model().course() else {
        return Line::default();
    };
    let line = match item {
        ListItem::Chapter(at) => {
            let chapter = course.chapters.get(at);
            chapter.map(|chapter| chapter_line(scene, chapter, width))
        }
        ListItem::Lesson(at) => {
            let lesson = course.lessons.get(at);
            lesson.map(|lesson| lesson_line(scene, lesson, width))
        }
        ListItem::Removed(at) => {
            let lesson = scene.state.model().removed_lessons().get(at);
            lesson.map(|lesson| removed_line(scene, &lesson.title, width))
        }
    };
    line.unwrap_or_default()
}

/// Columns of a chapter's bar, and the minimum number of columns of a list with bars.
const BAR_WIDTH: usize = 8;
const MIN_WITH_BARS: usize = 40;

fn chapter_line(scene: Scene<'_>, chapter: &Chapter, width: usize) -> Line<'static> {
    let state = scene.state;
    let theme = scene.theme;
    let (done, all) = state.model().counts(Some(&chapter.id));
    let folded = state.folded.contains(&chapter.id);
    let (mark, style) = match (done == all && all > 0, folded) {
        (true, true) => ("✓", theme.good()),
        (_, true) => ("▸", theme.dim()),
        (_, false) => ("▾", theme.dim()),
    };
    let count = format!("{done}/{all}");
    let bar_width = if width >= MIN_WITH_BARS { BAR_WIDTH } else { 0 };
    let full = (done * bar_width).checked_div(all).unwrap_or(0);
    let room = width.saturating_sub(count.len() + bar_width + 4);
    Line::from(vec![
        Span::styled(mark, style),
        Span::raw(" "),
        Span::styled(
            lines::pad(&sanitize::line(&chapter.title), room),
            theme.strong(),
        ),
        Span::styled("━".repeat(full), theme.good()),
        Span::styled("─".repeat(bar_width - full), theme.rule()),
        Span::styled(format!(" {count}"), theme.dim()),
    ])
}

fn lesson_line(scene: Scene<'_>, lesson: &Lesson, width: usize) -> Line<'static> {
    let theme = scene.theme;
    let (mark, style) = status_mark(scene, lesson);
    let room = width.saturating_sub(4);
    let title = sanitize::line(&lesson.head.title).replace('`', "");
    let title_style = if lesson.head.optional {
        theme.dim()
    } else {
        Style::new()
    };
    Line::from(vec![
        Span::raw("  "),
        Span::styled(mark, style),
        Span::raw(" "),
        Span::styled(lines::truncate(&title, room), title_style),
    ])
}

fn removed_line(scene: Scene<'_>, title: &str, width: usize) -> Line<'static> {
    const REMOVED: &str = " (removed)";
    let title = sanitize::line(title).replace('`', "");
    let title = lines::truncate(&title, width.saturating_sub(4 + REMOVED.len()));
    let text = format!("  – {title}{REMOVED}");
    Line::styled(text, scene.theme.dim())
}

/// The mark of a lesson in lists.
pub(super) fn status_mark(scene: Scene<'_>, lesson: &Lesson) -> (&'static str, Style) {
    let theme = scene.theme;
    match scene.state.model().status(lesson) {
        LessonStatus::Grading => ("…", theme.accent()),
        LessonStatus::Done => ("✓", theme.good()),
        LessonStatus::DoneEarlier => ("✓", theme.dim()),
        LessonStatus::Changed => ("✎", theme.accent()),
        LessonStatus::Failed => ("✗", theme.bad()),
        LessonStatus::Asks => ("?", theme.accent()),
        LessonStatus::Open => ("·", theme.dim()),
    }
}
