//! Drives a conversation by lines and messages, and keeps what is said and what is to be done.

use cellmate::app::{Effect, Message};
use cellmate::plain::Session;
use std::ops::{Deref, DerefMut};

/// A conversation, and what it wanted to have done.
pub(crate) struct Driver {
    session: Session,
    effects: Vec<Effect>,
}

impl Driver {
    /// The size is that of the full screen's tests; nothing here has one.
    pub(crate) fn new(_: u16, _: u16) -> Self {
        Self {
            session: Session::new(true),
            effects: Vec::new(),
        }
    }

    pub(crate) fn tell(&mut self, message: Message) {
        let effects = self.session.happened(message);
        self.take(effects);
    }

    /// Types a line, and returns what is said to it at once.
    pub(crate) fn says(&mut self, line: &str) -> String {
        let effects = self.session.typed(line);
        self.take(effects);
        self.session.said()
    }

    /// What nobody waits for is on the disk at once.
    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if effect.writes() && !is_of_a_file(&effect) {
                self.tell(Message::Settled);
            }
            self.effects.push(effect);
        }
    }

    /// The effects since they were asked for last.
    pub(crate) fn done(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }
}

fn is_of_a_file(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Write { .. }
            | Effect::Arrange { .. }
            | Effect::Reset { .. }
            | Effect::MakeDesk { .. }
    )
}

impl Deref for Driver {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl DerefMut for Driver {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}
