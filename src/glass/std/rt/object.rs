//! What the scheduler knows of a lock, a channel, a thread…: enough to say who can go on.

use super::hashing::{Past, mix};
use super::op::{Access, Op, Until};
use ::std::collections::VecDeque;

/// One thing that threads share.
#[derive(Debug, Default)]
pub(super) struct Object {
    /// Who holds it alone.
    pub(super) writer: Option<u32>,
    /// How many hold it together.
    pub(super) readers: u32,
    /// How far it has come: messages sent, generations passed, 1 for "it is done", writers that stand and wait.
    pub(super) level: u64,
    /// Threads that stand in line until they are called.
    pub(super) line: VecDeque<u32>,
    /// The last step that changed it.
    written: Past,
    /// The steps that looked at it since then, in any order.
    read: Past,
}

impl Object {
    /// Whether a thread can take this step now.
    pub(super) fn admits(&self, op: &Op, thread: u32) -> bool {
        match op.until {
            Until::Now => true,
            Until::Free => self.writer.is_none() && self.readers == 0,
            Until::NoWriter => self.writer.is_none() && self.level == 0,
            Until::Level(level) => self.level >= level,
            Until::Called => !self.line.contains(&thread),
            Until::Never => false,
        }
    }

    /// What taking the step by itself does.
    pub(super) fn take(&mut self, op: &Op, thread: u32) {
        match op.until {
            Until::Free => self.writer = Some(thread),
            Until::NoWriter => self.readers += 1,
            _ => {}
        }
    }

    /// The past that a step on this object builds on.
    pub(super) fn past(&self, access: Access) -> Past {
        match access {
            Access::Read => self.written,
            Access::Write => mix(self.written, self.read),
        }
    }

    /// Remembers that a step was taken.
    pub(super) fn remember(&mut self, access: Access, step: Past) {
        match access {
            Access::Read => self.read = self.read.wrapping_add(step),
            Access::Write => (self.written, self.read) = (step, 0),
        }
    }
}
