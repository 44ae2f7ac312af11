//! The first line: the course and how far the learner has come; on a narrow screen the names of the panes.

use super::{Scene, fit};
use crate::app::{Panes, pane_names};
use crate::sanitize;
use ratatui::Frame;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// How wide the bar is.
const BAR: usize = 25;

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, at: Panes) {
    let area = at.header;
    let theme = scene.theme;
    let (done, of) = scene.state.model.counts(None);
    let width = usize::from(area.width);
    let left = if at.wide { title(scene) } else { panes(scene) };
    let mut right = Vec::new();
    if let Some(full) = (done * BAR).checked_div(of) {
        let counted = if at.wide {
            let core = if scene.state.model.core_only {
                "core lessons "
            } else {
                ""
            };
            format!("{done} of {of} {core}done  ")
        } else {
            format!("{done}/{of} ")
        };
        right.push(Span::raw(counted));
        if at.wide {
            right.push(Span::styled("━".repeat(full), theme.accent()));
            right.push(Span::styled("─".repeat(BAR - full), theme.dim()));
            right.push(Span::raw(" "));
        }
    }
    let used: usize = right.iter().map(|span| span.content.width()).sum();
    frame
        .buffer_mut()
        .set_line(area.x, area.y, &left, area.width);
    if used < width.saturating_sub(left.width()) {
        let x = area.x + area.width - u16::try_from(used).unwrap_or(0);
        frame
            .buffer_mut()
            .set_line(x, area.y, &Line::from(right), area.width);
    }
}

fn title(scene: Scene<'_>) -> Line<'static> {
    let course = scene.state.model.course.as_ref();
    let title = course.map_or(String::new(), |course| sanitize::line(&course.title));
    Line::from(vec![
        Span::styled(" cellmate", scene.theme.strong()),
        Span::styled(" · ", scene.theme.dim()),
        Span::raw(fit::cut(&title, 50)),
    ])
}

fn panes(scene: Scene<'_>) -> Line<'static> {
    let names = ["Lessons", "Lesson", "Verdict"];
    let mut spans = vec![Span::raw(" ")];
    for ((pane, _, _), name) in pane_names().into_iter().zip(names) {
        let style = if pane == scene.state.pane {
            scene.theme.chosen()
        } else {
            scene.theme.dim()
        };
        spans.push(Span::styled(name, style));
        spans.push(Span::raw("  "));
    }
    Line::from(spans)
}
