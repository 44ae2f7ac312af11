//! The Answer tab: what the lesson asks, and the reply to what was answered.

mod prediction;

use super::{Content, Scene, code, lines};
use crate::app::layout;
use crate::course::{self, Choice, Lesson, Question};
use crate::engine::form::{Reply, Task};
use crate::keymap::{Action, Context, key_name};
use crate::report;
use crate::sanitize;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// Columns before the text of a choice: cursor, number and mark.
const CHOICE_MARGIN: usize = 7;

pub(super) fn content(scene: Scene<'_>, width: usize, height: usize) -> Content {
    let state = scene.state;
    let Some(lesson) = state.model().current() else {
        return Content::default();
    };
    match state.session.reply() {
        Some(Reply::Predicted(id)) => return prediction::reply(scene, lesson, id, width).into(),
        Some(Reply::Answered {
            question, choices, ..
        }) => return reply(scene, lesson, (question, choices), width).into(),
        None => {}
    }
    let mut content = match state.model().task() {
        Task::Predict(prediction) => prediction::form(scene, lesson, prediction, (width, height)),
        Task::Order => order(scene, lesson, width),
        Task::Ask(question) => choices(scene, question, width),
        Task::Edit => edit(scene, lesson, width).into(),
        Task::Done => done(scene, lesson, width).into(),
    };
    if let Some(problem) = &state.form.problem {
        let problem = sanitize::line(&report::in_one_line(problem));
        let lines = lines::wrap_styled(&problem, width, scene.theme.bad());
        content.pinned.extend(lines);
    }
    content
}

/// The key that commits the answer, and what that means or what is still missing; `None` if nothing is asked.
pub(super) fn commit_line(scene: Scene<'_>) -> Option<Line<'static>> {
    let (state, theme) = (scene.state, scene.theme);
    if state.model().is_predicting() {
        return Some(lines::styled("Compiling and running …", theme.accent()));
    }
    if !state.is_answering() {
        return None;
    }
    let key = key_name(Context::Answer, Action::Commit);
    if state.session.reply().is_some() {
        return Some(Line::from(vec![
            Span::styled(key, theme.key()),
            Span::styled(format!(" {}", state.reply_label()), theme.dim()),
        ]));
    }
    let check = state.commit_check()?;
    let (key_style, says) = match (check, state.model().task()) {
        // The form says above why it cannot be committed.
        (Err(_), _) if state.form.problem.is_some() => (theme.dim(), " commit".to_owned()),
        (Err(error), _) => (
            theme.dim(),
            format!(" commit   {}", report::form_error(&error)),
        ),
        (Ok(()), Task::Predict(_)) if state.form.ends_line() => {
            (theme.key(), " next line, twice to commit".to_owned())
        }
        (Ok(()), Task::Predict(_)) => (
            theme.key(),
            " commit (you can't change it afterwards)".to_owned(),
        ),
        (Ok(()), Task::Ask(_) | Task::Order | Task::Edit | Task::Done) => {
            (theme.key(), " commit".to_owned())
        }
    };
    Some(Line::from(vec![
        Span::styled(key, key_style),
        Span::styled(says, theme.dim()),
    ]))
}

/// What is shown before the file is changed: the predictions so far, and what to do.
fn edit(scene: Scene<'_>, lesson: &Lesson, width: usize) -> Vec<Line<'static>> {
    let mut blocks = report::earlier_predictions(lesson, scene.state.model().lesson_progress());
    blocks.extend([report::to_edit(lesson), report::to_check()]);
    lines::blocks(scene, &blocks, width)
}

/// What is shown once everything is answered: the takeaway, what to do next, the predictions and the answers.
fn done(scene: Scene<'_>, lesson: &Lesson, width: usize) -> Vec<Line<'static>> {
    let so_far = scene.state.model().lesson_progress();
    let mut lines = card_in_pane(scene, lesson, &report::effort(0, so_far), width);
    for blocks in [
        report::earlier_predictions(lesson, so_far),
        report::answers(lesson, so_far),
    ] {
        lines.push(Line::default());
        lines.extend(lines::blocks(scene, &blocks, width));
    }
    lines
}

/// The card, in a frame of its own if its pane has none. `effort` is what it took to pass.
pub(super) fn card_in_pane(
    scene: Scene<'_>,
    lesson: &Lesson,
    effort: &str,
    width: usize,
) -> Vec<Line<'static>> {
    let is_framed = layout(scene.state).is_some_and(|panes| panes.verdict.is_framed);
    if is_framed {
        card(scene, lesson, width)
    } else {
        framed_card(scene, lesson, effort, width)
    }
}

/// The takeaway of a lesson that is done, and what comes next.
fn card(scene: Scene<'_>, lesson: &Lesson, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let mut lines = Vec::new();
    let takeaway = lines::prose(theme, &lesson.head.takeaway, width.saturating_sub(2));
    lines.extend(takeaway.into_iter().map(|mut line| {
        line.spans.insert(0, Span::styled("▌ ", theme.good()));
        line
    }));
    lines.push(Line::default());
    let state = scene.state;
    let has_open_question = state.model().asks() && !state.is_answering();
    let (next, has_solution) = (state.model().next_lesson(), state.model().sees_solution());
    let next = report::after_success(
        next,
        state.model().core_only(),
        has_solution,
        has_open_question,
    );
    lines.extend(lines::blocks(scene, &next, width));
    lines
}

/// The card in a frame; the effort is in the upper edge, or above the rest.
fn framed_card(
    scene: Scene<'_>,
    lesson: &Lesson,
    effort: &str,
    width: usize,
) -> Vec<Line<'static>> {
    let (theme, edge) = (scene.theme, scene.theme.good());
    let inner = width.saturating_sub(4);
    let mut body = card(scene, lesson, inner);
    // The band says the same.
    let title = if scene.state.model().verdict().is_some() {
        "─ ✓ Passed "
    } else {
        "─ ✓ Done "
    };
    let mut right = format!(" {effort} ─");
    if effort.is_empty() || title.width() + right.width() + 4 > width {
        right.clear();
        if !effort.is_empty() {
            body.insert(0, lines::styled(effort, theme.dim()));
        }
    }
    let rule = |taken: usize| "─".repeat(width.saturating_sub(taken + 2));
    let mut upper = lines::styled(format!("╭{title}"), edge);
    upper.push_span(Span::styled(rule(title.width() + right.width()), edge));
    if let Some(effort) = right.strip_suffix('─') {
        upper.push_span(Span::styled(effort.to_owned(), theme.dim()));
        upper.push_span(Span::styled("─", edge));
    }
    upper.push_span(Span::styled("╮", edge));
    let mut framed = vec![upper];
    for line in body {
        let mut line = lines::fill(lines::truncate_line(line, inner), inner, Style::new());
        line.spans.insert(0, Span::styled("│ ", edge));
        line.push_span(Span::styled(" │", edge));
        framed.push(line);
    }
    framed.push(lines::styled(format!("╰{}╯", rule(0)), edge));
    framed
}

fn choices(scene: Scene<'_>, question: &Question, width: usize) -> Content {
    let form = &scene.state.form;
    let several = question.has_several_right();
    let mut content = Content::from(lines::blocks(scene, &report::question(question), width));
    content.lines.push(Line::default());
    for (at, choice) in question.choices.iter().enumerate() {
        let is_selected = form.cursor == at && scene.state.is_answering();
        let mark = match (several, form.chosen.contains(&at)) {
            (true, true) => "[x]",
            (true, false) => "[ ]",
            (false, true) => "(•)",
            (false, false) => "( )",
        };
        let lines = choice_lines(scene, (at, choice), mark, is_selected, width);
        content.add_choice(at, lines);
        if is_selected {
            content.focus = Some(content.lines.len() - 1);
        }
    }
    content
}

fn choice_lines(
    scene: Scene<'_>,
    (at, choice): (usize, &Choice),
    mark: &str,
    is_selected: bool,
    width: usize,
) -> Vec<Line<'static>> {
    let theme = scene.theme;
    // The number is the key that chooses it.
    let number = if scene.state.takes_digits() {
        (at + 1).to_string()
    } else {
        " ".to_owned()
    };
    let (sign, style) = if is_selected {
        ("▸", theme.marked())
    } else {
        (" ", Style::new())
    };
    let mut text = lines::prose(theme, &choice.text, width.saturating_sub(CHOICE_MARGIN));
    for (row, line) in text.iter_mut().enumerate() {
        let margin = if row == 0 {
            vec![
                Span::styled(sign, style),
                Span::styled(number.clone(), theme.key()),
                Span::raw(" "),
                Span::styled(format!("{mark} "), style),
            ]
        } else {
            vec![Span::raw(" ".repeat(CHOICE_MARGIN))]
        };
        line.spans.splice(0..0, margin);
    }
    let lines = text.into_iter();
    lines.map(|line| line.patch_style(style)).collect()
}

