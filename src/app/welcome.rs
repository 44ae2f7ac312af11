//! The first start: where the files will live, with which editor, and in which manner. Nothing is written before Enter.

use super::{Effect, Overlay, State, Welcome};
use crate::keymap::{Action, Key};

/// How many lines there are.
const LINES: usize = 3;

/// A key on the first start.
pub(super) fn pressed(state: &mut State, key: Key, action: Option<Action>) -> Vec<Effect> {
    let editors = state.model.editors.len();
    let Overlay::Welcome(welcome) = &mut state.overlay else {
        return Vec::new();
    };
    if welcome.line == 1 && typed(welcome, key) {
        return Vec::new();
    }
    match action {
        Some(Action::Commit) => return begin(state, false),
        Some(Action::Plain) => return begin(state, true),
        Some(Action::Up) => welcome.line = (welcome.line + LINES - 1) % LINES,
        Some(Action::Down) => welcome.line = (welcome.line + 1) % LINES,
        Some(Action::NextTab) => welcome.editor = (welcome.editor + 1) % (editors + 1),
        Some(Action::PreviousTab) => welcome.editor = (welcome.editor + editors) % (editors + 1),
        Some(Action::Quit) => return Effect::quit(),
        _ => {}
    }
    Vec::new()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all keys, only these write"
)]
fn typed(welcome: &mut Welcome, key: Key) -> bool {
    match key {
        Key::Char(letter) => welcome.dir.push(letter),
        Key::Backspace => {
            welcome.dir.pop();
        }
        _ => return false,
    }
    true
}

/// Makes the desk as it was chosen. Without a course nothing happens: the screen says what is wrong with it.
pub(super) fn begin(state: &mut State, plain: bool) -> Vec<Effect> {
    let Overlay::Welcome(welcome) = &state.overlay else {
        return Vec::new();
    };
    let command = state
        .model
        .make_desk_command(&welcome.dir, welcome.editor, plain);
    if command.is_some() {
        state.notice = None;
        state.goes_plain = plain;
    }
    command.map(Effect::Engine).into_iter().collect()
}
