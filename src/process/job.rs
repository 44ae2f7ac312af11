//! A program to run: what it gets, its limits, and the flag that cancels it.

use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// A program to run and everything it gets.
#[derive(Clone, Debug)]
pub struct Job {
    pub program: PathBuf,
    pub args: Vec<OsString>,
    /// The folder in which it runs.
    pub dir: PathBuf,
    /// Its whole environment: nothing is inherited.
    pub env: Vec<(OsString, OsString)>,
    pub limits: Limits,
    /// The files that it may use if it is confined.
    pub access: FileAccess,
}

/// What a job needs of the file system. It matters only if the job is confined.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAccess {
    /// Whether it builds: it may start other programs, and write into the folders of `write`. Otherwise it only runs one
    /// program, and `write` names files.
    pub builds: bool,
    /// What it reads, in addition to the system's libraries.
    pub read: Vec<PathBuf>,
    pub write: Vec<PathBuf>,
}

/// What a job may use. `None` means no limit.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Wall-clock time, from the moment the launcher is ready.
    pub wall: Duration,
    /// Processor time of all its threads together, rounded up to whole seconds.
    pub cpu: Option<Duration>,
    /// Bytes of data (heap, thread stacks, private mappings) of one process.
    pub memory: Option<u64>,
    /// Bytes of any file that it writes.
    pub file_size: Option<u64>,
    /// Number of open files.
    pub open_files: Option<u64>,
    /// Bytes kept of the beginning of stdout, and of stderr.
    pub kept: usize,
    /// Bytes that it may print to both together, before it is killed.
    pub output: usize,
    /// Whether to look for deadlocks.
    pub find_deadlocks: bool,
}

impl Limits {
    /// The limits of a learner's program.
    #[must_use]
    pub fn program() -> Self {
        Self {
            wall: Duration::from_secs(5),
            cpu: Some(Duration::from_secs(3)),
            memory: Some(256 << 20),
            file_size: Some(16 << 20),
            open_files: Some(256),
            kept: 64 * KIB,
            output: MIB,
            find_deadlocks: true,
        }
    }

    /// The limits of cargo and rustc.
    #[must_use]
    pub fn compiler() -> Self {
        Self {
            wall: Duration::from_secs(20),
            cpu: None,
            memory: Some(1 << 30),
            file_size: None,
            open_files: None,
            kept: 4 * MIB,
            output: 8 * MIB,
            find_deadlocks: false,
        }
    }
}

/// A shared flag: setting any clone of it cancels the runs that were given one.
#[derive(Clone, Default, Debug)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Makes a flag that is not set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancels the runs that were given this flag, and all that will be.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
