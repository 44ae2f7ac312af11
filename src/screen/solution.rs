//! Your file beside a good solution, as a diff: another way, not the only one.

use super::{Scene, difference, fit};
use crate::compare::{self, Mode};
use ratatui::text::Line;

pub(super) fn lines(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let state = scene.state;
    let solution = state
        .current()
        .and_then(|lesson| lesson.files.solution.as_deref());
    let (Some(solution), Some(yours)) = (solution, state.source()) else {
        return vec![fit::styled(
            "There is no solution to show.",
            scene.theme.dim(),
        )];
    };
    match compare::compare(Mode::Exact, solution, yours) {
        Ok(Some(diff)) => {
            let words =
                "One good way (left, or -) and yours (right, or +). Yours need not look like it.";
            let mut lines = vec![fit::styled(words, scene.theme.dim())];
            lines.extend(difference::lines(scene, &diff, width));
            lines
        }
        _ => {
            let words = "Your file is the solution, to the letter.";
            let mut lines = vec![fit::styled(words, scene.theme.good()), Line::default()];
            lines.extend(super::code::numbered(
                scene,
                solution,
                &std::collections::BTreeMap::new(),
                width,
            ));
            lines
        }
    }
}
