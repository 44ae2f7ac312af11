//! The list of error codes, one of which a prediction can name.

use super::modal::{self, AfterKey, Modal};
use crate::app::State;
use crate::course::ErrorMeaning;
use crate::engine::Command;
use crate::keymap::{Action, Context, Key};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeSearch {
    pub typed: String,
    /// The index of the selected row.
    pub at: usize,
}

impl CodeSearch {
    /// Opens the list at a code, or at "any error".
    pub(in crate::app) fn at(code: Option<usize>, errors: &[ErrorMeaning]) -> Self {
        let mut search = Self::default();
        let mut rows = search.rows(errors).into_iter();
        search.at = rows.position(|row| row == code).unwrap_or(0);
        search
    }

    /// Returns the rows that fit what was typed: indices among the course's errors, and `None` for "any error".
    #[must_use]
    pub fn rows(&self, errors: &[ErrorMeaning]) -> Vec<Option<usize>> {
        let words: Vec<String> = self
            .typed
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let fits = |error: &ErrorMeaning| {
            let (code, means) = (error.code.to_lowercase(), error.means.to_lowercase());
            words
                .iter()
                .all(|word| code.starts_with(word.as_str()) || means.contains(word.as_str()))
        };
        let found = (0..errors.len()).filter(|at| fits(&errors[*at]));
        let any = words.is_empty().then_some(None);
        any.into_iter().chain(found.map(Some)).collect()
    }
}

impl Modal for CodeSearch {
    fn contexts(&self) -> &'static [Context] {
        &[Context::Codes]
    }

    fn press(&mut self, state: &mut State, key: Key, action: Option<Action>) -> AfterKey {
        let rows = self.rows(state.model().error_meanings());
        if action == Some(Action::OpenSelected) {
            let Some(code) = rows.get(self.at) else {
                return AfterKey::Stay;
            };
            state.form.code = *code;
            return AfterKey::Close;
        }
        if modal::filter((&mut self.typed, &mut self.at), rows.len(), key, action) {
            return AfterKey::Stay;
        }
        modal::act(state, action)
    }

    fn paste(&mut self, text: &str) -> Option<Command> {
        modal::type_into(&mut self.typed, text);
        self.at = 0;
        None
    }

    fn offers(&self, state: &State, action: Action) -> bool {
        let rows = self.rows(state.model().error_meanings());
        action != Action::OpenSelected || !rows.is_empty()
    }
}
