//! What a lesson asks, and what was answered.

mod asking;
mod order;
mod prediction;

use super::{Content, Scene, fit, writer};
use crate::engine::form::{Reply, Stage};
use crate::report::{self, Block};
use ratatui::text::Line;

pub(super) fn content(scene: Scene<'_>, width: usize) -> Content {
    let state = scene.state;
    let Some(lesson) = state.model.current() else {
        return Content::default();
    };
    match &state.form.reply {
        Some(Reply::Predicted(id)) => return prediction::reply(scene, lesson, id, width).into(),
        Some(Reply::Answered {
            question,
            choices,
            right,
        }) => return asking::reply(scene, lesson, (question, choices, *right), width).into(),
        None => {}
    }
    let mut content = match state.form.stage(lesson, state.model.so_far()) {
        Stage::Predict(prediction) => prediction::form(scene, lesson, prediction, width),
        Stage::Order => order::form(scene, lesson, width),
        Stage::Ask(question) => asking::form(scene, question, width),
        Stage::Done => done(scene, width).into(),
    };
    if let Some(complaint) = &state.form.problem {
        content.lines.push(Line::default());
        let words = fit::words(
            &crate::sanitize::line(&crate::report::in_one_line(complaint)),
            width,
        );
        let said = words
            .into_iter()
            .map(|line| fit::styled(line, scene.theme.bad()));
        content.lines.extend(said);
        content.seen = Some(content.lines.len() - 1);
    }
    content
}

/// All is answered: the takeaway, what was said, and the ways on.
fn done(scene: Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(lesson) = scene.state.model.current() else {
        return Vec::new();
    };
    let mut blocks = vec![Block::Prose(lesson.head.takeaway.clone())];
    blocks.extend(after_success(scene));
    let mut lines = writer::lines(scene, &blocks, width);
    lines.push(Line::default());
    lines.extend(prediction::earlier_predictions(scene, lesson, width));
    lines.push(Line::default());
    let answers = report::answers(lesson, scene.state.model.so_far());
    lines.extend(writer::lines(scene, &answers, width));
    lines
}

/// What can be done after a lesson that is done.
pub(super) fn after_success(scene: Scene<'_>) -> Vec<Block> {
    let state = scene.state;
    let has_open_question = state.model.asks() && !state.is_answering();
    let (next, has_solution) = (state.model.next_lesson(), state.model.sees_solution());
    report::after_success(next, has_solution, has_open_question)
}
