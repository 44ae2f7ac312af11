//! The functions of `linux` for a Unix without /proc: mostly empty. Tested only on Linux, in the place of `linux`.

use crate::process::output::DeadlockCheck;
use crate::process::pipes::Pipes;
use crate::process::sandbox::Sandbox;
use rustix::process::Pid;
use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What identifies the processes of one run: here, only their group.
pub(super) struct RunProcesses;

#[expect(
    clippy::unused_self,
    reason = "the signatures are those of the Linux side"
)]
impl RunProcesses {
    pub(super) fn new(_leader: Pid, _streams: &Pipes, _lifeline: Option<OsString>) -> Self {
        Self
    }

    /// The system does not show what threads wait for: the time limit decides.
    pub(super) fn check_deadlock(&mut self) -> DeadlockCheck {
        DeadlockCheck::NotVisible
    }

    pub(super) fn cpu_used(&self) -> Option<Duration> {
        None
    }

    pub(super) fn was_busy(&self, _wall: Duration) -> Option<bool> {
        None
    }

    pub(super) fn kill_strays(&self) {}
}

/// This system does not name open files.
pub(super) fn name_of_open_file<F>(_: &F) -> Option<OsString> {
    None
}

/// This system cannot confine a program, so a program that must be confined does not run.
pub(super) fn confine(_: &Sandbox, _: &Path) -> Result<(), String> {
    Err("only Linux can confine programs".to_owned())
}

/// This system has no notifier: the process is polled.
pub(super) fn exit_notifier(_leader: Pid) -> Option<OwnedFd> {
    None
}

/// This system has no death signal; the limits of the run still apply.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature is that of the Linux side"
)]
pub(super) fn die_with_parent() -> io::Result<()> {
    Ok(())
}

pub(in crate::process) fn own_binary() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Kills the process alone: the system does not show which others it started.
pub(in crate::process) fn kill_tree(root: u32) {
    if let Some(pid) = i32::try_from(root).ok().and_then(Pid::from_raw) {
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).ok();
    }
}
