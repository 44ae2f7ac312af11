//! Finds out on Linux that all threads of a program wait for each other.
//!
//! `/proc/PID/task/TID/syscall` shows what a thread asked the kernel for, arguments included. A lock, a condition
//! variable, a channel, a join and `park` all end in a futex wait; with a time-out argument somebody will wake up by
//! himself, without one only another thread can wake him. Where every thread waits like that, none is left to do it.

use crate::process::output::Look;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, io};

/// The number of the futex call, where we know it.
const FUTEX: Option<u64> = if cfg!(target_arch = "x86_64") {
    Some(202)
} else if cfg!(any(target_arch = "aarch64", target_arch = "riscv64")) {
    Some(98)
} else {
    None
};
/// The operations that wait; what is beyond these bits are options.
const OPERATION: u64 = 0x7f;
const FUTEX_WAIT: u64 = 0;
const FUTEX_WAIT_BITSET: u64 = 9;

/// A program that was seen so often, in the same waits and without having run in between, goes on waiting.
const LOOKS: u32 = 5;
/// And for at least so long.
const STILL_FOR: Duration = Duration::from_millis(200);

/// The search in one process.
pub(super) struct Search {
    proc: PathBuf,
    still: Option<Still>,
}

/// A process in which every thread waits.
struct Still {
    threads: Vec<Waiting>,
    since: Instant,
    looks: u32,
}

/// One thread in its wait: two equal ones mean that it did not run in between.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    thread: String,
    call: String,
    account: String,
}

/// What kept a look from finding only waiting threads.
enum Not {
    Visible,
    Waiting,
}

impl Search {
    pub(super) fn of(proc: &Path) -> Self {
        Self {
            proc: proc.to_owned(),
            still: None,
        }
    }

    /// Looks once. Several looks in a row, some time apart, are needed to find a deadlock.
    pub(super) fn look(&mut self) -> Look {
        let threads = match self.waiting() {
            Ok(threads) => threads,
            Err(not) => {
                self.still = None;
                return match not {
                    Not::Visible => Look::Hidden,
                    Not::Waiting => Look::Alive,
                };
            }
        };
        match &mut self.still {
            Some(still) if still.threads == threads => still.looks += 1,
            _ => {
                self.still = Some(Still {
                    threads,
                    since: Instant::now(),
                    looks: 1,
                });
            }
        }
        match &self.still {
            Some(still) if still.is_long() && self.is_alone() => {
                Look::Deadlocked(still.threads.len())
            }
            _ => Look::Alive,
        }
    }

    /// All threads, if every one of them waits for ever.
    fn waiting(&self) -> Result<Vec<Waiting>, Not> {
        let futex = FUTEX.ok_or(Not::Visible)?;
        let tasks = fs::read_dir(self.proc.join("task")).map_err(|_| Not::Waiting)?;
        let mut threads = Vec::new();
        for task in tasks {
            let task = task.map_err(|_| Not::Waiting)?.path();
            let call = read(&task, "syscall")?;
            if !waits_for_ever(&call, futex) {
                return Err(Not::Waiting);
            }
            // The finer account, in nanoseconds and turns, is not in every kernel.
            let account = read(&task, "schedstat").or_else(|_| read(&task, "stat"))?;
            threads.push(Waiting {
                thread: task.to_string_lossy().into_owned(),
                call,
                account,
            });
        }
        threads.sort();
        Ok(threads)
    }

    /// Whether this is the program by now, and has no child processes that might do something yet.
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

impl Still {
    fn is_long(&self) -> bool {
        self.looks >= LOOKS && self.since.elapsed() >= STILL_FOR
    }
}

fn read(task: &Path, file: &str) -> Result<String, Not> {
    fs::read_to_string(task.join(file)).map_err(|error| match error.kind() {
        // A kernel may lack the file, or forbid it; a thread that has just ended lacks everything.
        io::ErrorKind::PermissionDenied => Not::Visible,
        io::ErrorKind::NotFound if task.exists() => Not::Visible,
        _ => Not::Waiting,
    })
}

/// Whether a line of a `syscall` file is a futex wait without a time-out.
fn waits_for_ever(line: &str, futex: u64) -> bool {
    let mut fields = line.split_whitespace();
    // "running", or -1 where it is blocked outside of any call.
    if fields.next().and_then(|number| number.parse().ok()) != Some(futex) {
        return false;
    }
    let arguments: Vec<Option<u64>> = fields
        .map(|field| u64::from_str_radix(field.trim_start_matches("0x"), 16).ok())
        .collect();
    let [_, Some(operation), _, Some(timeout), ..] = arguments[..] else {
        return false;
    };
    matches!(operation & OPERATION, FUTEX_WAIT | FUTEX_WAIT_BITSET) && timeout == 0
}

#[cfg(test)]
mod tests {
    use super::waits_for_ever;

    #[test]
    fn only_a_futex_wait_without_time_out_waits_for_ever() {
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
            assert_eq!(waits_for_ever(line, 202), expected, "{line:?}");
        }
    }
}
