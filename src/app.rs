//! The course as a pure machine, for the full screen and for plain mode: a state, and what becomes of it when something
//! happens.
//!
//! [`update`] takes one message, changes the state, and returns what is to be done about it. No terminal, no process, no
//! clock and no file is touched here: `tui` brings keys and `plain` words, `worker` carries effects out and reports,
//! `screen` draws and `plain` tells.

mod available;
mod borrows;
mod effect;
mod find;
mod finish;
mod form;
mod keys;
mod layout;
mod lessons;
mod message;
mod mouse;
mod opening;
mod reports;
mod solving;
mod spoken;
mod state;
mod tabs;
mod verdicts;
mod welcome;
mod writing;

pub use available::{contexts, footer};
pub use borrows::{Stepping, cells, events};
pub use effect::{Change, Effect};
pub use find::{Finding, hits};
pub use finish::Finish;
pub use form::{Form, ROWS, Reply, Stage, outcome};
pub use layout::{Area, Layout, layout};
pub use lessons::{Item, Standing};
pub use message::{DeskFacts, Extent, Extents, Message, Opened, Pointer};
pub use mouse::pane_names;
pub use opening::UNSAVED;
pub use spoken::Say;
pub use state::{Asking, Explained, Graded, Pane, State, Top};
pub use tabs::{Tab, TabPlace};
pub use welcome::Welcome;
pub use writing::Writing;

/// What happens to the state, and what is to be done.
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let mut effects = match message {
        Message::Key(key) => keys::pressed(state, key),
        Message::Pasted(text) => keys::pasted(state, &text),
        Message::Do(action) => spoken::asked(state, action),
        Message::Go(lesson) => spoken::gone(state, &lesson),
        Message::Say(say) => spoken::said(state, say),
        Message::Pointer { did, x, y } => mouse::pointed(state, did, x, y),
        Message::Resized(width, height) => {
            state.size = (width, height);
            Vec::new()
        }
        Message::Drew(extents) => {
            state.drew(&extents);
            Vec::new()
        }
        Message::Ticked => {
            borrows::tick(state);
            Vec::new()
        }
        Message::StopAsked => keys::quit(state),
        report => reports::reported(state, report),
    };
    effects.extend(state.what_to_remember());
    effects
}
