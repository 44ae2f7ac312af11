//! A question with its choices, and what each choice is answered with.

use crate::course::{Choice, Lesson, Question};
use crate::screen::{Content, Scene, fit, prose};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub(super) fn form(scene: Scene<'_>, question: &Question, width: usize) -> Content {
    let theme = scene.theme;
    let form = &scene.state.form;
    let several = question
        .choices
        .iter()
        .filter(|choice| choice.right)
        .count()
        > 1;
    let mut lines = prose::lines(theme, &question.ask, width);
    if several {
        lines.push(fit::styled(
            "More than one is right; all of them are wanted.",
            theme.dim(),
        ));
    }
    lines.push(Line::default());
    let mut seen = None;
    for (at, choice) in question.choices.iter().enumerate() {
        let here = form.cursor == at && scene.state.is_answering();
        let mark = match (several, form.chosen.contains(&at)) {
            (true, true) => "[x]",
            (true, false) => "[ ]",
            (false, true) => "(•)",
            (false, false) => "( )",
        };
        lines.extend(one(scene, (at, choice), mark, here, width));
        if here {
            seen = Some(lines.len() - 1);
        }
    }
    Content { lines, seen }
}

fn one(
    scene: Scene<'_>,
    (at, choice): (usize, &Choice),
    mark: &str,
    here: bool,
    width: usize,
) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let style = if here { theme.marked() } else { Style::new() };
    let text = prose::lines(theme, &choice.text, width.saturating_sub(7));
    let mut said = fit::indented(text, 7);
    if let Some(first) = said.first_mut() {
        let sign = if here { "▸" } else { " " };
        let number = Span::styled(format!("{sign}{} ", at + 1), theme.dim());
        first.spans[0] = Span::styled(format!("{mark} "), style);
        first.spans.insert(0, number);
    }
    said.into_iter()
        .map(|line| line.patch_style(style))
        .collect()
}

/// What a choice is answered with.
pub(super) fn reply(
    scene: Scene<'_>,
    lesson: &Lesson,
    (question, choices, right): (&str, &[usize], bool),
    width: usize,
) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let Some(question) = lesson.questions.iter().find(|one| one.id == question) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for at in choices {
        let Some(choice) = question.choices.get(*at) else {
            continue;
        };
        let (mark, style) = if choice.right {
            ("✓ right", theme.good())
        } else {
            ("✗ not so", theme.bad())
        };
        lines.push(fit::styled(mark, style));
        lines.extend(fit::indented(
            prose::lines(theme, &choice.text, width.saturating_sub(2)),
            2,
        ));
        lines.push(Line::default());
        lines.extend(fit::indented(
            prose::lines(theme, &choice.say, width.saturating_sub(2)),
            2,
        ));
        lines.push(Line::default());
    }
    let all_right = choices
        .iter()
        .all(|at| question.choices.get(*at).is_some_and(|c| c.right));
    if !right && all_right {
        let words = "What you chose is right, and there is more that is.";
        lines.extend([fit::styled(words, theme.accent()), Line::default()]);
    }
    let words = if right {
        "enter  go on"
    } else {
        "enter  try again"
    };
    lines.push(fit::styled(words, theme.accent()));
    lines
}

/// A question that was answered, with what is right.
pub(super) fn answered(scene: Scene<'_>, question: &Question, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let mut lines = vec![Line::default()];
    lines.extend(prose::lines(theme, &question.ask, width));
    for choice in question.choices.iter().filter(|choice| choice.right) {
        let mut said = fit::indented(
            prose::lines(theme, &choice.text, width.saturating_sub(2)),
            2,
        );
        if let Some(first) = said.first_mut() {
            first.spans[0] = Span::styled("✓ ", theme.good());
        }
        lines.extend(said);
    }
    lines
}
