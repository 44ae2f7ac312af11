//! The Borrows or Threads tab: the timeline of a run, as a whole or event by event.

use super::{Content, Scene, lines};
use crate::engine::TraceState;
use crate::report::trace::{self, Focus, Untraced, steps};
use crate::report::{self, Block};
use crate::verdict::Outcome;
use ratatui::text::Line;

/// Rows of the timeline that have to fit below the current step, for the step to come first.
const MIN_TIMELINE_ROWS: usize = 4;

pub(super) fn content(scene: Scene<'_>, width: usize, height: usize) -> Content {
    let state = scene.state;
    let Some(trace) = state.model().trace() else {
        let blocks = trace::untraced(why_untraced(scene));
        return lines::blocks(scene, &blocks, width).into();
    };
    let position = state.session.position;
    let steps = steps(trace, position.cell);
    let current = position.step.and_then(|at| steps.get(at).copied());
    let file = traced_file(scene);
    let focus = Focus {
        file: &file,
        source: traced_source(scene),
        cell: position.cell,
        event: current,
        all: false,
    };
    let mut blocks = schedules(scene);
    blocks.extend(trace::timeline(trace, focus));
    let about = match current {
        Some(event) => trace::step(trace, &steps, event),
        None => trace::explanations(trace),
    };
    let mut about = lines::blocks(scene, &about, width);
    let mut content = lines::content(scene, &blocks, width);
    if current.is_some() && height >= about.len() + MIN_TIMELINE_ROWS {
        // While the learner steps through the run, the current step stays in view.
        about.push(Line::default());
        content.focus = content.focus.map(|focus| focus + about.len());
        content.lines.splice(0..0, about);
    } else if !about.is_empty() {
        content.lines.push(Line::default());
        content.lines.extend(about);
    }
    content
}

/// How many schedules were tried, how they ended, and which of them is shown.
fn schedules(scene: Scene<'_>) -> Vec<Block> {
    let shown = scene.state.model().latest_verdict();
    let exploration = shown.and_then(|(graded, _)| graded.verdict.exploration.as_ref());
    exploration.map_or_else(Vec::new, |exploration| {
        let shown = exploration.index_shown(scene.state.session.position.schedule);
        report::exploration(exploration, Some(shown))
    })
}

fn traced_source(scene: Scene<'_>) -> &str {
    match scene.state.model().latest_verdict() {
        Some((graded, _)) => &graded.text,
        None => scene.state.source().unwrap_or_default(),
    }
}

/// The path of the traced file, as the places in the trace name it.
fn traced_file(scene: Scene<'_>) -> String {
    let state = scene.state;
    let Some(lesson) = state.model().current() else {
        return String::new();
    };
    let prediction = state.session.prediction_in_view(lesson);
    let prediction = prediction.or(lesson.predictions.last());
    let own = state.model().file_text().is_some();
    match prediction.and_then(|prediction| prediction.file.as_ref()) {
        Some(file) if !own => format!("exercises/{}/{file}", lesson.chapter),
        _ => lesson.exercise_path(),
    }
}

fn why_untraced(scene: Scene<'_>) -> Untraced<'_> {
    let state = scene.state;
    let run = state.model().predicted_run().map(|run| &run.observed);
    let graded = state
        .model()
        .verdict()
        .map(|graded| &graded.verdict.observed);
    match graded.or(run) {
        Some(seen) if seen.outcome == Outcome::CompileError => Untraced::CompileError,
        Some(_) if state.model().is_tracing() => Untraced::InProgress,
        Some(_) => match state.model().trace_state() {
            Some(TraceState::Nothing) => Untraced::Impossible,
            Some(TraceState::Failed(error)) => Untraced::Failed(error),
            Some(TraceState::NotTried | TraceState::Found(_)) | None => Untraced::Grading,
        },
        None if state.model().latest_verdict().is_some() => Untraced::Grading,
        None if state.model().ungraded(state.model().lesson_id()).is_some() => Untraced::NotGraded,
        None if state.model().is_grading() => Untraced::Grading,
        None if state.model().asks() => Untraced::NotPredicted,
        None => Untraced::NothingRun,
    }
}
