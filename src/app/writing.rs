//! The built-in editor: for those without one, and for a quick change. It never loses text.

use super::{Effect, State, Top};
use crate::keymap::{Action, Key};
use ratatui::style::{Modifier, Style};
use ratatui_textarea::{CursorMove, Input, Key as Typed, TextArea};

/// A file while it is written.
#[derive(Clone, Debug)]
pub struct Writing {
    /// The lesson.
    pub lesson: String,
    /// The text with its cursor.
    pub area: TextArea<'static>,
    /// What was on the disk when it was opened, or saved last.
    pub base: String,
    /// Whether somebody wants to leave, and there is something to save.
    pub leaving: bool,
    /// A sentence below.
    pub notice: Option<String>,
}

impl Writing {
    pub(super) fn open(lesson: &str, base: &str, draft: Option<String>, line: u32) -> Self {
        let notice = draft.is_some().then(|| {
            "This is what you typed last time and did not save. ctrl-s saves it.".to_owned()
        });
        let text = draft.unwrap_or_else(|| base.to_owned());
        let mut area = TextArea::new(text.split_terminator('\n').map(str::to_owned).collect());
        area.set_tab_length(4);
        area.set_line_number_style(Style::new().add_modifier(Modifier::DIM));
        area.set_cursor_line_style(Style::new());
        let row = u16::try_from(line.saturating_sub(1)).unwrap_or(0);
        area.move_cursor(CursorMove::Jump(row, 0));
        Self {
            lesson: lesson.to_owned(),
            area,
            base: base.to_owned(),
            leaving: false,
            notice,
        }
    }

    /// The text as it would be saved.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.area.lines().join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    /// Whether something is not saved.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        let base = self.base.strip_suffix('\n').unwrap_or(&self.base);
        self.text().strip_suffix('\n').unwrap_or("") != base
    }
}

/// A key in the editor.
pub(super) fn pressed(state: &mut State, key: Key, action: Option<Action>) -> Vec<Effect> {
    let Top::Editor(writing) = &mut state.top else {
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
        Some(Action::Quit) => vec![Effect::Quit],
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

/// What is typed is kept at once, so that nothing that happens to the screen can take it away.
fn draft(writing: &Writing) -> Vec<Effect> {
    vec![Effect::KeepDraft {
        lesson: writing.lesson.clone(),
        text: Some(writing.text()),
    }]
}

/// Save, throw away, or stay?
fn answered(state: &mut State, key: Key) -> Vec<Effect> {
    let Top::Editor(writing) = &mut state.top else {
        return Vec::new();
    };
    match key {
        Key::Char('s') | Key::Ctrl('s') | Key::Enter => save(state, true),
        Key::Char('d') => close(state),
        Key::Ctrl('c') => vec![Effect::Quit],
        _ => {
            writing.leaving = false;
            Vec::new()
        }
    }
}

fn save(state: &mut State, leave: bool) -> Vec<Effect> {
    let Top::Editor(writing) = &mut state.top else {
        return Vec::new();
    };
    let effect = Effect::Write {
        lesson: writing.lesson.clone(),
        text: writing.text(),
        base: Some(writing.base.clone()),
    };
    writing.leaving = false;
    if leave {
        state.top = Top::Nothing;
    }
    vec![effect]
}

fn close(state: &mut State) -> Vec<Effect> {
    let Top::Editor(writing) = std::mem::take(&mut state.top) else {
        return Vec::new();
    };
    vec![Effect::KeepDraft {
        lesson: writing.lesson,
        text: None,
    }]
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
