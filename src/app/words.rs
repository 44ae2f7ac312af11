//! What plain mode asks for: whole answers instead of keys. The same is refused, in the same words.

use super::{Effect, Overlay, Pane, Say, State, keys, welcome};
use crate::course::Lesson;
use crate::engine::Command;
use crate::engine::form::{FormError, Stage};
use crate::keymap::Action;

/// Does what a key would do.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if !state.model.opened && action != Action::Quit {
        return Vec::new();
    }
    match state.overlay {
        // A page has been told and covers nothing.
        Overlay::Help | Overlay::Problems | Overlay::Finish(_) => state.overlay = Overlay::None,
        Overlay::None
        | Overlay::Find(_)
        | Overlay::Confirm(_)
        | Overlay::Welcome(_)
        | Overlay::Editor(_) => {}
    }
    state.notice = None;
    keys::act(state, action)
}

/// Opens a lesson.
pub(super) fn go_to(state: &mut State, lesson: &str) -> Vec<Effect> {
    if let Overlay::Welcome(_) = state.overlay {
        return Vec::new();
    }
    (state.overlay, state.pane) = (Overlay::None, Pane::Text);
    state.open(lesson)
}

/// Takes an answer or a request.
pub(super) fn take(state: &mut State, say: Say) -> Vec<Effect> {
    state.notice = None;
    match say {
        Say::Begin { dir, editor, plain } => {
            let Overlay::Welcome(welcome) = &mut state.overlay else {
                return Vec::new();
            };
            (welcome.dir, welcome.editor) = (dir, editor);
            welcome::begin(state, plain)
        }
        Say::Predict(draft) => {
            if !begin_answer(state) {
                return Vec::new();
            }
            match state.model.commit_prediction(&draft) {
                Ok(command) => vec![Effect::Engine(command)],
                Err(error) => state.refuse(&error),
            }
        }
        Say::Choose(places) => {
            if !begin_answer(state) {
                return Vec::new();
            }
            let Stage::Ask(question) = state.model.stage() else {
                return Vec::new();
            };
            let last = question.choices.len();
            state.form.chosen = places.into_iter().filter(|place| *place < last).collect();
            if state.form.chosen.is_empty() {
                return Vec::new();
            }
            state.commit_choices()
        }
        Say::Order(order) => {
            if !begin_answer(state) {
                return Vec::new();
            }
            let committed = state.model.commit_order(&order);
            state.form.order = Some(order);
            match committed {
                Ok(command) => vec![Effect::Engine(command)],
                Err(FormError::NotAsked) => Vec::new(),
                Err(error) => state.refuse(&error),
            }
        }
        Say::Write(text) => write(state, text),
        Say::DropDraft => {
            let lesson = state.model.lesson.clone();
            let known = state.model.drafts.contains_key(&lesson);
            let discard = Effect::Engine(Command::DiscardDraft { lesson });
            known.then_some(discard).into_iter().collect()
        }
        Say::Cell(cell) => {
            (state.stepping.cell, state.stepping.at) = (cell, None);
            Vec::new()
        }
        Say::Way(way) => state.replay(way),
        Say::Plain(plain) => vec![Effect::Engine(Command::SetPlain { plain })],
        Say::Heard => {
            close_reply(state);
            Vec::new()
        }
    }
}

/// Makes room for an answer; false while another one is tried.
fn begin_answer(state: &mut State) -> bool {
    if state.model.is_predicting() {
        return false;
    }
    close_reply(state);
    state.form.problem = None;
    true
}

/// Closes the reply to the answer before.
fn close_reply(state: &mut State) {
    if state.form.reply.is_some() {
        state.act_in_form(Action::Commit);
    }
}

fn write(state: &mut State, text: String) -> Vec<Effect> {
    if let Some(why) = &state.model.read_only {
        state.notice = Some(why.to_string());
        return Vec::new();
    }
    let lesson = state.model.lesson.clone();
    let known = state.model.current().is_some_and(Lesson::has_file);
    match state.model.files.get(&lesson) {
        Some(Ok(base)) if known => vec![Effect::Engine(Command::WriteFile {
            lesson,
            text,
            base: Some(base.clone()),
        })],
        Some(Err(why)) => {
            state.notice = Some(why.to_string());
            Vec::new()
        }
        Some(Ok(_)) | None => {
            state.notice = Some("This lesson has no file to edit.".to_owned());
            Vec::new()
        }
    }
}
