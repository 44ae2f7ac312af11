//! One program to run: what it gets, what it may use, and the flag that ends it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// One program to run, with all that it gets.
#[derive(Clone, Debug)]
pub struct Job {
    /// The program's path.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// The folder it runs in.
    pub dir: PathBuf,
    /// All the environment it gets.
    pub env: Vec<(OsString, OsString)>,
    /// What it may use.
    pub limits: Limits,
}

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

/// A shared flag: whoever holds a clone can end the runs that were given it.
#[derive(Clone, Default, Debug)]
pub struct Cancel(pub(super) Arc<AtomicBool>);

impl Cancel {
    /// A flag that is not set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the runs that were given this flag, and every one that still will be.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it was set.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
