//! The hidden tests with what each asks for, and the rules that are broken.

use super::{Scene, fit, prose};
use crate::sanitize;
use crate::verdict::{RuleBreach, StageName, StageState, TestReport};
use ratatui::text::{Line, Span};

pub(super) fn lines(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let Some((graded, _)) = scene.state.shown() else {
        return vec![fit::styled("Nothing was tested yet.", scene.theme.dim())];
    };
    let verdict = &graded.verdict;
    let mut lines = Vec::new();
    for test in &verdict.tests {
        lines.extend(one(scene, test, width));
    }
    for breach in &verdict.breaches {
        lines.extend(broken(scene, breach, width));
    }
    let rules = verdict.stage(StageName::Rules);
    if rules == StageState::Passed {
        lines.push(Line::from(vec![
            Span::styled("✓ ", scene.theme.good()),
            Span::raw("the rules of the lesson are kept"),
        ]));
    }
    if lines.is_empty() {
        lines.push(fit::styled(
            "This lesson has no tests: its output decides.",
            scene.theme.dim(),
        ));
    }
    let theirs = matches!(
        verdict.headline(),
        Some(StageName::Tests | StageName::Rules)
    );
    if let Some(said) = verdict.feedback.as_ref().filter(|_| theirs) {
        lines.push(Line::default());
        lines.extend(prose::lines(scene.theme, &said.text, width));
    }
    lines
}

fn one(scene: Scene<'_>, test: &TestReport, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let (mark, style) = match test.state {
        StageState::Passed => ("✓ ", theme.good()),
        StageState::Failed => ("✗ ", theme.bad()),
        StageState::Skipped | StageState::Absent => ("– ", theme.dim()),
    };
    let mut lines = fit::indented(prose::lines(theme, &test.says, width.saturating_sub(2)), 2);
    if let Some(first) = lines.first_mut() {
        first.spans[0] = Span::styled(mark, style);
        if mark == "– " {
            first.push_span(Span::styled("   not run", theme.dim()));
        }
    }
    let failed = test.state == StageState::Failed;
    for line in test
        .detail
        .iter()
        .filter(|_| failed)
        .flat_map(|d| d.lines())
    {
        let line = fit::styled(format!("    {}", sanitize::line(line)), theme.dim());
        lines.extend(fit::wrapped(&line, width, 4));
    }
    lines
}

fn broken(scene: Scene<'_>, breach: &RuleBreach, width: usize) -> Vec<Line<'static>> {
    let line = breach
        .line
        .map_or(String::new(), |line| format!("line {line}: "));
    let says = prose::lines(
        scene.theme,
        &format!("{line}{}", breach.says),
        width.saturating_sub(2),
    );
    let mut lines = fit::indented(says, 2);
    if let Some(first) = lines.first_mut() {
        first.spans[0] = Span::styled("✗ ", scene.theme.bad());
    }
    lines
}
