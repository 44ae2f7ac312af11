//! Drives a conversation by lines and messages, and keeps what is said and what is to be done.

use cellmate::app::{Effect, Input, Message};
use cellmate::engine::{Command, Event, JobId, JobKind, Opened};
use cellmate::plain::Session;
use std::ops::{Deref, DerefMut};

/// A conversation, and what it wanted to have done.
pub(crate) struct Driver {
    session: Session,
    effects: Vec<Effect>,
    last_job: u64,
}

impl Driver {
    /// The size is that of the full screen's tests; nothing here has one.
    pub(crate) fn new(_: u16, _: u16) -> Self {
        Self {
            session: Session::new(true),
            effects: Vec::new(),
            last_job: 0,
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

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.effects.push(effect.clone());
            match effect {
                Effect::Engine(command) => {
                    self.start(command);
                }
                Effect::Terminal(_) => {}
            }
        }
    }

    pub(crate) fn input(&mut self, input: Input) {
        self.tell(Message::Input(input));
    }

    pub(crate) fn open(&mut self, opened: Opened) {
        self.event(Event::Opened(Box::new(opened)));
    }

    pub(crate) fn event(&mut self, event: Event) {
        self.tell(Message::Engine(event));
    }

    /// What a grading replaces: the grading and the trace of the same lesson.
    fn replaced(&self, command: &Command) -> Vec<JobId> {
        let JobKind::Grading { lesson } = command.kind() else {
            return Vec::new();
        };
        let kinds = [JobKind::Grading { lesson }, JobKind::Tracing { lesson }];
        let running = self.state.model.running.iter();
        let replaced = running.filter(|(_, command)| kinds.contains(&command.kind()));
        replaced.map(|(job, _)| *job).collect()
    }

    /// Starts a job, as the engine does.
    pub(crate) fn start(&mut self, command: Command) -> JobId {
        self.last_job += 1;
        let job = JobId(self.last_job);
        let ended = is_quick(&command);
        let replaced = self.replaced(&command);
        self.event(Event::Started { job, command });
        for job in replaced {
            self.event(Event::Cancelled { job });
        }
        if ended {
            self.event(Event::Finished { job });
        }
        job
    }

    /// What is written to a file ends.
    pub(crate) fn written(&mut self) {
        let running = self.state.model.running.clone();
        let writing = running
            .iter()
            .filter(|(_, command)| command.kind() == JobKind::Writing);
        for (job, _) in writing {
            self.event(Event::Finished { job: *job });
        }
    }

    /// The effects since they were asked for last.
    pub(crate) fn done(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }
}

/// Whether nobody waits for it: it ends at once.
fn is_quick(command: &Command) -> bool {
    let of_a_file = matches!(
        command,
        Command::WriteFile { .. }
            | Command::Arrange { .. }
            | Command::Reset { .. }
            | Command::MakeDesk { .. }
    );
    match command.kind() {
        JobKind::Writing => !of_a_file,
        JobKind::Other => true,
        _ => false,
    }
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
