//! How a run ended and what it printed: plain data.

use std::time::Duration;

/// One run, over and cleared away.
#[derive(Debug)]
pub struct ProcessOutput {
    /// How it ended.
    pub termination: Termination,
    /// What it printed.
    pub stdout: Captured,
    /// What it printed on stderr.
    pub stderr: Captured,
    /// How long it ran.
    pub wall: Duration,
}

/// The beginning and the end of what was printed: a program's last words say why it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// The first bytes, as they came.
    pub bytes: Vec<u8>,
    /// The last ones, where there were more than fit into the first.
    pub tail: Vec<u8>,
    /// How many there were in all.
    pub total: u64,
}

/// How many bytes of the end are kept.
const TAIL: usize = 16 * 1024;

impl Captured {
    /// Whether there was more than was kept.
    #[must_use]
    pub fn truncated(&self) -> bool {
        self.total > (self.bytes.len() + self.tail.len()) as u64
    }

    /// Takes more bytes in: into the beginning while there is room, and then into the end.
    pub(super) fn take(&mut self, bytes: &[u8], kept: usize) {
        self.total += bytes.len() as u64;
        let room = kept.saturating_sub(self.bytes.len()).min(bytes.len());
        self.bytes.extend_from_slice(&bytes[..room]);
        self.tail.extend_from_slice(&bytes[room..]);
        let over = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..over);
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Termination {
    /// By itself, with this code.
    Exited(i32),
    /// By a signal that nobody here sent.
    Signalled(i32),
    /// Its time on the clock was over.
    TimedOut {
        /// Whether it burnt processor time or waited to; none where that is not known.
        busy: Option<bool>,
        /// Whether a deadlock would have been seen: deadlocks were looked for, and the system showed the waits.
        waits_visible: bool,
    },
    /// Its processor time was over.
    CpuLimit,
    /// It printed, or wrote into a file, more than it may.
    OutputLimit,
    /// Every thread waits for another one, for ever.
    Deadlocked {
        /// How many threads were waiting.
        threads: usize,
    },
    /// The flag of the caller was set.
    Cancelled,
}

/// What one look at the threads of a program showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The system does not show what threads wait for.
    Hidden,
    /// Some thread may still go on, or it is too early to say.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux shows it")
    )]
    Alive,
    /// This many threads wait for each other, and have for a while.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux shows it")
    )]
    Deadlocked(usize),
}
