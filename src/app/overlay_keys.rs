//! What keys do on the overlays that take text: the search, the first start, the built-in editor.

use super::{FileEditor, LessonSearch, Overlay, Pane, State, TerminalEffect, Welcome};
use crate::engine::Command;
use crate::keymap::{Action, Key};
use ratatui_textarea::{Input, Key as Typed};

/// A key in the search for a lesson.
pub(super) fn search_key(state: &mut State, key: Key, action: Option<Action>) {
    let Overlay::Find(search) = &mut state.overlay else {
        return;
    };
    let found = state
        .session
        .model()
        .course()
        .map(|course| course.search(&search.typed));
    let found = found.unwrap_or_default();
    match (action, key) {
        (Some(Action::Up), _) => search.at = search.at.saturating_sub(1),
        (Some(Action::Down), _) => search.at = (search.at + 1).min(found.len().saturating_sub(1)),
        (Some(Action::OpenSelected), _) => {
            let id = found.get(search.at).map(|lesson| lesson.id.clone());
            state.overlay = Overlay::None;
            if let Some(id) = id {
                state.pane = Pane::Text;
                state.open(&id);
            }
        }
        (Some(Action::Close), _) => state.overlay = Overlay::None,
        (_, Key::Backspace) => {
            search.typed.pop();
            search.at = 0;
        }
        (_, Key::Char(letter)) => type_search(search, &letter.to_string()),
        _ => {}
    }
}

/// Types into the search.
pub(super) fn type_search(search: &mut LessonSearch, text: &str) {
    search
        .typed
        .extend(text.chars().filter(|c| !c.is_control()));
    search.at = 0;
}

/// How many lines of the first start the cursor can be on.
const WELCOME_LINES: usize = 3;

/// A key on the first start: where the files will be, and with which editor. Nothing is written before Enter.
pub(super) fn welcome_key(state: &mut State, key: Key, action: Option<Action>) {
    let editors = state.session.model().editors().len();
    let Overlay::Welcome(welcome) = &mut state.overlay else {
        return;
    };
    if welcome.line == 1 && type_dir(welcome, key) {
        return;
    }
    match action {
        Some(Action::Commit) => make_desk(state, false),
        Some(Action::Plain) => make_desk(state, true),
        Some(Action::Up) => welcome.line = (welcome.line + WELCOME_LINES - 1) % WELCOME_LINES,
        Some(Action::Down) => welcome.line = (welcome.line + 1) % WELCOME_LINES,
        Some(Action::NextTab) => welcome.editor = (welcome.editor + 1) % (editors + 1),
        Some(Action::PreviousTab) => welcome.editor = (welcome.editor + editors) % (editors + 1),
        Some(Action::Quit) => state.ask_terminal(TerminalEffect::Quit),
        _ => {}
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all keys, only these write"
)]
fn type_dir(welcome: &mut Welcome, key: Key) -> bool {
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
fn make_desk(state: &mut State, plain: bool) {
    let Overlay::Welcome(welcome) = &state.overlay else {
        return;
    };
    if state.session.make_desk(&welcome.dir, welcome.editor, plain) {
        state.notice = None;
        state.switches_to_plain = plain;
    }
}

/// A key in the built-in editor, which never loses text.
pub(super) fn editor_key(state: &mut State, key: Key, action: Option<Action>) {
    let Overlay::Editor(editor) = &mut state.overlay else {
        return;
    };
    if editor.leaving {
        return answer_leaving(state, action);
    }
    match action {
        Some(Action::Save) => save_file(state, AfterSave::Stay),
        Some(Action::Leave) if !editor.is_unsaved() => close_editor(state),
        Some(Action::Leave) => editor.leaving = true,
        Some(Action::Quit) => state.ask_terminal(TerminalEffect::Quit),
        _ => {
            let changed = editor.area.input(textarea_input(key));
            editor.notice = None;
            if changed {
                let command = keep_draft(editor);
                state.session.send([command]);
            }
        }
    }
}

/// Text was pasted into the editor.
pub(super) fn paste_into_editor(editor: &mut FileEditor, text: &str) -> Command {
    editor
        .area
        .insert_str(text.replace("\r\n", "\n").replace('\r', "\n"));
    keep_draft(editor)
}

/// Keeps what is typed immediately, in case cellmate ends.
fn keep_draft(editor: &FileEditor) -> Command {
    Command::KeepDraft {
        lesson: editor.lesson.clone(),
        text: editor.text(),
    }
}

/// A key at the question whether to save, discard or keep editing.
fn answer_leaving(state: &mut State, action: Option<Action>) {
    let Overlay::Editor(editor) = &mut state.overlay else {
        return;
    };
    match action {
        Some(Action::Save) => save_file(state, AfterSave::Close),
        Some(Action::Discard) => close_editor(state),
        Some(Action::Quit) => state.ask_terminal(TerminalEffect::Quit),
        // Any other key goes on with the text.
        _ => editor.leaving = false,
    }
}

/// What happens to the built-in editor when its text is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AfterSave {
    Stay,
    Close,
}

fn save_file(state: &mut State, after: AfterSave) {
    let Overlay::Editor(editor) = &mut state.overlay else {
        return;
    };
    let command = Command::WriteFile {
        lesson: editor.lesson.clone(),
        text: editor.text(),
        base: Some(editor.base.clone()),
    };
    editor.leaving = false;
    editor.notice = None;
    if after == AfterSave::Close {
        state.overlay = Overlay::None;
    }
    state.session.send([command]);
}

fn close_editor(state: &mut State) {
    let Overlay::Editor(editor) = std::mem::take(&mut state.overlay) else {
        return;
    };
    state.session.send([Command::DiscardDraft {
        lesson: editor.lesson,
    }]);
}

fn textarea_input(key: Key) -> Input {
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
