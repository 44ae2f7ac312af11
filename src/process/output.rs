//! What a run printed and how it ended.

use std::fmt;
use std::time::Duration;

/// A finished run, of which no process is left.
#[derive(Debug)]
pub struct ProcessOutput {
    pub termination: Termination,
    pub stdout: Captured,
    pub stderr: Captured,
    /// How long it ran, in wall-clock time.
    pub wall: Duration,
    /// The word on its standard input, if it got one.
    pub secret: Option<String>,
}

/// The beginning and the end of what was printed: the last lines often say why a program ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// The first bytes.
    pub bytes: Vec<u8>,
    /// The last bytes, if there were more than `bytes` may hold.
    pub tail: Vec<u8>,
    /// How many bytes were printed in all.
    pub total: u64,
}

/// How many bytes of the end are kept.
const MAX_TAIL: usize = 16 * 1024;

impl Captured {
    /// Whether some of the middle was dropped.
    #[must_use]
    pub fn truncated(&self) -> bool {
        self.total > (self.bytes.len() + self.tail.len()) as u64
    }

    /// Appends to the beginning until it holds `kept` bytes, then to the end.
    pub(super) fn append(&mut self, bytes: &[u8], kept: usize) {
        self.total += bytes.len() as u64;
        let room = kept.saturating_sub(self.bytes.len()).min(bytes.len());
        self.bytes.extend_from_slice(&bytes[..room]);
        self.tail.extend_from_slice(&bytes[room..]);
        let over = self.tail.len().saturating_sub(MAX_TAIL);
        self.tail.drain(..over);
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Termination {
    Exited(i32),
    /// A signal that cellmate did not send ended it.
    Signaled(i32),
    /// It exceeded its limit of wall-clock time.
    TimedOut {
        /// Whether it used the processor or waited for one; `None` if the system does not say.
        busy: Option<bool>,
        /// Whether cellmate would have found a deadlock: it looked for one, and the system shows what threads wait for.
        waits_visible: bool,
    },
    CpuLimit,
    /// It printed more than its limit.
    OutputLimit,
    /// It wrote more to a file than its limit.
    FileSizeLimit,
    /// Every thread is blocked forever.
    Deadlocked {
        /// How many threads were waiting.
        threads: usize,
    },
    /// The caller cancelled it.
    Cancelled,
}

impl fmt::Display for Termination {
    /// Completes a sentence that begins with the program: `cargo` "exited with code 1".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exited with code {code}"),
            Self::Signaled(signal) => write!(f, "was killed by signal {signal}"),
            Self::TimedOut { .. } => f.write_str("exceeded its time limit"),
            Self::CpuLimit => f.write_str("exceeded its limit of processor time"),
            Self::OutputLimit => f.write_str("printed too much"),
            Self::FileSizeLimit => f.write_str("wrote too much to a file"),
            Self::Deadlocked { threads: 1 } => f.write_str("deadlocked, with 1 thread waiting"),
            Self::Deadlocked { threads } => write!(f, "deadlocked, with {threads} threads waiting"),
            Self::Cancelled => f.write_str("was cancelled"),
        }
    }
}

/// What one look at the threads of a program shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeadlockCheck {
    /// The system does not show what threads wait for.
    NotVisible,
    /// Some thread may still continue, or it is too early to say.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux shows it")
    )]
    NotFound,
    /// All threads, this many, have been waiting for a while, and none can wake another.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux shows it")
    )]
    Deadlocked(usize),
}
