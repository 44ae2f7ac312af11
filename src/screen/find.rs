//! Looking for a lesson: what was typed, and the lessons that fit.

use super::{Scene, fit};
use crate::app::Finding;
use crate::course::Lesson;
use crate::sanitize;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

/// More hits than these are not read.
const AT_MOST: usize = 12;

pub(super) fn draw(scene: Scene<'_>, finding: &Finding, frame: &mut Frame<'_>, all: Rect) {
    let Some(course) = &scene.state.model.course else {
        return;
    };
    let found = course.search(&finding.typed);
    let room = usize::from(all.height).saturating_sub(6).min(AT_MOST);
    let width = all.width.min(72);
    let height = u16::try_from(room + 4).unwrap_or(6).min(all.height);
    let area = Rect::new((all.width - width) / 2, 1, width, height);
    Clear.render(area, frame.buffer_mut());
    let inner = usize::from(width).saturating_sub(4);
    let lines = lines(scene, finding, &found, (inner, room));
    for (row, line) in lines.iter().take(usize::from(height)).enumerate() {
        let y = area.y + u16::try_from(row).unwrap_or(0);
        let room = u16::try_from(inner).unwrap_or(area.width).min(area.width);
        if y < all.y + all.height {
            frame.buffer_mut().set_line(area.x + 2, y, line, room);
        }
    }
}

/// What was typed, and as many hits as there is room for, so that the chosen one is among them.
fn lines(
    scene: Scene<'_>,
    finding: &Finding,
    found: &[&Lesson],
    (inner, room): (usize, usize),
) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let first = finding.at.saturating_sub(room.saturating_sub(1));
    let mut lines = vec![
        fit::styled("─".repeat(inner), theme.dim()),
        Line::from(vec![
            Span::styled("Find: ", theme.accent()),
            Span::raw(sanitize::line(&fit::cut(
                &finding.typed,
                inner.saturating_sub(8),
            ))),
            Span::styled("▏", theme.accent()),
        ]),
    ];
    for (at, lesson) in found.iter().enumerate().skip(first).take(room) {
        lines.push(hit(scene, lesson, at == finding.at, inner));
    }
    if found.is_empty() {
        lines.push(fit::styled(" no lesson fits", theme.dim()));
    }
    lines.resize(room + 2, Line::default());
    lines.push(fit::styled("─".repeat(inner), theme.dim()));
    lines
}

fn hit(scene: Scene<'_>, lesson: &Lesson, chosen: bool, inner: usize) -> Line<'static> {
    let theme = scene.theme;
    let title = sanitize::line(&lesson.head.title).replace('`', "");
    let title = fit::cut(&title, inner.saturating_sub(20));
    let about = sanitize::line(&lesson.head.concepts.join(", "));
    let about = fit::cut(&about, inner.saturating_sub(title.width() + 4));
    let line = Line::from(vec![
        Span::raw(format!(" {title}  ")),
        Span::styled(about, theme.dim()),
    ]);
    let mut line = fit::filled(line, inner, Style::new());
    if chosen {
        for span in &mut line.spans {
            span.style = theme.chosen();
        }
    }
    line
}
