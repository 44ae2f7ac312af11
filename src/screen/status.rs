//! The verdict in a few words, always in view, and the tabs beside it.

use super::{Scene, fit};
use crate::app::Panes;
use crate::course::Kind;
use crate::report;
use crate::verdict::Verdict;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, at: Panes) {
    rule(scene, frame, at);
    let area = at.status;
    let places = scene.state.tab_places(at.tabs);
    let room = match places.first() {
        Some(first) if at.wide => first.x.saturating_sub(2),
        _ => area.width,
    };
    let line = line(scene, usize::from(room));
    frame.buffer_mut().set_line(area.x, area.y, &line, room);
    tabs(scene, frame, at.tabs);
}

fn rule(scene: Scene<'_>, frame: &mut Frame<'_>, at: Panes) {
    let area = at.rule;
    if area.height == 0 {
        return;
    }
    let across = fit::styled("─".repeat(usize::from(area.width)), scene.theme.dim());
    frame
        .buffer_mut()
        .set_line(area.x, area.y, &across, area.width);
    if at.divider.height > 0 {
        let joint = fit::styled("┴", scene.theme.dim());
        frame.buffer_mut().set_line(at.divider.x, area.y, &joint, 1);
    }
}

pub(super) fn tabs(scene: Scene<'_>, frame: &mut Frame<'_>, area: Rect) {
    if area.height == 0 {
        return;
    }
    for place in scene.state.tab_places(area) {
        let style = if place.tab == scene.state.tab {
            scene.theme.marked().patch(scene.theme.chosen())
        } else {
            scene.theme.dim()
        };
        let label = fit::styled(place.label, style);
        let room = (area.x + area.width).saturating_sub(place.x);
        frame.buffer_mut().set_line(place.x, area.y, &label, room);
    }
}

fn line(scene: Scene<'_>, room: usize) -> Line<'static> {
    let state = scene.state;
    if let Some(graded) = state.model.verdict() {
        return found(scene, &graded.verdict, room);
    }
    let (said, style) = without_verdict(scene);
    Line::from(vec![Span::raw(" "), Span::styled(said, style)])
}

/// What there is to say where nothing was judged, or not yet.
fn without_verdict(scene: Scene<'_>) -> (&'static str, Style) {
    let theme = scene.theme;
    let state = scene.state;
    let Some(lesson) = state.model.current() else {
        return ("", Style::new());
    };
    if state.model.is_grading() {
        return ("… grading", theme.accent());
    } else if state.model.is_predicting() {
        return ("Compiling and running …", theme.accent());
    } else if state.model.ungraded.contains_key(&lesson.id) {
        return ("✗ could not be graded", theme.bad());
    } else if state.model.is_done() {
        return ("✓ done", theme.good());
    }
    match lesson.head.kind {
        Kind::Predict if state.model.so_far().has_predicted(lesson) => {
            ("? why is it so", theme.accent())
        }
        Kind::Predict => ("? what will it do", theme.accent()),
        Kind::Choose => ("? choose", theme.accent()),
        Kind::Edit | Kind::Arrange => ("· not graded yet", theme.dim()),
    }
}

fn found(scene: Scene<'_>, verdict: &Verdict, room: usize) -> Line<'static> {
    let (theme, state) = (scene.theme, scene.state);
    let headline = report::status(verdict);
    let (sign, style) = if verdict.passed() {
        ("✓", theme.good())
    } else {
        ("✗", theme.bad())
    };
    let short = format!("{sign} {}", headline.status);
    let full = match &headline.detail {
        Some(detail) => format!("{short}   {detail}"),
        None => short.clone(),
    };
    let again = if state.model.is_grading() {
        "  … grading"
    } else {
        ""
    };
    let time = format!("   {}{again}", report::seconds(verdict.millis));
    // Where there is little room, the detail is left out first: the tab shows it.
    let fits = |said: &str, time: &str| said.width() + time.width() < room;
    let (said, time) = match () {
        () if fits(&full, &time) => (full, time),
        () if fits(&short, &time) => (short, time),
        () => (fit::cut(&short, room.saturating_sub(1)), String::new()),
    };
    Line::from(vec![
        Span::raw(" "),
        Span::styled(said, style),
        Span::styled(time, theme.dim()),
    ])
}
