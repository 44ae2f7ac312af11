//! The form for a prediction, and the reply: the prediction beside what happened.

use crate::app::layout;
use crate::course::{Lesson, Prediction, prediction_text};
use crate::engine::form::OUTCOMES;
use crate::report;
use crate::rows::Ground;
use crate::sanitize;
use crate::screen::code::{self, LineMarks};
use crate::screen::{Content, Scene, lines};
use crate::verdict::OutcomeKind;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns from which the program and the outcomes are side by side.
const MIN_SIDE_BY_SIDE: usize = 90;

/// Error codes that are shown at the same time.
const MAX_CODES: usize = 4;

/// Columns of the outcomes beside a program.
const MIN_FORM_WIDTH: usize = 45;

/// The program, the outcomes to choose from, and how to commit.
pub(super) fn form(
    scene: Scene<'_>,
    lesson: &Lesson,
    prediction: &Prediction,
    width: usize,
) -> Content {
    let (state, theme) = (scene.state, scene.theme);
    let is_beside = layout(state).is_some_and(|panes| panes.file.is_shown());
    let is_wide = width >= MIN_SIDE_BY_SIDE && !is_beside;
    // The program gets most of the room, because its lines should not be folded.
    let (left, right) = if is_wide {
        let right = (width * 2 / 5).max(MIN_FORM_WIDTH);
        (width - 3 - right, right)
    } else {
        (width, width)
    };
    let text = prediction_text(lesson, prediction);
    let typed = state.form.typed_line();
    let marks = LineMarks::from_iter(typed.map(|line| (line, (theme.marked(), String::new()))));
    let program = code::numbered(scene, text, &marks, left, &code::ALL_ROWS);
    let (outcomes, focus) = outcomes(scene, title(lesson, prediction), right);
    if is_beside || is_wide {
        let lines = if is_beside {
            outcomes
        } else {
            beside(program, outcomes, left, theme.dim())
        };
        return Content {
            lines,
            focus,
            ..Content::default()
        };
    }
    let focus = focus.map(|focus| program.len() + 1 + focus);
    let mut lines = program;
    lines.push(Line::default());
    lines.extend(outcomes);
    Content {
        lines,
        focus,
        ..Content::default()
    }
}

/// Joins two columns of lines; the left one is this wide.
fn beside(
    left: Vec<Line<'static>>,
    right: Vec<Line<'static>>,
    width: usize,
    rule: Style,
) -> Vec<Line<'static>> {
    let count = left.len().max(right.len());
    let pad = |mut lines: Vec<Line<'static>>| {
        lines.resize(count, Line::default());
        lines.into_iter()
    };
    let both = pad(left).zip(pad(right));
    let join = |(left, right): (Line<'static>, Line<'static>)| {
        let mut line = lines::fill(left, width, Style::new());
        line.push_span(Span::styled(" │ ", rule));
        let style = right.style;
        let spans = right.spans.into_iter();
        line.spans.extend(spans.map(|span| span.patch_style(style)));
        line
    };
    both.map(join).collect()
}

/// The title and the outcomes, and the last line of the one that is chosen.
fn outcomes(scene: Scene<'_>, title: String, width: usize) -> (Vec<Line<'static>>, Option<usize>) {
    let mut lines = vec![lines::styled(title, scene.theme.strong())];
    let mut focus = None;
    for (row, outcome) in OUTCOMES.into_iter().enumerate() {
        let chosen = scene.state.form.cursor == row;
        lines.extend(outcome_lines(scene, outcome, chosen, width));
        if chosen && scene.state.is_answering() {
            focus = Some(lines.len() - 1);
        }
    }
    (lines, focus)
}

/// With several programs, the title says which of them is asked about.
fn title(lesson: &Lesson, prediction: &Prediction) -> String {
    let programs = &lesson.predictions;
    if programs.len() == 1 {
        return "What happens?".to_owned();
    }
    let edition = prediction.edition.unwrap_or(lesson.build.edition).as_str();
    let at = programs.iter().position(|other| other.id == prediction.id);
    let (at, all) = (at.unwrap_or(0) + 1, programs.len());
    format!("What happens?   {at} of {all}, in Rust {edition}")
}

