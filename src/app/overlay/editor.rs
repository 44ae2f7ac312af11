//! The built-in editor, which never loses text.

use super::modal::{AfterKey, Modal};
use crate::app::{State, TerminalEffect};
use crate::engine::Command;
use crate::keymap::{Action, Context, Key};
use ratatui_textarea::{CursorMove, DataCursor, Input, Key as Typed, TextArea};

#[derive(Clone, Debug)]
pub struct FileEditor {
    pub lesson: String,
    pub area: TextArea<'static>,
    /// The text on disk when it was opened or last saved.
    pub base: String,
    /// Whether the text is a draft that was not saved yet. cellmate does not know which text on disk
    /// the draft began with.
    pub is_draft: bool,
    /// Whether it asks what to do with unsaved changes before it closes.
    pub leaving: bool,
}

impl FileEditor {
    /// Opens the file with the cursor at this line and column, both from 1.
    pub(in crate::app) fn open(
        lesson: &str,
        base: &str,
        draft: Option<String>,
        (line, column): (u32, u32),
    ) -> Self {
        let is_draft = draft.is_some();
        let text = draft.unwrap_or_else(|| base.to_owned());
        let mut area = TextArea::new(text.split_terminator('\n').map(str::to_owned).collect());
        area.set_tab_length(4);
        let [row, column] =
            [line, column].map(|at| u16::try_from(at.saturating_sub(1)).unwrap_or(0));
        area.move_cursor(CursorMove::Jump(row, column));
        Self {
            lesson: lesson.to_owned(),
            area,
            base: base.to_owned(),
            is_draft,
            leaving: false,
        }
    }

    /// Returns the text as it would be saved.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.area.lines().join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    /// Whether there are unsaved changes.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        let base = self.base.strip_suffix('\n').unwrap_or(&self.base);
        self.text().strip_suffix('\n').unwrap_or("") != base
    }
}

impl FileEditor {
    /// Keeps a draft of what is typed, in case cellmate ends.
    fn keep_draft(&self) -> Command {
        Command::KeepDraft {
            lesson: self.lesson.clone(),
            text: self.text(),
        }
    }

    fn save(&mut self, state: &mut State) {
        self.leaving = false;
        state.notice = None;
        state.session.send([Command::WriteFile {
            lesson: self.lesson.clone(),
            text: self.text(),
            base: (!self.is_draft).then(|| self.base.clone()),
        }]);
    }

    /// Moves the cursor by about a page.
    fn move_page(&mut self, rows: usize, down: bool) {
        let DataCursor(row, column) = self.area.cursor();
        let by = rows.saturating_sub(1).max(1);
        let row = if down {
            row + by
        } else {
            row.saturating_sub(by)
        };
        let [row, column] = [row, column].map(|at| u16::try_from(at).unwrap_or(u16::MAX));
        self.area.move_cursor(CursorMove::Jump(row, column));
    }

    fn close(&self, state: &mut State) -> AfterKey {
        state.session.send([Command::DiscardDraft {
            lesson: self.lesson.clone(),
        }]);
        AfterKey::Close
    }

    /// Handles the answer about unsaved changes: save, discard or keep editing.
    fn answer_leaving(&mut self, state: &mut State, action: Option<Action>) -> AfterKey {
        match action {
            Some(Action::Save) => {
                self.save(state);
                return AfterKey::Close;
            }
            Some(Action::Discard) => return self.close(state),
            Some(Action::Quit) => state.ask_terminal(TerminalEffect::Quit),
            _ => self.leaving = false,
        }
        AfterKey::Stay
    }
}

impl Modal for FileEditor {
    fn contexts(&self) -> &'static [Context] {
        if self.leaving {
            &[Context::Unsaved]
        } else {
            &[Context::Editor]
        }
    }

    fn press(&mut self, state: &mut State, key: Key, action: Option<Action>) -> AfterKey {
        if self.leaving {
            return self.answer_leaving(state, action);
        }
        match action {
            Some(Action::Save) => self.save(state),
            // Keeps the notice, so that it is still shown after the editor closes.
            Some(Action::Leave) if !self.is_unsaved() => return self.close(state),
            Some(Action::Leave) => self.leaving = true,
            Some(Action::Quit) => state.ask_terminal(TerminalEffect::Quit),
            _ if matches!(key, Key::PageUp | Key::PageDown) => {
                self.move_page(state.scroll.page.page, key == Key::PageDown);
            }
            _ => {
                state.notice = None;
                if self.area.input(textarea_input(key)) {
                    state.session.send([self.keep_draft()]);
                }
            }
        }
        AfterKey::Stay
    }

    fn paste(&mut self, text: &str) -> Option<Command> {
        if self.leaving {
            return None;
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.area.insert_str(text);
        Some(self.keep_draft())
    }
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
