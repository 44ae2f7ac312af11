//! What only Linux has: a signal when the parent dies, and /proc, which shows all processes of a run.

pub(super) use super::confine::confine;
use super::deadlock::DeadlockSearch;
use crate::process::output::DeadlockCheck;
use crate::process::pipes::Pipes;
use rustix::process::{Pid, PidfdFlags, Signal};
use std::ffi::OsString;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

/// The unit of processor times in /proc. It is the same on every machine that cellmate runs on.
const TICK: Duration = Duration::from_millis(10);

/// What identifies the processes of one run.
pub(super) struct RunProcesses {
    proc: PathBuf,
    session: String,
    /// The pipes and the socket as /proc names them, `pipe:[4711]`: a process that holds one of them belongs to the run.
    pipes: Vec<OsString>,
    search: DeadlockSearch,
}

impl RunProcesses {
    pub(super) fn new(leader: Pid, pipes: &Pipes, lifeline: Option<OsString>) -> Self {
        let proc = PathBuf::from(format!("/proc/{leader}"));
        let names = [
            name_of_open_file(&pipes.stdout),
            name_of_open_file(&pipes.stderr),
            lifeline,
        ];
        Self {
            search: DeadlockSearch::new(&proc),
            proc,
            session: leader.to_string(),
            pipes: names.into_iter().flatten().collect(),
        }
    }

    pub(super) fn check_deadlock(&mut self) -> DeadlockCheck {
        self.search.check_deadlock()
    }

    /// Returns the processor time of the leader and of the children that it waited for.
    pub(super) fn cpu_used(&self) -> Option<Duration> {
        let ticks: u32 = Stat::read(&self.proc)?.cpu_ticks?;
        Some(TICK * ticks)
    }

    /// Whether the leader used a processor, or queued for one, for at least a quarter of the time.
    pub(super) fn was_busy(&self, wall: Duration) -> Option<bool> {
        let used = self.cpu_used()?;
        let tasks = fs::read_dir(self.proc.join("task")).ok()?;
        let queued: u64 = tasks
            .flatten()
            .filter_map(|task| fs::read_to_string(task.path().join("schedstat")).ok())
            .filter_map(|account| account.split(' ').nth(1)?.parse::<u64>().ok())
            .sum();
        Some(used + Duration::from_nanos(queued) >= wall / 4)
    }

    /// Kills every process of the leader's session and every other holder of the run's pipes.
    pub(super) fn kill_strays(&self) {
        let own_line = fs::read("/proc/self/cmdline").unwrap_or_default();
        let Ok(processes) = fs::read_dir("/proc") else {
            return;
        };
        for process in processes.flatten() {
            let Some(pid) = process.file_name().to_str().and_then(|id| id.parse().ok()) else {
                continue;
            };
            let Some(pid) = Pid::from_raw(pid) else {
                continue;
            };
            // Opened before the checks, so that the process that is killed is the one that was checked.
            let Ok(handle) = rustix::process::pidfd_open(pid, PidfdFlags::empty()) else {
                continue;
            };
            let proc = process.path();
            let Ok(line) = fs::read(proc.join("cmdline")) else {
                continue;
            };
            let holds_a_pipe = || !may_hold_copies(&line, &own_line) && self.holds_a_pipe(&proc);
            if self.is_in_session(&proc) || holds_a_pipe() {
                rustix::process::pidfd_send_signal(&handle, Signal::KILL).ok();
            }
        }
    }

    fn is_in_session(&self, proc: &Path) -> bool {
        Stat::read(proc).is_some_and(|stat| stat.session == self.session)
    }

    fn holds_a_pipe(&self, proc: &Path) -> bool {
        let Ok(files) = fs::read_dir(proc.join("fd")) else {
            return false;
        };
        files
            .flatten()
            .filter_map(|file| fs::read_link(file.path()).ok())
            .any(|target| self.pipes.iter().any(|pipe| target.as_os_str() == pipe))
    }
}

