//! A question with its choices, and what each choice is answered with.

use crate::course::{Choice, Lesson, Question};
use crate::report;
use crate::screen::{Content, Scene, fit, writer};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub(super) fn form(scene: Scene<'_>, question: &Question, width: usize) -> Content {
    let form = &scene.state.form;
    let several = question.has_several_right();
    let mut lines = writer::lines(scene, &report::question(question), width);
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
    let text = writer::prose(scene.theme, &choice.text, width.saturating_sub(7));
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
    let Some(question) = lesson.questions.iter().find(|one| one.id == question) else {
        return Vec::new();
    };
    let chosen = choices.iter().filter_map(|at| question.choices.get(*at));
    let chosen: Vec<&Choice> = chosen.collect();
    let mut lines = writer::lines(scene, &report::reply(question, &chosen), width);
    let words = if right {
        "enter  go on"
    } else {
        "enter  try again"
    };
    lines.extend([Line::default(), fit::styled(words, scene.theme.accent())]);
    lines
}
