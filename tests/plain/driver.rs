//! Drives a session by lines and events, and keeps what is said and what is to be done.

use cellmate::engine::{Command, Error, Event, JobId, JobKind, Opened};
use cellmate::plain::{PlainEffect, Session};
use std::ops::{Deref, DerefMut};

/// A session, and what it wanted to have done.
pub(crate) struct Driver {
    session: Session,
    effects: Vec<PlainEffect>,
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

    /// Types a line, and returns what is said to it at once.
    pub(crate) fn says(&mut self, line: &str) -> String {
        let effects = self.session.line(line);
        self.take(effects);
        self.session.take_text()
    }

    pub(crate) fn close_editor(&mut self, closed: Result<(), Error>) {
        let effects = self.session.editor_closed(closed);
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<PlainEffect>) {
        for effect in effects {
            self.effects.push(effect.clone());
            match effect {
                PlainEffect::Engine(command) => {
                    self.start(command);
                }
                PlainEffect::Edit { .. } | PlainEffect::Quit => {}
            }
        }
    }

    pub(crate) fn open(&mut self, opened: Opened) {
        self.event(Event::Opened(Box::new(opened)));
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "the sample calls it as the driver of the full screen is called"
    )]
    pub(crate) fn event(&mut self, event: Event) {
        let effects = self.session.event(&event);
        self.take(effects);
    }

    /// What a grading replaces: the grading and the trace of the same lesson.
    fn replaced(&self, command: &Command) -> Vec<JobId> {
        let JobKind::Grading { lesson } = command.kind() else {
            return Vec::new();
        };
        let kinds = [JobKind::Grading { lesson }, JobKind::Tracing { lesson }];
        let running = self.model().running.iter();
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
        let running = self.model().running.clone();
        let writing = running
            .iter()
            .filter(|(_, command)| command.kind() == JobKind::Writing);
        for (job, _) in writing {
            self.event(Event::Finished { job: *job });
        }
    }

    /// The effects since they were asked for last.
    pub(crate) fn done(&mut self) -> Vec<PlainEffect> {
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
