//! The verdict in a few words, always in view, and the tabs beside it.

use super::{Scene, fit, rect};
use crate::app::{Area, Layout};
use crate::course::Kind;
use crate::words;
use ratatui::Frame;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub(super) fn draw(scene: Scene<'_>, frame: &mut Frame<'_>, at: Layout) {
    rule(scene, frame, at);
    let area = rect(at.status);
    let line = line(scene);
    frame
        .buffer_mut()
        .set_line(area.x, area.y, &line, area.width);
    tabs(scene, frame, at.tabs);
}

fn rule(scene: Scene<'_>, frame: &mut Frame<'_>, at: Layout) {
    let area = rect(at.rule);
    if area.height == 0 {
        return;
    }
    let across = fit::styled("─".repeat(usize::from(area.width)), scene.theme.dim());
    frame
        .buffer_mut()
        .set_line(area.x, area.y, &across, area.width);
    if at.upright.height > 0 {
        let joint = fit::styled("┴", scene.theme.dim());
        frame.buffer_mut().set_line(at.upright.x, area.y, &joint, 1);
    }
}

pub(super) fn tabs(scene: Scene<'_>, frame: &mut Frame<'_>, area: Area) {
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

fn line(scene: Scene<'_>) -> Line<'static> {
    let theme = scene.theme;
    let state = scene.state;
    let said = |text: &str, style: Style| {
        Line::from(vec![Span::raw(" "), Span::styled(text.to_owned(), style)])
    };
    if state.is_grading() && state.verdict().is_none() {
        return said("… grading", theme.accent());
    }
    if state.form.waiting.is_some() {
        return said("… it is compiled and run", theme.accent());
    }
    if state.ungraded.contains_key(&state.lesson) && state.verdict().is_none() {
        return said("✗ could not be graded", theme.bad());
    }
    let Some(lesson) = state.current() else {
        return Line::default();
    };
    let graded = state
        .verdict()
        .filter(|graded| !graded.verdict.stages.is_empty());
    let Some(graded) = graded else {
        return match lesson.head.kind {
            _ if state.is_done() => said("✓ done", theme.good()),
            Kind::Predict => said("? what will it do", theme.accent()),
            Kind::Choose => said("? choose", theme.accent()),
            Kind::Edit | Kind::Arrange => said("· not graded yet", theme.dim()),
        };
    };
    let verdict = &graded.verdict;
    let (mark, style) = if verdict.passed() {
        ("✓ passed".to_owned(), theme.good())
    } else {
        (format!("✗ {}", words::in_short(verdict)), theme.bad())
    };
    let again = if state.is_grading() {
        "  … grading"
    } else {
        ""
    };
    Line::from(vec![
        Span::raw(" "),
        Span::styled(mark, style),
        Span::styled(
            format!("   {}{again}", words::seconds(verdict.millis)),
            theme.dim(),
        ),
    ])
}
