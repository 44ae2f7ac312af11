//! How a run ended and what it printed: plain data.

use std::time::Duration;

/// One run, over and cleared away.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub how: How,
    /// What it printed.
    pub stdout: Captured,
    /// What it printed on stderr.
    pub stderr: Captured,
    /// How long it ran.
    pub wall: Duration,
}

/// The beginning of what was printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// The bytes that were kept, as they came.
    pub bytes: Vec<u8>,
    /// How many there were in all.
    pub total: u64,
}

impl Captured {
    /// Whether there was more than was kept.
    #[must_use]
    pub fn truncated(&self) -> bool {
        self.total > self.bytes.len() as u64
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By itself, with this code.
    Exited(i32),
    /// By a signal that nobody here sent.
    Signalled(i32),
    /// Its time on the clock was over.
    OutOfTime {
        /// Whether it burnt processor time or waited to; none where that is not known.
        busy: Option<bool>,
        /// Whether a deadlock would have been seen: deadlocks were looked for, and the system showed the waits.
        waits_visible: bool,
    },
    /// Its processor time was over.
    OutOfCpu,
    /// It printed, or wrote into a file, more than it may.
    TooMuchOutput,
    /// Every thread waits for another one, for ever.
    Deadlocked {
        /// How many threads were waiting.
        threads: usize,
    },
    /// The flag of the caller was set.
    Cancelled,
}
