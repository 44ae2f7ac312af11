//! The tab of borrows and threads: the timeline of a run, all at once or event by event.

use super::{Content, Scene, writer};
use crate::engine::TraceState;
use crate::report::trace::{self, Focus, Untraced, steps};
use crate::report::{self, Block};
use crate::verdict::{Exploration, Outcome};
use ratatui::text::Line;

pub(super) fn content(scene: Scene<'_>, width: usize, height: usize) -> Content {
    let state = scene.state;
    let Some(trace) = state.model.trace() else {
        let blocks = trace::untraced(why_untraced(scene));
        return writer::lines(scene, &blocks, width).into();
    };
    let stepping = &state.stepping;
    let all = steps(trace, stepping.cell);
    let now = stepping.at.and_then(|at| all.get(at).copied());
    let file = file(scene);
    let focus = Focus {
        file: &file,
        source: source(scene),
        cell: stepping.cell,
        event: now,
    };
    let mut blocks = schedules(scene);
    blocks.extend(trace::timeline(trace, focus));
    let about = match now {
        Some(event) => trace::step(trace, &all, event),
        None => trace::explanations(trace),
    };
    let about = writer::lines(scene, &about, width);
    let mut content = writer::content(scene, &blocks, width);
    if now.is_some() && height > about.len() + 3 {
        // While the reader steps through the run, what happens now stays in view.
        let mut lines = about;
        lines.push(Line::default());
        content.seen = content.seen.map(|seen| seen + lines.len());
        lines.append(&mut content.lines);
        content.lines = lines;
    } else if !about.is_empty() {
        content.lines.push(Line::default());
        content.lines.extend(about);
    }
    content
}

/// How many schedules were tried, how they ended, and which of them is shown.
fn schedules(scene: Scene<'_>) -> Vec<Block> {
    let found: Option<&Exploration> = scene
        .state
        .model
        .shown()
        .and_then(|(graded, _)| graded.verdict.exploration.as_ref());
    found.map_or_else(Vec::new, |found| {
        let shown = found.index_shown(scene.state.stepping.schedule);
        report::exploration(found, Some(shown))
    })
}

fn source(scene: Scene<'_>) -> &str {
    match scene.state.model.shown() {
        Some((graded, _)) => &graded.text,
        None => scene.state.source().unwrap_or_default(),
    }
}

/// The file that the trace is about, as its places name it.
fn file(scene: Scene<'_>) -> String {
    let state = scene.state;
    let Some(lesson) = state.model.current() else {
        return String::new();
    };
    let prediction = state.form.prediction(lesson, state.model.so_far());
    let prediction = prediction.or(lesson.predictions.last());
    let own = state.model.files.contains_key(&lesson.id);
    match prediction.and_then(|prediction| prediction.file.as_ref()) {
        Some(file) if !own => format!("exercises/{}/{file}", lesson.chapter),
        _ => lesson.exercise_path(),
    }
}

fn why_untraced(scene: Scene<'_>) -> Untraced {
    let state = scene.state;
    let run = state.model.predicted_run().map(|run| &run.observed);
    let graded = state.model.verdict().map(|graded| &graded.verdict.observed);
    match graded.or(run) {
        Some(seen) if seen.outcome == Outcome::CompileError => Untraced::CompileError,
        Some(_) if state.model.is_tracing() => Untraced::InProgress,
        Some(_) if state.model.trace_state() == Some(&TraceState::Nothing) => Untraced::Failed,
        Some(_) => Untraced::Grading,
        None if state.model.shown().is_some() => Untraced::Grading,
        None if state.model.ungraded.contains_key(&state.model.lesson) => Untraced::NotGraded,
        None if state.model.is_grading() => Untraced::Grading,
        None if state.model.asks() => Untraced::NotPredicted,
        None => Untraced::NothingRun,
    }
}
