//! What every overlay does.

use crate::app::{State, TerminalEffect};
use crate::engine::Command;
use crate::keymap::{Action, Context, Key};

/// Whether an overlay stays open after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum AfterKey {
    Stay,
    Close,
}

/// An overlay: it gets the keys that are pressed while it covers the panes.
pub(in crate::app) trait Modal {
    /// Where its keys are looked up, the first context first.
    fn contexts(&self) -> &'static [Context];

    /// Handles a key. Meanwhile `state` has no overlay: one that closes may open another.
    fn press(&mut self, state: &mut State, key: Key, action: Option<Action>) -> AfterKey;

    /// Takes pasted text. Returns what to send.
    fn paste(&mut self, _text: &str) -> Option<Command> {
        None
    }

    /// Whether a key is typed as text.
    fn types(&self, _key: Key) -> bool {
        false
    }

    /// Whether an action would do something, so that the footer names its key.
    fn offers(&self, _state: &State, _action: Action) -> bool {
        true
    }
}

/// Carries out what actions mean on most overlays: leaving, closing, scrolling.
pub(super) fn act(state: &mut State, action: Option<Action>) -> AfterKey {
    state.notice = None;
    match action {
        Some(Action::Quit) => state.ask_terminal(TerminalEffect::Quit),
        Some(Action::Suspend) => state.ask_terminal(TerminalEffect::Suspend),
        Some(Action::Close) => return AfterKey::Close,
        Some(action) => state.scroll.page.scroll(action),
        None => {}
    }
    AfterKey::Stay
}
