//! The search for a lesson.

use super::modal::{self, AfterKey, Modal};
use crate::app::{Pane, State};
use crate::course::{Course, Lesson};
use crate::engine::Command;
use crate::keymap::{Action, Context, Key};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LessonSearch {
    pub typed: String,
    /// The index of the selected hit.
    pub at: usize,
}

impl LessonSearch {
    /// Returns the lessons that fit what was typed.
    #[must_use]
    pub fn hits<'a>(&self, course: Option<&'a Course>) -> Vec<&'a Lesson> {
        course.map_or_else(Vec::new, |course| course.search(&self.typed))
    }

    fn type_text(&mut self, text: &str) {
        self.typed.extend(text.chars().filter(|c| !c.is_control()));
        self.at = 0;
    }
}

impl Modal for LessonSearch {
    fn contexts(&self) -> &'static [Context] {
        &[Context::Find]
    }

    fn press(&mut self, state: &mut State, key: Key, action: Option<Action>) -> AfterKey {
        let course = state.model().course().map(AsRef::as_ref);
        let hits = self.hits(course);
        match (action, key) {
            (Some(Action::Up), _) => self.at = self.at.saturating_sub(1),
            (Some(Action::Down), _) => self.at = (self.at + 1).min(hits.len().saturating_sub(1)),
            (Some(Action::OpenSelected), _) => {
                if let Some(id) = hits.get(self.at).map(|lesson| lesson.id.clone()) {
                    state.pane = Pane::Text;
                    state.open(&id);
                }
                return AfterKey::Close;
            }
            (None, Key::Backspace) => {
                self.typed.pop();
                self.at = 0;
            }
            (None, Key::Char(letter)) => self.type_text(&letter.to_string()),
            (action, _) => return modal::act(state, action),
        }
        AfterKey::Stay
    }

    fn paste(&mut self, text: &str) -> Option<Command> {
        self.type_text(text);
        None
    }
}
