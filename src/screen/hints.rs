//! The hints that were asked for, the newest last. How many are left is nobody's business.

use super::{Scene, fit, prose};
use ratatui::text::Line;

pub(super) fn lines(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(lesson) = scene.state.model.current() else {
        return Vec::new();
    };
    if lesson.hints.is_empty() {
        return vec![fit::styled(
            "There are no hints for this lesson.",
            scene.theme.dim(),
        )];
    }
    let seen = &scene.state.model.so_far().hints;
    let shown = seen
        .iter()
        .filter_map(|id| lesson.hints.iter().find(|hint| hint.id == *id));
    let mut parts: Vec<Vec<Line<'static>>> = shown
        .map(|hint| prose::lines(scene.theme, &hint.text, width))
        .collect();
    let all = lesson.hints.iter().all(|hint| seen.contains(&hint.id));
    let words = match (parts.is_empty(), all) {
        (true, _) => "h  a hint",
        (false, false) => "h  another hint",
        (false, true) => "These were all the hints.",
    };
    parts.push(vec![fit::styled(words, scene.theme.dim())]);
    parts.join(&Line::default())
}
