//! The form for a prediction, and the reply: the prediction beside what happened.

use crate::app::layout;
use crate::course::{Lesson, Prediction, prediction_text};
use crate::engine::form::OUTCOMES;
use crate::keymap::{Action, Context, key_name};
use crate::report;
use crate::rows::Ground;
use crate::sanitize;
use crate::screen::code::{self, LineMarks};
use crate::screen::{Content, Scene, lines};
use crate::text::plural;
use crate::verdict::OutcomeKind;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// The minimum number of columns for the program and the outcomes side by side.
const MIN_SIDE_BY_SIDE: usize = 90;

/// The minimum number of columns for an outcome's longer wording.
const MIN_LONG_OUTCOMES: usize = 48;

/// The minimum number of rows for a program above its outcomes.
const MIN_PROGRAM_ROWS: usize = 4;

/// How many of the typed lines of output are shown: the last ones.
const MAX_PRINTED_ROWS: usize = 4;

/// Columns before the field for what is printed.
const FIELD_MARGIN: usize = 4;

/// The minimum number of columns for the outcomes beside a program.
const MIN_FORM_WIDTH: usize = 45;

/// The program, the outcomes to choose from, and how to commit.
pub(super) fn form(
    scene: Scene<'_>,
    lesson: &Lesson,
    prediction: &Prediction,
    (width, height): (usize, usize),
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
    let title = title(lesson, prediction);
    let mut outcomes = outcomes(scene, &title, right);
    if is_beside {
        return outcomes;
    }
    // A part of the program must be in view above the outcomes and the line that commits.
    if !is_wide && height < outcomes.lines.len() + 1 + MIN_PROGRAM_ROWS {
        if height <= outcomes.lines.len() {
            // The band also says what is asked.
            outcomes.remove_first_line();
        } else {
            let key = key_name(Context::Main, Action::ShowFile);
            outcomes.lines[0].push_span(Span::styled(format!("   {key}"), theme.key()));
            outcomes.lines[0].push_span(Span::styled(" shows the program", theme.dim()));
        }
        return outcomes;
    }
    let program = code::numbered(scene, text, &marks, left, &code::ALL_ROWS);
    let marked = program.iter().position(code::is_marked);
    if is_wide {
        return Content {
            lines: beside(program, outcomes.lines, left, theme.dim()),
            focus: outcomes.focus,
            ..Content::default()
        };
    }
    let rule = "─".repeat(width.saturating_sub(title.width() + 4));
    outcomes.lines[0] = Line::from(vec![
        Span::styled("── ", theme.rule()),
        Span::styled(title, theme.title()),
        Span::styled(format!(" {rule}"), theme.rule()),
    ]);
    Content {
        targets: code::line_targets(&program),
        lines: program,
        focus: marked,
        pinned: outcomes.lines,
        pinned_targets: outcomes.targets,
        ..Content::default()
    }
}

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
fn outcomes(scene: Scene<'_>, title: &str, width: usize) -> Content {
    let mut content = Content::from(vec![lines::styled(title, scene.theme.strong())]);
    for (row, outcome) in OUTCOMES.into_iter().enumerate() {
        let chosen = scene.state.form.cursor == row && scene.state.shows_choice();
        let lines = outcome_lines(scene, outcome, chosen, width);
        content.add_choice(row, lines);
        if chosen && scene.state.is_answering() {
            content.focus = Some(content.lines.len() - 1);
        }
    }
    content
}

/// With several programs, the title says which of them is asked about.
fn title(lesson: &Lesson, prediction: &Prediction) -> String {
    let which = report::which_program(lesson, prediction);
    which.map_or("What happens?".to_owned(), |which| {
        let which = which.trim_start_matches("program ").replace('`', "");
        format!("What happens?   {which}")
    })
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
            let says = if width < MIN_LONG_OUTCOMES {
                "it does not compile: line "
            } else {
                "it does not compile, because of line "
            };
            spans.push(Span::styled(says, style));
            spans.push(field(&form.refused_line));
            let code = error_code(scene, chosen);
            below.extend(
                code.iter()
                    .flat_map(|line| lines::wrap_line(line, width, 6)),
            );
        }
        OutcomeKind::Finished => {
            spans.push(Span::styled("it finishes and prints", style));
            below = printed_lines(scene, chosen, width);
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
    lines.extend(below);
    lines
}

/// What was typed as the output so far, with a cursor.
fn printed_lines(scene: Scene<'_>, chosen: bool, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let printed = scene.state.form.printed.iter();
    let mut lines: Vec<Line<'static>> = printed.map(|line| sanitize::line(line).into()).collect();
    let chosen = chosen && scene.state.is_answering();
    if lines.is_empty() && chosen {
        lines.push(Line::default());
    }
    let above = lines.len().saturating_sub(MAX_PRINTED_ROWS);
    if above > 0 {
        lines.drain(..above);
        let above = plural(above, "line");
        lines.insert(0, lines::styled(format!("… {above} above"), theme.dim()));
    }
    // An empty field is only shown while something can be typed into it.
    let is_empty = scene.state.form.printed.iter().all(String::is_empty);
    lines.truncate(if is_empty && !chosen { 0 } else { lines.len() });
    if let Some(last) = lines.last_mut().filter(|_| chosen) {
        last.push_span(Span::styled("▏", theme.accent()));
    }
    let ground = if chosen {
        theme.ground(Ground::Selection)
    } else {
        theme.ground(Ground::Code)
    };
    // Without backgrounds, a bar shows where the field is.
    let bar = if ground.bg.is_some() { " " } else { "│" };
    let field_width = width.saturating_sub(FIELD_MARGIN);
    let rows = lines.iter();
    let rows = rows.flat_map(|line| lines::wrap_line(line, field_width.saturating_sub(3), 0));
    let field = |mut line: Line<'static>| {
        line.spans
            .insert(0, Span::styled(format!("{bar} "), theme.dim()));
        let filled = lines::fill(line, field_width, ground);
        let mut row = Line::raw(" ".repeat(FIELD_MARGIN));
        let spans = filled.spans.into_iter();
        row.spans
            .extend(spans.map(|span| Span::styled(span.content, ground.patch(span.style))));
        row
    };
    rows.map(field).collect()
}

/// The predicted error code, and how to choose one.
fn error_code(scene: Scene<'_>, chosen: bool) -> Option<Line<'static>> {
    let theme = scene.theme;
    let errors = scene.state.model().error_meanings();
    let named = scene.state.form.code.and_then(|at| errors.get(at));
    if !chosen && named.is_none() || errors.is_empty() {
        return None;
    }
    let field = if chosen {
        theme.ground(Ground::Selection)
    } else {
        theme.dim()
    };
    let code = named.map_or("any", |error| error.code.as_str());
    let mut line = Line::from(vec![
        Span::styled("    error ", theme.dim()),
        Span::styled(format!("[{}]", sanitize::line(code)), field),
    ]);
    if let Some(error) = named {
        let means = format!("  {}", sanitize::line(&error.means));
        line.push_span(Span::styled(means, theme.dim()));
    } else {
        let key = key_name(Context::Answer, Action::ErrorCodes);
        line.push_span(Span::styled(format!("  {key}"), theme.key()));
        line.push_span(Span::styled(" picks a code", theme.dim()));
    }
    Some(line)
}

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
