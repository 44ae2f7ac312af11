//! What a lesson asks, and what was answered.

mod asking;
mod foretelling;
mod order;

use super::{Content, Scene, fit, prose};
use crate::engine::form::{Reply, Stage};
use crate::keymap::{Action, BINDINGS};
use ratatui::text::{Line, Span};

pub(super) fn content(scene: Scene<'_>, width: usize) -> Content {
    let state = scene.state;
    let Some(lesson) = state.model.current() else {
        return Content::default();
    };
    match &state.form.reply {
        Some(Reply::Predicted(id)) => return foretelling::reply(scene, lesson, id, width).into(),
        Some(Reply::Answered {
            question,
            choices,
            right,
        }) => return asking::reply(scene, lesson, (question, choices, *right), width).into(),
        None => {}
    }
    let mut content = match state.form.stage(lesson, state.model.so_far()) {
        Stage::Predict(prediction) => foretelling::form(scene, lesson, prediction, width),
        Stage::Order => order::form(scene, lesson, width),
        Stage::Ask(question) => asking::form(scene, question, width),
        Stage::Done => done(scene, width).into(),
    };
    if let Some(complaint) = &state.form.problem {
        content.lines.push(Line::default());
        let words = fit::words(&crate::sanitize::line(complaint), width);
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
    let mut lines = prose::lines(scene.theme, &lesson.head.takeaway, width);
    lines.push(Line::default());
    lines.extend(ways_on(scene));
    lines.extend(foretelling::said_before(scene, lesson, width));
    for question in &lesson.questions {
        lines.extend(asking::answered(scene, question, width));
    }
    lines
}

/// Where it goes on from a lesson that is done.
pub(super) fn ways_on(scene: Scene<'_>) -> Vec<Line<'static>> {
    let state = scene.state;
    let key = |action: Action| {
        let binding = BINDINGS.iter().find(|binding| binding.action == action);
        binding.map_or(String::new(), |binding| binding.keys[0].to_string())
    };
    let way = |action: Action, words: String| {
        Line::from(vec![
            Span::styled(key(action), scene.theme.accent()),
            Span::raw(format!("  {words}")),
        ])
    };
    let mut lines = Vec::new();
    lines.push(match state.model.next_lesson() {
        Some(next) => {
            let title = crate::sanitize::line(&next.head.title).replace('`', "");
            way(Action::NextOpen, format!("next: {title}"))
        }
        None => way(Action::NextOpen, "all lessons are done".to_owned()),
    });
    if state.model.sees_solution() {
        let words = "your file beside one good solution".to_owned();
        lines.push(way(Action::Solution, words));
    }
    if state.asks() && !state.is_answering() {
        lines.push(way(Action::Answer, "there is a question left".to_owned()));
    }
    lines.push(Line::default());
    lines
}
