//! The built-in editor: for those without one, and for a quick change. It never loses text.

use super::{Effect, Overlay, State, Writing};
use crate::engine::Command;
use crate::keymap::{Action, Key};
use ratatui_textarea::{Input, Key as Typed};

/// A key in the editor.
pub(super) fn pressed(state: &mut State, key: Key, action: Option<Action>) -> Vec<Effect> {
    let Overlay::Editor(writing) = &mut state.overlay else {
        return Vec::new();
    };
    if writing.leaving {
        return answered(state, key);
    }
    match action {
        Some(Action::Save) => save(state, false),
        Some(Action::Leave) if !writing.is_unsaved() => close(state),
        Some(Action::Leave) => {
            writing.leaving = true;
            Vec::new()
        }
        Some(Action::Quit) => Effect::quit(),
        _ => {
            let before = writing.area.lines().to_vec();
            writing.area.input(input(key));
            writing.notice = None;
            if before == writing.area.lines() {
                return Vec::new();
            }
            draft(writing)
        }
    }
}

/// Text was pasted into the editor.
pub(super) fn pasted(writing: &mut Writing, text: &str) -> Vec<Effect> {
    writing
        .area
        .insert_str(text.replace("\r\n", "\n").replace('\r', "\n"));
    draft(writing)
}

/// Keeps what is typed immediately, in case cellmate ends.
fn draft(writing: &Writing) -> Vec<Effect> {
    vec![Effect::Engine(Command::KeepDraft {
        lesson: writing.lesson.clone(),
        text: writing.text(),
    })]
}

/// A key at the question whether to save, discard or go on.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all other keys go on with the text"
)]
fn answered(state: &mut State, key: Key) -> Vec<Effect> {
    let Overlay::Editor(writing) = &mut state.overlay else {
        return Vec::new();
    };
    match key {
        Key::Char('s') | Key::Ctrl('s') | Key::Enter => save(state, true),
        Key::Char('d') => close(state),
        Key::Ctrl('c') => Effect::quit(),
        _ => {
            writing.leaving = false;
            Vec::new()
        }
    }
}

fn save(state: &mut State, leave: bool) -> Vec<Effect> {
    let Overlay::Editor(writing) = &mut state.overlay else {
        return Vec::new();
    };
    let command = Command::WriteFile {
        lesson: writing.lesson.clone(),
        text: writing.text(),
        base: Some(writing.base.clone()),
    };
    writing.leaving = false;
    writing.notice = None;
    if leave {
        state.overlay = Overlay::None;
    }
    vec![Effect::Engine(command)]
}

fn close(state: &mut State) -> Vec<Effect> {
    let Overlay::Editor(writing) = std::mem::take(&mut state.overlay) else {
        return Vec::new();
    };
    vec![Effect::Engine(Command::DiscardDraft {
        lesson: writing.lesson,
    })]
}

fn input(key: Key) -> Input {
    let (key, ctrl) = match key {
        Key::Char(letter) => (Typed::Char(letter), false),
        Key::Ctrl(letter) => (Typed::Char(letter), true),
        Key::Enter => (Typed::Enter, false),
        Key::Esc => (Typed::Esc, false),
        Key::Tab | Key::BackTab => (Typed::Tab, false),
        Key::Up => (Typed::Up, false),
        Key::Down => (Typed::Down, false),
        Key::Left => (Typed::Left, false),
        Key::Right => (Typed::Right, false),
        Key::Home => (Typed::Home, false),
        Key::End => (Typed::End, false),
        Key::PageUp => (Typed::PageUp, false),
        Key::PageDown => (Typed::PageDown, false),
        Key::Backspace => (Typed::Backspace, false),
        Key::Delete => (Typed::Delete, false),
    };
    Input {
        key,
        ctrl,
        alt: false,
        shift: false,
    }
}