fn outcome_lines(
    scene: Scene<'_>,
    outcome: OutcomeKind,
    chosen: bool,
    width: usize,
) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let form = &scene.state.form;
    let (mark, style, field_style) = if chosen {
        ("(•) ", theme.marked(), theme.ground(Ground::Selection))
    } else {
        ("( ) ", Style::new(), theme.dim())
    };
    let field = |typed: &str| {
        let typed = if typed.is_empty() { "__" } else { typed };
        Span::styled(format!("[{typed}]"), field_style)
    };
    let mut spans = vec![Span::styled(mark, style)];
    let mut below = Vec::new();
    match outcome {
        OutcomeKind::CompileError => {
            spans.push(Span::styled("it does not compile, because of line ", style));
            spans.push(field(&form.refused_line));
            if chosen {
                below = error_codes(scene, width);
            }
        }
        OutcomeKind::Finished => {
            spans.push(Span::styled("it finishes and prints", style));
            below = printed_lines(scene, chosen);
        }
        OutcomeKind::Panicked => {
            spans.push(Span::styled("it panics on line ", style));
            spans.push(field(&form.panic_line));
        }
        OutcomeKind::Deadlocked | OutcomeKind::TimedOut | OutcomeKind::Killed => {
            spans.push(Span::styled("it hangs", style));
        }
    }
    let mut lines = lines::wrap_line(&Line::from(spans), width, 4);
    for line in below {
        lines.extend(lines::wrap_line(&line, width, 6));
    }
    lines
}

/// What was typed as the output so far, with a cursor.
fn printed_lines(scene: Scene<'_>, chosen: bool) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let printed = scene.state.form.printed.iter();
    let mut lines: Vec<Line<'static>> = printed.map(|line| sanitize::line(line).into()).collect();
    let chosen = chosen && scene.state.is_answering();
    if lines.is_empty() && chosen {
        lines.push(Line::default());
    }
    // An empty field is only shown while something can be typed into it.
    let is_empty = scene.state.form.printed.iter().all(String::is_empty);
    lines.truncate(if is_empty && !chosen { 0 } else { lines.len() });
    for line in &mut lines {
        line.spans.insert(0, Span::styled("      │ ", theme.dim()));
    }
    if let Some(last) = lines.last_mut().filter(|_| chosen) {
        last.push_span(Span::styled("▏", theme.accent()));
    }
    lines
}

/// Which error it may be: what was typed, and the codes that fit.
fn error_codes(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let form = &scene.state.form;
    let errors = scene.state.model().error_meanings();
    let found = form.codes_found(errors);
    let at = found.iter().position(|at| Some(*at) == form.code);
    let typed = sanitize::line(&form.code_typed);
    let how = if typed.is_empty() {
        "type it, or use ← →"
    } else {
        "← →"
    };
    let mut lines = vec![Line::from(vec![
        Span::styled("    error code (optional): ", theme.dim()),
        Span::styled(typed, theme.title()),
        Span::styled("▏ ", theme.accent()),
        Span::styled(how, theme.dim()),
    ])];
    let is_open = !form.code_typed.is_empty() || form.code.is_some();
    let first = at.unwrap_or(0).saturating_sub(MAX_CODES - 1);
    for place in found.iter().skip(first).take(MAX_CODES).filter(|_| is_open) {
        let Some(error) = errors.get(*place) else {
            continue;
        };
        let text = format!(
            "{}  {}",
            sanitize::line(&error.code),
            sanitize::line(&error.means)
        );
        let text = lines::truncate(&text, width.saturating_sub(7));
        let (sign, style) = if Some(*place) == form.code {
            ("▸ ", theme.marked())
        } else {
            ("  ", theme.dim())
        };
        lines.push(lines::styled(format!("    {sign}{text}"), style));
    }
    if found.is_empty() {
        lines.push(lines::styled(
            "      no error in this course matches",
            theme.dim(),
        ));
    }
    lines
}

/// The prediction beside what happened, and why.
pub(super) fn reply(
    scene: Scene<'_>,
    lesson: &Lesson,
    id: &str,
    width: usize,
) -> Vec<Line<'static>> {
    let prediction = lesson.predictions.iter().find(|other| other.id == id);
    let (Some(result), Some(prediction)) = (scene.state.model().prediction_result(id), prediction)
    else {
        return Vec::new();
    };
    let program = prediction_text(lesson, prediction);
    lines::blocks(scene, &report::prediction(result, program), width)
}
