//! Your file beside a good solution, as a diff: another way, not the only one.

use super::{Scene, code, fit, writer};
use crate::compare::{self, Mode};
use crate::report::{Block, Comparison};
use ratatui::text::Line;
use std::collections::BTreeMap;

pub(super) fn lines(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let state = scene.state;
    let solution = state
        .model
        .current()
        .and_then(|lesson| lesson.files.solution.as_deref());
    let (Some(solution), Some(yours)) = (solution, state.source()) else {
        return vec![fit::styled(
            "There is no solution to show.",
            scene.theme.dim(),
        )];
    };
    if let Ok(Some(diff)) = compare::compare(Mode::Exact, solution, yours) {
        let words =
            "One good way (left, or -) and yours (right, or +). Yours need not look like it.";
        let head = fit::words(words, width).into_iter();
        let head = head.map(|line| fit::styled(line, scene.theme.dim()));
        return head
            .chain(writer::lines(
                scene,
                &[Block::Diff(Comparison {
                    expected: "the solution".to_owned(),
                    actual: "yours".to_owned(),
                    diff,
                })],
                width,
            ))
            .collect();
    }
    let words = "Your file is the solution, to the letter.";
    let mut lines = vec![fit::styled(words, scene.theme.good()), Line::default()];
    lines.extend(code::numbered(
        scene,
        solution,
        &BTreeMap::new(),
        width,
        &code::ALL,
    ));
    lines
}
