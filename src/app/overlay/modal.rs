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

/// An overlay. It gets the keys that are pressed while it covers the panes.
pub(in crate::app) trait Modal {
    /// The contexts in which its keys are looked up, in this order.
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

/// Carries out the actions that mean the same on most overlays: leaving, closing, scrolling.
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

/// The maximum length of a filter, in characters.
const MAX_TYPED: usize = 40;

/// Appends text to the filter of a list, as much as there is room for.
pub(super) fn type_into(typed: &mut String, text: &str) {
    let letters = text.chars().filter(|c| !c.is_control());
    let room = MAX_TYPED.saturating_sub(typed.chars().count());
    typed.extend(letters.take(room));
}

/// Selects another of these rows, or types into their filter. Returns whether the key did either.
pub(super) fn filter(
    (typed, at): (&mut String, &mut usize),
    rows: usize,
    key: Key,
    action: Option<Action>,
) -> bool {
    match (action, key) {
        (Some(Action::Up), _) => *at = at.saturating_sub(1),
        (Some(Action::Down), _) => *at = (*at + 1).min(rows.saturating_sub(1)),
        (None, Key::Backspace) => {
            typed.pop();
            *at = 0;
        }
        (None, Key::Char(letter)) => {
            type_into(typed, &letter.to_string());
            *at = 0;
        }
        _ => return false,
    }
    true
}