/// Whether a process with this command line may be one that another thread of ours has just forked. It holds copies of
/// all our pipes until it executes, and while it does, its command line is empty.
fn may_hold_copies(line: &[u8], own_line: &[u8]) -> bool {
    line.is_empty() || line == own_line
}

/// Returns the name that /proc gives one of our own open files.
pub(super) fn name_of_open_file(file: &impl AsRawFd) -> Option<OsString> {
    let link = fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())).ok()?;
    Some(link.into_os_string())
}

/// The fields of `/proc/PID/stat` that cellmate uses.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    session: String,
    cpu_ticks: Option<u32>,
}

impl Stat {
    fn read(proc: &Path) -> Option<Self> {
        let bytes = fs::read(proc.join("stat")).ok()?;
        Self::parse(&String::from_utf8_lossy(&bytes))
    }

    fn parse(line: &str) -> Option<Self> {
        // The second field is the name in parentheses, which may contain spaces and parentheses.
        let (_, rest) = line.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let parent = fields.get(1)?.parse().ok()?;
        let session = (*fields.get(3)?).to_owned();
        let times = fields.get(11..15)?;
        let cpu_ticks = times.iter().map(|ticks| ticks.parse::<u32>().ok()).sum();
        Some(Self {
            parent,
            session,
            cpu_ticks,
        })
    }
}

/// Kills a process and its descendants, from the root, so that a parent cannot start more.
pub(in crate::process) fn kill_tree(root: u32) {
    let mut parents: Vec<(u32, u32)> = Vec::new();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = process.file_name().to_str().and_then(|id| id.parse().ok()) else {
            continue;
        };
        if let Some(stat) = Stat::read(&process.path()) {
            parents.push((pid, stat.parent));
        }
    }
    let mut tree = vec![root];
    let mut at = 0;
    while let Some(&parent) = tree.get(at) {
        let children = parents.iter().filter(|(_, of)| *of == parent);
        tree.extend(children.map(|(pid, _)| *pid));
        at += 1;
    }
    let pids = tree.into_iter().filter_map(|pid| i32::try_from(pid).ok());
    for pid in pids.filter_map(Pid::from_raw) {
        rustix::process::kill_process(pid, Signal::KILL).ok();
    }
}

/// Returns what becomes readable when this process exits. Kernels before 5.3 lack it; then the process is polled.
pub(super) fn exit_notifier(leader: Pid) -> Option<OwnedFd> {
    rustix::process::pidfd_open(leader, PidfdFlags::empty()).ok()
}

/// Asks the system to kill this process when the thread that started it exits.
pub(super) fn die_with_parent() -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    Ok(())
}

/// Returns the running binary, even if a newer one has replaced it on disk.
pub(in crate::process) fn own_binary() -> io::Result<PathBuf> {
    let link = PathBuf::from("/proc/self/exe");
    if link.exists() {
        Ok(link)
    } else {
        std::env::current_exe()
    }
}

#[cfg(test)]
mod tests {
    use super::{Stat, may_hold_copies};

    #[test]
    fn a_process_that_is_being_executed_may_hold_copies_of_all_pipes() {
        assert!(may_hold_copies(b"", b"cellmate\0check\0"));
        assert!(may_hold_copies(b"cellmate\0check\0", b"cellmate\0check\0"));
        assert!(!may_hold_copies(b"sleep\x0060\0", b"cellmate\0check\0"));
    }

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields() {
        let line = "7 (a) b (c) S 1 7 42 0 -1 4194304 1 0 0 0 30 4 2 1 20 0 1 0 100 0 0 18446744073709551615";
        let stat = Stat {
            parent: 1,
            session: "42".to_owned(),
            cpu_ticks: Some(37),
        };
        assert_eq!(Stat::parse(line), Some(stat));
        assert_eq!(Stat::parse("7 (cut off) S 1"), None);
    }
}
