//! What a program or a compiler may use before it is ended.

use std::time::Duration;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// What a job may use. What is `None` is not limited.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The time on the clock, counted from the moment the launcher is ready.
    pub wall: Duration,
    /// The processor time, of all its threads together; rounded up to whole seconds.
    pub cpu: Option<Duration>,
    /// The bytes of data (heap, stacks of threads, private mappings) that one process may have.
    pub memory: Option<u64>,
    /// The size of any file that it writes, in bytes.
    pub file_size: Option<u64>,
    /// The number of files it may have open.
    pub open_files: Option<u64>,
    /// The bytes kept of stdout, and of stderr: their beginning.
    pub kept: usize,
    /// The bytes read of both together before the program is ended.
    pub read: usize,
    /// Whether to look for threads that wait for each other for ever.
    pub find_deadlocks: bool,
}

impl Limits {
    /// For a learner's program.
    #[must_use]
    pub fn program() -> Self {
        Self {
            wall: Duration::from_secs(5),
            cpu: Some(Duration::from_secs(3)),
            memory: Some(256 << 20),
            file_size: Some(16 << 20),
            open_files: Some(256),
            kept: 64 * KIB,
            read: MIB,
            find_deadlocks: true,
        }
    }

    /// For cargo and rustc.
    #[must_use]
    pub fn compiler() -> Self {
        Self {
            wall: Duration::from_secs(20),
            cpu: None,
            memory: Some(1 << 30),
            file_size: None,
            open_files: None,
            kept: 4 * MIB,
            read: 8 * MIB,
            find_deadlocks: false,
        }
    }
}

/// Limits on processor time count whole seconds; a part of one is given in full.
#[cfg(unix)]
pub(super) fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
