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
}

impl Modal for LessonSearch {
    fn contexts(&self) -> &'static [Context] {
        &[Context::Find]
    }

    fn press(&mut self, state: &mut State, key: Key, action: Option<Action>) -> AfterKey {
        let hits = self.hits(state.model().course().map(AsRef::as_ref));
        if action == Some(Action::OpenSelected) {
            if let Some(id) = hits.get(self.at).map(|lesson| lesson.id.clone()) {
                state.pane = Pane::Text;
                state.open(&id);
            }
            return AfterKey::Close;
        }
        let rows = hits.len();
        if modal::filter((&mut self.typed, &mut self.at), rows, key, action) {
            return AfterKey::Stay;
        }
        modal::act(state, action)
    }

    fn paste(&mut self, text: &str) -> Option<Command> {
        modal::type_into(&mut self.typed, text);
        self.at = 0;
        None
    }
}