fn reply(
    scene: Scene<'_>,
    lesson: &Lesson,
    (question, choices): (&str, &[usize]),
    width: usize,
) -> Vec<Line<'static>> {
    let Some(question) = lesson.questions.iter().find(|other| other.id == question) else {
        return Vec::new();
    };
    let chosen = choices.iter().filter_map(|at| question.choices.get(*at));
    let chosen: Vec<&Choice> = chosen.collect();
    lines::blocks(scene, &report::reply(question, &chosen), width)
}

/// Lines to put into order: the learner's order above, the lines that are left below.
fn order(scene: Scene<'_>, lesson: &Lesson, width: usize) -> Content {
    let dim = scene.theme.dim();
    let state = scene.state;
    let texts = course::shown(lesson);
    let mut content = Content::default();
    let mut row = 0;
    let parts = [
        (
            state.order(lesson),
            "Your order   enter saves and grades it",
            "  nothing yet",
        ),
        (
            state.unplaced_lines(lesson),
            "The lines   space adds one; some don't belong",
            "  none left",
        ),
    ];
    for (part, (indices, title, if_empty)) in parts.into_iter().enumerate() {
        content.lines.push(lines::styled(title, dim));
        if indices.is_empty() {
            content.lines.push(lines::styled(if_empty, dim));
        }
        for (at, index) in indices.into_iter().enumerate() {
            let selected = row == state.form.cursor && state.is_answering();
            if selected {
                content.focus = Some(content.lines.len());
            }
            let number = (part == 0).then_some(at + 1);
            let text = texts.get(index).copied().unwrap_or_default();
            content.add_choice(row, order_line(scene, number, text, selected, width));
            row += 1;
        }
        content.lines.push(Line::default());
    }
    content
}

fn order_line(
    scene: Scene<'_>,
    number: Option<usize>,
    text: &str,
    selected: bool,
    width: usize,
) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let number = number.map_or("   ".to_owned(), |number| format!("{number:>3}"));
    let sign = if selected { "▸" } else { " " };
    let mut line = code::rust_line(theme, text);
    let margin = Span::styled(format!("{sign}{number}  "), theme.accent());
    let indent = margin.width() + 2 + text.len() - text.trim_start().len();
    line.spans.insert(0, margin);
    let rows = lines::wrap_line(&line, width, indent).into_iter();
    let style = if selected {
        theme.marked()
    } else {
        Style::new()
    };
    rows.map(|row| row.patch_style(style)).collect()
}
