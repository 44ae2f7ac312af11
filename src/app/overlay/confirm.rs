//! A yes/no question.

use super::modal::{self, AfterKey, Modal};
use crate::app::State;
use crate::engine::Confirmation;
use crate::keymap::{Action, Context, Key};

impl Modal for Confirmation {
    fn contexts(&self) -> &'static [Context] {
        &[Context::Question]
    }

    fn press(&mut self, state: &mut State, _: Key, action: Option<Action>) -> AfterKey {
        let after = modal::act(state, action);
        if action == Some(Action::Yes) {
            state.confirmed(*self);
        }
        if matches!(action, Some(Action::Yes | Action::No)) {
            return AfterKey::Close;
        }
        after
    }
}
