//! What every Unix has: sessions, process groups, limits and signals.
//!
//! `linux` and `deadlock` have what only Linux shows; `other` has the same functions for other systems.

#[cfg(target_os = "linux")]
mod confine;
#[cfg(target_os = "linux")]
mod deadlock;
mod launch;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

#[cfg(target_os = "linux")]
use linux as os;
#[cfg(not(target_os = "linux"))]
use other as os;

use super::output::DeadlockCheck;
use super::pipes::Pipes;
use super::secret::new_secret;
use super::{Error, Job, Launcher, Limits, Termination};
use launch::LaunchOptions;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};
use std::io::{self, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::Duration;

pub(super) use launch::{launch, launch_confined};
pub(super) use os::{kill_tree, own_binary};

/// The first process of a run: the launcher, which becomes the program. Its id is that of its session and group.
pub(super) struct Leader {
    child: Child,
    pid: Pid,
    processes: os::RunProcesses,
    reaped: bool,
}

impl Leader {
    pub(super) fn start(
        launcher: &Launcher,
        job: &Job,
        with_secret: bool,
    ) -> Result<(Self, Pipes), Error> {
        let (lifeline, writer) = UnixStream::pair().map_err(Error::Watching)?;
        let lifeline_name = os::name_of_open_file(&writer);
        let token = new_secret().map_err(Error::Watching)?;
        let options = LaunchOptions::new(job, with_secret, token.clone(), launcher.sandbox(job));
        // The command drops the child's end of the socket at the end of this statement. After that, only the child has
        // it.
        let mut child = Command::new(&launcher.exe)
            .args(options.to_args())
            .arg(&job.program)
            .args(&job.args)
            .current_dir(&job.dir)
            .env_clear()
            .envs(job.env.iter().map(|(name, value)| (name, value)))
            .stdin(OwnedFd::from(writer))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| Error::starting(&launcher.exe, &job.dir, source))?;
        let pid = Pid::from_child(&child);
        let pipes = Pipes {
            stdout: child.stdout.take().expect("stdout was asked for"),
            stderr: child.stderr.take().expect("stderr was asked for"),
            lifeline: Some(lifeline),
            leader: os::exit_notifier(pid),
            secret: None,
            token,
        };
        let leader = Self {
            child,
            pid,
            processes: os::RunProcesses::new(pid, &pipes, lifeline_name),
            reaped: false,
        };
        Ok((leader, pipes))
    }

    /// Whether it has exited. This does not reap it, so its id stays its own.
    pub(super) fn has_exited(&mut self) -> io::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let status = rustix::process::waitid(WaitId::Pid(self.pid), options)?;
        Ok(status.is_some())
    }

    /// Kills its group, and itself, because it may not have a group yet. It may have exited already.
    pub(super) fn kill(&mut self) {
        if !self.reaped {
            rustix::process::kill_process_group(self.pid, Signal::KILL).ok();
            rustix::process::kill_process(self.pid, Signal::KILL).ok();
        }
    }

    /// Kills what left the group and still belongs to the run, as far as the system shows it.
    pub(super) fn kill_strays(&mut self) {
        self.processes.kill_strays();
    }

    pub(super) fn check_deadlock(&mut self) -> DeadlockCheck {
        self.processes.check_deadlock()
    }

    /// Whether it used the processor, or waited for one, during this time.
    pub(super) fn was_busy(&self, wall: Duration) -> Option<bool> {
        self.processes.was_busy(wall)
    }

    /// Takes the exit status and releases the id. Call it only after `has_exited`.
    pub(super) fn reap(&mut self, limits: &Limits) -> io::Result<Termination> {
        // The processor time can only be read while the process exists.
        let used = self.processes.cpu_used();
        let status = self.child.wait()?;
        self.reaped = true;
        let used_up = matches!((used, limits.cpu), (Some(used), Some(limit)) if used >= limit);
        Ok(match (status.code(), status.signal().unwrap_or_default()) {
            (Some(code), _) => Termination::Exited(code),
            (None, signal) if signal == Signal::XCPU.as_raw() => Termination::CpuLimit,
            (None, signal) if signal == Signal::KILL.as_raw() && used_up => Termination::CpuLimit,
            (None, signal) if signal == Signal::XFSZ.as_raw() => Termination::FileSizeLimit,
            (None, signal) => Termination::Signaled(signal),
        })
    }
}

impl Drop for Leader {
    /// Kills the program if watching it failed.
    fn drop(&mut self) {
        self.kill();
        if !self.reaped {
            self.child.try_wait().ok();
        }
    }
}

pub(super) fn replace_with(mut command: Command) -> ExitCode {
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    let program = command.get_program().to_string_lossy();
    writeln!(io::stderr(), "error: cannot run {program}: {error}").ok();
    ExitCode::from(127)
}

/// Returns the exit code of a program, or the signal that ended it.
pub(super) fn code_or_signal(status: ExitStatus) -> Result<i32, i32> {
    status
        .code()
        .ok_or_else(|| status.signal().unwrap_or_default())
}
