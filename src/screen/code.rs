//! Your file as it is on the disk, with line numbers and what rustc or a panic marks.

use super::{Scene, fit, rust};
use crate::inert;
use crate::verdict::{Outcome, Severity};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::collections::BTreeMap;

pub(super) fn lines(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let state = scene.state;
    if let Some(Err(why)) = state.files.get(&state.lesson) {
        let words = fit::words(&inert::text(why.as_bytes()), width.min(100));
        return words
            .into_iter()
            .map(|line| fit::styled(line, scene.theme.bad()))
            .collect();
    }
    let Some(source) = state.source() else {
        return vec![fit::styled(
            "This lesson has no program.",
            scene.theme.dim(),
        )];
    };
    numbered(scene, source, &marks(scene), width)
}

/// What is said about a line.
type Marks = BTreeMap<usize, (Style, String)>;

/// A program with line numbers, and a sentence below each line that is marked.
pub(super) fn numbered(
    scene: Scene<'_>,
    source: &str,
    marks: &Marks,
    width: usize,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (number, mut line) in (1..).zip(rust::lines(scene.theme, source)) {
        let mark = marks.get(&number);
        let (sign, style) = match mark {
            Some((style, _)) => ("▸", *style),
            None => (" ", scene.theme.dim()),
        };
        let margin = format!("{sign}{number:>3} │ ");
        line.spans.insert(0, Span::styled(margin, style));
        lines.extend(fit::wrapped(&line, width, 7));
        if let Some((style, said)) = mark {
            let said = fit::cut(said, width.saturating_sub(7));
            lines.push(Line::from(vec![
                Span::raw("     ╰ "),
                Span::styled(said, *style),
            ]));
        }
    }
    lines
}

fn marks(scene: Scene<'_>) -> Marks {
    let mut marks = Marks::new();
    let Some(graded) = scene.state.verdict() else {
        return marks;
    };
    let seen = &graded.verdict.seen;
    if let Outcome::Panicked(panic) = &seen.outcome
        && let Some(at) = panic.line
    {
        let said = panic.message.lines().next().unwrap_or_default();
        mark(&mut marks, at, scene.theme.bad(), &format!("panic: {said}"));
    }
    for found in &seen.diagnostics {
        let style = match found.severity {
            Severity::Error => scene.theme.bad(),
            Severity::Warning => scene.theme.accent(),
        };
        if let Some(at) = found.line {
            mark(&mut marks, at, style, &found.message);
        }
    }
    marks
}

fn mark(marks: &mut Marks, at: u32, style: Style, said: &str) {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    marks
        .entry(at)
        .or_insert_with(|| (style, inert::line(said)));
}
