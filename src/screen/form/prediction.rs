//! What a program will do: the program, four ways to say it, and afterwards both sides beside each other.

use crate::course::{Lesson, Prediction, prediction_text};
use crate::engine::form::OUTCOMES;
use crate::report;
use crate::sanitize;
use crate::screen::{Content, Scene, code, fit, writer};
use crate::verdict::OutcomeKind;
use ratatui::text::{Line, Span};

pub(super) fn form(
    scene: Scene<'_>,
    lesson: &Lesson,
    prediction: &Prediction,
    width: usize,
) -> Content {
    let theme = scene.theme;
    let marks = std::collections::BTreeMap::new();
    let program = prediction_text(lesson, prediction);
    let mut lines = code::numbered(scene, program, &marks, width, &code::ALL);
    lines.push(Line::default());
    let which = which(lesson, prediction);
    lines.push(fit::styled(which, theme.strong()));
    let mut seen = None;
    for row in 0..OUTCOMES.len() {
        let chosen = scene.state.form.cursor == row;
        lines.extend(one(scene, row, chosen, width));
        if chosen {
            seen = Some(lines.len() - 1);
        }
    }
    let prints = OUTCOMES[scene.state.form.cursor.min(OUTCOMES.len() - 1)] == OutcomeKind::Finished;
    if scene.state.model.is_predicting() {
        lines.push(fit::styled("Compiling and running …", theme.accent()));
    } else {
        let words = if prints {
            "You can say it once. Enter ends a line; on an empty line it commits."
        } else {
            "You can say it once: enter commits."
        };
        let words = fit::words(words, width).into_iter();
        lines.extend(words.map(|line| fit::styled(line, theme.dim())));
    }
    Content {
        seen: seen
            .filter(|_| scene.state.is_answering())
            .map(|seen| seen + 1),
        lines,
    }
}

/// Which of the programs is asked about, where there are several.
fn which(lesson: &Lesson, prediction: &Prediction) -> String {
    let edition = prediction.edition.unwrap_or(lesson.build.edition).as_str();
    if lesson.predictions.len() > 1 {
        let at = lesson
            .predictions
            .iter()
            .position(|p| p.id == prediction.id);
        let at = at.unwrap_or(0) + 1;
        format!(
            "What happens?   {at} of {}, in Rust {edition}",
            lesson.predictions.len()
        )
    } else {
        "What happens?".to_owned()
    }
}

fn one(scene: Scene<'_>, row: usize, chosen: bool, width: usize) -> Vec<Line<'static>> {
    let theme = scene.theme;
    let form = &scene.state.form;
    let mark = if chosen { "(•) " } else { "( ) " };
    let style = if chosen {
        theme.marked()
    } else {
        ratatui::style::Style::new()
    };
    let field = |typed: &str| {
        let shown = if typed.is_empty() { "__" } else { typed };
        let style = if chosen { theme.chosen() } else { theme.dim() };
        Span::styled(format!("[{shown}]"), style)
    };
    let mut spans = vec![Span::styled(mark, style)];
    match OUTCOMES[row] {
        OutcomeKind::CompileError => {
            spans.push(Span::styled("it does not compile, because of line ", style));
            spans.push(field(&form.refused_line));
            if chosen {
                spans.push(Span::styled("   which error, if you like: ", theme.dim()));
                spans.push(Span::raw(code_of(scene)));
            }
        }
        OutcomeKind::Finished => {
            spans.push(Span::styled("it runs to its end and prints", style));
        }
        OutcomeKind::Panicked => {
            spans.push(Span::styled("it panics on line ", style));
            spans.push(field(&form.panic_line));
        }
        OutcomeKind::Deadlocked | OutcomeKind::TimedOut | OutcomeKind::Killed => {
            spans.push(Span::styled("it hangs", style));
        }
    }
    let mut lines = fit::wrapped(&Line::from(spans), width, 4);
    if OUTCOMES[row] == OutcomeKind::Finished {
        lines.extend(typed(scene, chosen));
    }
    lines
}

/// What it prints, as far as it was typed.
fn typed(scene: Scene<'_>, chosen: bool) -> Vec<Line<'static>> {
    let printed = &scene.state.form.printed;
    let none = [String::new()];
    let typed = match printed.as_slice() {
        [] if chosen => &none[..],
        typed => typed,
    };
    let one = |(at, line): (usize, &String)| {
        let cursor = if chosen && at + 1 == typed.len() {
            "▏"
        } else {
            ""
        };
        Line::from(vec![
            Span::styled("      │ ", scene.theme.dim()),
            Span::raw(sanitize::line(line)),
            Span::styled(cursor, scene.theme.accent()),
        ])
    };
    typed.iter().enumerate().map(one).collect()
}

fn code_of(scene: Scene<'_>) -> String {
    let errors = scene
        .state
        .model
        .course
        .as_ref()
        .map(|course| &course.errors);
    let meaning = scene.state.form.code.and_then(|at| errors?.get(at));
    match meaning {
        Some(meaning) => format!(
            "← {} {} →",
            sanitize::line(&meaning.code),
            sanitize::line(&meaning.means)
        ),
        None => "← any →".to_owned(),
    }
}

/// What was said beside what happened, and why.
pub(super) fn reply(
    scene: Scene<'_>,
    lesson: &Lesson,
    id: &str,
    width: usize,
) -> Vec<Line<'static>> {
    let key = (lesson.id.clone(), id.to_owned());
    let prediction = lesson
        .predictions
        .iter()
        .find(|prediction| prediction.id == id);
    let (Some(foresight), Some(prediction)) = (scene.state.model.predictions.get(&key), prediction)
    else {
        return Vec::new();
    };
    let program = prediction_text(lesson, prediction);
    let mut lines = writer::lines(scene, &report::prediction(foresight, program), width);
    lines.push(Line::default());
    lines.push(fit::styled("enter  go on", scene.theme.accent()));
    lines
}

/// What was said of each program before.
pub(super) fn earlier_predictions(
    scene: Scene<'_>,
    lesson: &Lesson,
    width: usize,
) -> Vec<Line<'static>> {
    let blocks = report::earlier_predictions(lesson, scene.state.model.so_far());
    writer::lines(scene, &blocks, width)
}
