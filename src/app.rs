//! The full screen as a pure state machine.
//!
//! [`update`] takes one message, changes the state, and returns the effects to carry out. Nothing here touches a
//! terminal, a process, a clock or a file: `tui` owns the terminal, the engine carries out commands, `screen` draws.
//! The only things it takes from ratatui are plain values: the areas of the panes, and the text in the built-in editor.

#![deny(clippy::wildcard_enum_match_arm)]

mod actions;
mod answering;
mod available;
mod events;
mod form;
mod keys;
mod layout;
mod lessons;
mod message;
mod mouse;
mod overlay;
mod playback;
mod state;
mod tabs;

pub use available::{
    HintPlace, KeyHint, contexts, footer, footer_on_page, hint_places, shown_hints,
};
pub use form::Form;
pub use layout::{PaneArea, Panes, layout};
pub use message::{
    ClickTarget, Clickable, Drawn, Effect, Input, Message, PointerAction, ScrollState,
    ScrollStates, TerminalEffect,
};
pub use mouse::{PANE_NAMES, PANE_NAMES_GAP, PANE_NAMES_MARGIN};
pub use overlay::{
    CodeSearch, FileEditor, KeyHelp, LessonSearch, Overlay, Page, Welcome, WelcomeField,
};
pub use playback::{SPINNER_TICK, STEP_TIME, SUCCESS_TIME};
pub use state::{Appearance, Background, ListItem, Motion, Pane, Playback, State, Success, Tab};
pub use tabs::TabPlace;

/// Handles a message, and returns the effects to carry out.
#[must_use = "the model waits for the commands among them"]
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    match message {
        Message::Input(input) => take_input(state, input),
        Message::Engine(event) => events::handle(state, &event),
        Message::Tick(elapsed) => playback::tick(state, elapsed),
    }
    state.follow_motion();
    state.remember_view();
    state.take_effects()
}

fn take_input(state: &mut State, input: Input) {
    match input {
        Input::Key(key) => keys::pressed(state, key),
        Input::Pasted(text) => keys::pasted(state, &text),
        Input::Pointer { action, x, y } => mouse::pointed(state, action, x, y),
        Input::EditorClosed(Ok(())) => {}
        Input::EditorClosed(Err(error)) => state.notice = Some(error.to_string()),
        Input::StopRequested => state.ask_terminal(TerminalEffect::Quit),
    }
}
