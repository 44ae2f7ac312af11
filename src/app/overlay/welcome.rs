//! The first start: where the files will be, and which editor opens them. Nothing is written before Enter.

use super::modal::{AfterKey, Modal};
use crate::app::{State, TerminalEffect};
use crate::engine::Command;
use crate::keymap::{Action, Context, Key};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    /// The folder for the desk, as typed.
    pub dir: String,
    /// The index of the editor; after the last one comes the built-in editor.
    pub editor: usize,
    pub field: WelcomeField,
}

/// The line with the cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WelcomeField {
    #[default]
    Begin,
    Dir,
    Editor,
}

impl WelcomeField {
    fn next(self) -> Self {
        match self {
            Self::Begin => Self::Dir,
            Self::Dir => Self::Editor,
            Self::Editor => Self::Begin,
        }
    }
}

impl Welcome {
    /// Types into the folder's name; false if the key means something else.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these keys type text")]
    fn type_dir(&mut self, key: Key) -> bool {
        match key {
            Key::Char(letter) => self.dir.push(letter),
            Key::Backspace => {
                self.dir.pop();
            }
            _ => return false,
        }
        true
    }

    /// Makes the desk with these choices. Without a course nothing happens: the screen says what is wrong with it.
    fn make_desk(&self, state: &mut State, plain: bool) {
        if state.session.make_desk(&self.dir, self.editor, plain) {
            state.notice = None;
            state.is_first_start = true;
            state.switches_to_plain = plain;
        }
    }
}

impl Modal for Welcome {
    fn contexts(&self) -> &'static [Context] {
        &[Context::Welcome]
    }

    fn press(&mut self, state: &mut State, key: Key, action: Option<Action>) -> AfterKey {
        let in_dir = self.field == WelcomeField::Dir;
        if in_dir && self.type_dir(key) {
            return AfterKey::Stay;
        }
        let choices = state.model().editors().len() + 1;
        match action {
            Some(Action::Commit) => self.make_desk(state, false),
            Some(Action::Plain) => self.make_desk(state, true),
            Some(Action::Up) => self.field = self.field.next().next(),
            Some(Action::Down) => self.field = self.field.next(),
            Some(Action::ClearLine) if in_dir => self.dir.clear(),
            Some(Action::NextTab | Action::PreviousTab) if in_dir => {}
            Some(Action::NextTab) => self.editor = (self.editor + 1) % choices,
            Some(Action::PreviousTab) => self.editor = (self.editor + choices - 1) % choices,
            Some(Action::Quit) => state.ask_terminal(TerminalEffect::Quit),
            _ => {}
        }
        AfterKey::Stay
    }

    fn paste(&mut self, text: &str) -> Option<Command> {
        if self.field == WelcomeField::Dir {
            self.dir.extend(text.chars().filter(|c| !c.is_control()));
        }
        None
    }

    fn types(&self, key: Key) -> bool {
        self.field == WelcomeField::Dir && self.clone().type_dir(key)
    }

    fn offers(&self, state: &State, action: Action) -> bool {
        let has_course = state.model().course().is_some();
        if matches!(action, Action::NextTab | Action::PreviousTab) {
            return self.field != WelcomeField::Dir;
        }
        has_course || action != Action::Commit && action != Action::Plain
    }
}
