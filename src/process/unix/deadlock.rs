//! Finds deadlocks on Linux: programs in which every thread waits and none can wake another.
//!
//! `/proc/PID/task/TID/syscall` shows the system call of a thread with its arguments. A lock, a condition variable, a
//! channel, a join and `park` all end in a futex wait. With a timeout the thread wakes by itself; without one only
//! another thread can wake it. If every thread waits without a timeout, none can.

use crate::process::output::DeadlockCheck;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, io};

/// The number of the futex call, on the processors for which it is known here.
const FUTEX: Option<u64> = if cfg!(target_arch = "x86_64") {
    Some(202)
} else if cfg!(any(target_arch = "aarch64", target_arch = "riscv64")) {
    Some(98)
} else {
    None
};
/// The bits of the operation that hold the command; the other bits are options.
const COMMAND_MASK: u64 = 0x7f;
const FUTEX_WAIT: u64 = 0;
const FUTEX_WAIT_BITSET: u64 = 9;

/// How often in a row a program must be seen in the same waits, without having run in between, to be deadlocked.
const MIN_LOOKS: u32 = 5;
/// For how long it must have been in these waits.
const MIN_STALL: Duration = Duration::from_millis(200);

/// A search for a deadlock in one process, over several looks.
pub(super) struct DeadlockSearch {
    proc: PathBuf,
    stall: Option<Stall>,
}

/// The state of a process in which every thread waits without a timeout.
struct Stall {
    threads: Vec<Waiting>,
    since: Instant,
    looks: u32,
}

/// One thread in its wait. If two are equal, the thread did not run in between.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    thread: String,
    call: String,
    cpu_account: String,
}

enum NotStalled {
    /// The system does not show what its threads wait for.
    Hidden,
    /// Some thread does not wait, or waits with a timeout.
    Running,
}

impl DeadlockSearch {
    pub(super) fn new(proc: &Path) -> Self {
        Self {
            proc: proc.to_owned(),
            stall: None,
        }
    }

    /// Looks once. It takes several looks in a row, some time apart, to find a deadlock.
    pub(super) fn check_deadlock(&mut self) -> DeadlockCheck {
        let threads = match self.stalled_threads() {
            Ok(threads) => threads,
            Err(reason) => {
                self.stall = None;
                return match reason {
                    NotStalled::Hidden => DeadlockCheck::NotVisible,
                    NotStalled::Running => DeadlockCheck::NotFound,
                };
            }
        };
        match &mut self.stall {
            Some(stall) if stall.threads == threads => stall.looks += 1,
            _ => {
                self.stall = Some(Stall {
                    threads,
                    since: Instant::now(),
                    looks: 1,
                });
            }
        }
        match &self.stall {
            Some(stall) if stall.is_long_enough() && self.is_alone() => {
                DeadlockCheck::Deadlocked(stall.threads.len())
            }
            _ => DeadlockCheck::NotFound,
        }
    }

    /// Returns all threads if every one of them waits without a timeout.
    fn stalled_threads(&self) -> Result<Vec<Waiting>, NotStalled> {
        let futex = FUTEX.ok_or(NotStalled::Hidden)?;
        let tasks = fs::read_dir(self.proc.join("task")).map_err(|_| NotStalled::Running)?;
        let mut threads = Vec::new();
        for task in tasks {
            let task = task.map_err(|_| NotStalled::Running)?.path();
            let call = read(&task, "syscall")?;
            if !waits_forever(&call, futex) {
                return Err(NotStalled::Running);
            }
            // Not every kernel has `schedstat`, which counts processor time more finely: in nanoseconds.
            let cpu_account = read(&task, "schedstat").or_else(|_| read(&task, "stat"))?;
            threads.push(Waiting {
                thread: task.to_string_lossy().into_owned(),
                call,
                cpu_account,
            });
        }
        threads.sort();
        Ok(threads)
    }

    /// Whether the launcher has become the program, and there are no child processes that might still do something.
    fn is_alone(&self) -> bool {
        let Ok(line) = fs::read(self.proc.join("cmdline")) else {
            return false;
        };
        if line.split(|byte| *byte == 0).nth(1) == Some(crate::process::LAUNCH.as_bytes()) {
            return false;
        }
        fs::read_dir(self.proc.join("task")).is_ok_and(|tasks| {
            tasks
                .flatten()
                .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
                .all(|children| children.trim().is_empty())
        })
    }
}

impl Stall {
    fn is_long_enough(&self) -> bool {
        self.looks >= MIN_LOOKS && self.since.elapsed() >= MIN_STALL
    }
}

fn read(task: &Path, file: &str) -> Result<String, NotStalled> {
    fs::read_to_string(task.join(file)).map_err(|error| match error.kind() {
        // A kernel may lack the file or forbid reading it; a thread that has just exited has no files at all.
        io::ErrorKind::PermissionDenied => NotStalled::Hidden,
        io::ErrorKind::NotFound if task.exists() => NotStalled::Hidden,
        _ => NotStalled::Running,
    })
}

/// Whether a line of a `syscall` file is a futex wait without a timeout.
fn waits_forever(line: &str, futex: u64) -> bool {
    let mut fields = line.split_whitespace();
    // The first field is "running" for a running thread, and -1 for one that is blocked outside of a system call.
    if fields.next().and_then(|number| number.parse().ok()) != Some(futex) {
        return false;
    }
    let arguments: Vec<Option<u64>> = fields
        .map(|field| u64::from_str_radix(field.trim_start_matches("0x"), 16).ok())
        .collect();
    let [_, Some(operation), _, Some(timeout), ..] = arguments[..] else {
        return false;
    };
    matches!(operation & COMMAND_MASK, FUTEX_WAIT | FUTEX_WAIT_BITSET) && timeout == 0
}

#[cfg(test)]
mod tests {
    use super::waits_forever;

    #[test]
    fn only_a_futex_wait_without_timeout_waits_forever() {
        let cases = [
            ("202 0x55d0 0x80 0x2 0x0 0x0 0x0 0x7ffc 0x7f2a\n", true),
            ("202 0x55d0 0x0 0x2 0x0 0x0 0x0 0x7ffc 0x7f2a\n", true),
            (
                "202 0x7f29 0x109 0x38f6 0x0 0x0 0xffffffff 0x7ffc 0x7f2a\n",
                true,
            ),
            (
                "202 0x55d0 0x89 0x0 0x7ffc10 0x0 0xffffffff 0x7ffc 0x7f2a\n",
                false,
            ),
            ("202 0x55d0 0x81 0x1 0x0 0x0 0x0 0x7ffc 0x7f2a\n", false),
            ("230 0x0 0x0 0x7ffc 0x7ffc 0x0 0x0 0x7ffc 0x7f2a\n", false),
            ("running\n", false),
            ("-1 0x7ffc 0x7f2a\n", false),
            ("202 0x55d0\n", false),
            ("", false),
        ];
        for (line, expected) in cases {
            assert_eq!(waits_forever(line, 202), expected, "{line:?}");
        }
    }
}
