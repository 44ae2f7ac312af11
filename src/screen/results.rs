//! What the tabs of the lower pane show: output, compiler, tests, hints, solution. The sentences are the report's.

use super::{Scene, form, writer};
use crate::report::{self, Block, Tone};
use ratatui::text::Line;

/// How the program ended and what it printed; once passed, what to keep and where to go on.
pub(super) fn output(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let state = scene.state;
    if let Some(why) = state.model.ungraded.get(&state.model.lesson)
        && state.model.verdict().is_none()
    {
        return writer::lines(scene, &report::not_graded(&why.to_string()), width);
    }
    let Some((graded, _)) = state.model.shown() else {
        let blocks = if state.model.is_grading() {
            report::grading()
        } else {
            report::ungraded()
        };
        return writer::lines(scene, &blocks, width);
    };
    let output = report::output(&graded.verdict, &graded.text);
    match state.model.current() {
        Some(lesson) if graded.verdict.passed() => {
            let mut blocks = vec![Block::Prose(lesson.head.takeaway.clone())];
            blocks.extend(form::after_success(scene));
            blocks.extend(output);
            writer::lines(scene, &blocks, width)
        }
        _ => writer::lines(scene, &output, width),
    }
}

/// What rustc says, or what it says about an error's code where that was asked for.
pub(super) fn compiler(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    if let Some(code) = &scene.state.explained {
        let head = format!("{code}, explained by rustc   x closes this");
        let body = match scene.state.model.explanations.get(code) {
            Some(text) => Block::Prose(text.clone()),
            None => Block::Note(Tone::Quiet, "Asking rustc …".to_owned()),
        };
        let blocks = [Block::Note(Tone::Notice, head), body];
        return writer::lines(scene, &blocks, width);
    }
    let blocks = match scene.state.model.shown() {
        Some((graded, _)) => {
            let verdict = &graded.verdict;
            report::compiler(&verdict.observed.diagnostics, verdict.feedback.as_ref())
        }
        None => nothing("Nothing was compiled yet."),
    };
    writer::lines(scene, &blocks, width)
}

/// The hidden tests with what each asks for, and the rules that are broken.
pub(super) fn tests(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let blocks = match scene.state.model.shown() {
        Some((graded, _)) => report::tests_and_rules(&graded.verdict),
        None => nothing("Nothing was tested yet."),
    };
    writer::lines(scene, &blocks, width)
}

/// The hints that were asked for, the newest last.
pub(super) fn hints(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let model = &scene.state.model;
    let blocks = match model.current() {
        Some(lesson) => report::hints(lesson, model.so_far()),
        None => Vec::new(),
    };
    writer::lines(scene, &blocks, width)
}

/// The learner's file beside the sample solution.
pub(super) fn solution(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let lesson = scene.state.model.current();
    let solution = lesson.and_then(|lesson| lesson.files.solution.as_deref());
    let blocks = match (solution, scene.state.source()) {
        (Some(solution), Some(yours)) => report::solution(solution, yours),
        _ => nothing("There is no solution to show."),
    };
    writer::lines(scene, &blocks, width)
}

fn nothing(says: &str) -> Vec<Block> {
    vec![Block::Note(Tone::Quiet, says.to_owned())]
}
