//! What all the worker's threads share: the course, the desk, the grader, and who is told.

use super::{Grading, Setup, Teller};
use crate::app::Message;
use crate::course::Course;
use crate::desk::{Desk, Session};
use crate::process::Cancel;
use crate::text;
use crate::watch::Watcher;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

pub(super) struct Bench {
    pub(super) setup: Setup,
    pub(super) stop: Cancel,
    tell: Teller,
    grader: OnceLock<Result<Arc<dyn Grading>, String>>,
    held: Mutex<Held>,
}

/// What comes and goes.
#[derive(Default)]
pub(super) struct Held {
    pub(super) course: Option<Arc<Course>>,
    pub(super) desk: Option<Desk>,
    pub(super) editor: Option<String>,
    pub(super) session: Option<Session>,
    /// Another instance has the desk: nothing is written.
    pub(super) read_only: bool,
    pub(super) watchers: Vec<Watcher>,
}

impl Bench {
    pub(super) fn new(setup: Setup, tell: Teller) -> Self {
        Self {
            setup,
            stop: Cancel::new(),
            tell,
            grader: OnceLock::new(),
            held: Mutex::default(),
        }
    }

    pub(super) fn tell(&self, message: Message) {
        (self.tell)(message);
    }

    /// Tells a sentence.
    pub(super) fn notice(&self, sentence: &str) {
        self.tell(Message::Noticed(sentence.to_owned()));
    }

    /// What comes and goes; a panic elsewhere leaves nothing half-done in it.
    pub(super) fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn course(&self) -> Option<Arc<Course>> {
        self.held().course.clone()
    }

    pub(super) fn desk(&self) -> Option<Desk> {
        self.held().desk.clone()
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.held().read_only
    }

    pub(super) fn editor(&self) -> Option<String> {
        self.held().editor.clone()
    }

    /// The grader; the toolchain is asked for the first time here, which takes a moment.
    pub(super) fn grader(&self) -> Result<&dyn Grading, String> {
        let made = self.grader.get_or_init(|| {
            let grader = self.setup.grader.open();
            grader.map_err(|error| error.to_string())
        });
        made.as_deref().map_err(Clone::clone)
    }

    /// A path with `~` for the home folder.
    pub(super) fn shown(&self, path: &Path) -> String {
        text::path(path, self.setup.home.as_deref())
    }

    /// Nothing is watched any more, and others may have the desk.
    pub(super) fn stop(&self) {
        self.stop.cancel();
        let (watchers, session) = {
            let mut held = self.held();
            (std::mem::take(&mut held.watchers), held.session.take())
        };
        // Ending a watcher waits for its thread, which may be telling something: not under the lock.
        drop(watchers);
        drop(session);
    }
}
