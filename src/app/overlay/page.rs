//! The pages that the learner only reads.

use super::Page;
use super::modal::{self, AfterKey, Modal};
use crate::app::State;
use crate::engine::Finish;
use crate::keymap::{Action, Context, Key};

impl Modal for Page {
    fn contexts(&self) -> &'static [Context] {
        match self {
            Self::Problems => &[Context::Page],
            Self::Finish(_) => &[Context::Finish, Context::Page],
        }
    }

    fn press(&mut self, state: &mut State, _: Key, action: Option<Action>) -> AfterKey {
        let after = modal::act(state, action);
        match self {
            Self::Finish(Finish::Chapter(_)) if after == AfterKey::Close => state.open_next(),
            Self::Problems | Self::Finish(_) => {}
        }
        after
    }
}
