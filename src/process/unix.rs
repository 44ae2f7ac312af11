//! What every unix can do: sessions, groups, limits, signals.
//!
//! What Linux alone shows is in `linux` and `deadlock`; `other_unix` answers for the rest, equally.

#[cfg(target_os = "linux")]
mod deadlock;
mod launch;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

#[cfg(target_os = "linux")]
use linux as kernel;
#[cfg(not(target_os = "linux"))]
use other as kernel;

use super::output::Look;
use super::pipes::Streams;
use super::{Error, Job, Limits, Termination};
use launch::Orders;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

pub(super) use kernel::own_binary;
pub(super) use launch::launch;

/// The first process of a run: the launcher, then the program. Its number is that of its session and its group.
pub(super) struct Leader {
    child: Child,
    pid: Pid,
    traces: kernel::Traces,
    reaped: bool,
}

impl Leader {
    /// Starts the launcher with the job's orders.
    pub(super) fn start(launcher: &Path, job: &Job) -> Result<(Self, Streams), Error> {
        let (lifeline, writer) = io::pipe().map_err(Error::Watching)?;
        // The command keeps the writing end until the end of this statement, and then only the child has it.
        let mut child = Command::new(launcher)
            .args(Orders::of(job).to_args())
            .arg(&job.program)
            .args(&job.args)
            .current_dir(&job.dir)
            .env_clear()
            .envs(job.env.iter().map(|(name, value)| (name, value)))
            .stdin(writer)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| Error::starting(launcher, &job.dir, source))?;
        let pid = Pid::from_child(&child);
        let streams = Streams {
            stdout: child.stdout.take().expect("stdout was asked for"),
            stderr: child.stderr.take().expect("stderr was asked for"),
            lifeline: Some(lifeline),
            leader: kernel::handle(pid),
        };
        let leader = Self {
            child,
            pid,
            traces: kernel::Traces::of(pid, &streams),
            reaped: false,
        };
        Ok((leader, streams))
    }

    /// Whether it is over. It is not reaped by this, so its number stays its own.
    pub(super) fn has_exited(&mut self) -> io::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let status = rustix::process::waitid(WaitId::Pid(self.pid), options)?;
        Ok(status.is_some())
    }

    /// Kills its group, and itself: it may not have a group yet. What is gone already needs no killing.
    pub(super) fn end(&mut self) {
        if !self.reaped {
            rustix::process::kill_process_group(self.pid, Signal::KILL).ok();
            rustix::process::kill_process(self.pid, Signal::KILL).ok();
        }
    }

    /// Kills what left the group and still belongs to the run, as far as the system lets it be found.
    pub(super) fn sweep(&mut self) {
        self.traces.sweep();
    }

    /// Looks whether all threads wait for each other.
    pub(super) fn look(&mut self) -> Look {
        self.traces.look()
    }

    /// Whether it worked, or wanted to, in the time that it had.
    pub(super) fn busy(&self, wall: Duration) -> Option<bool> {
        self.traces.busy(wall)
    }

    /// Takes the exit status and lets go of the number. Only after `has_exited`.
    pub(super) fn reap(&mut self, limits: &Limits) -> io::Result<Termination> {
        // The account of processor time goes with the process, so it is read before.
        let used = self.traces.cpu_used();
        let status = self.child.wait()?;
        self.reaped = true;
        let used_up = matches!((used, limits.cpu), (Some(used), Some(limit)) if used >= limit);
        Ok(match (status.code(), status.signal().unwrap_or_default()) {
            (Some(code), _) => Termination::Exited(code),
            (None, signal) if signal == Signal::XCPU.as_raw() => Termination::CpuLimit,
            (None, signal) if signal == Signal::KILL.as_raw() && used_up => Termination::CpuLimit,
            (None, signal) if signal == Signal::XFSZ.as_raw() => Termination::OutputLimit,
            (None, signal) => Termination::Signalled(signal),
        })
    }
}

impl Drop for Leader {
    /// Where watching broke off, the program does not go on unwatched.
    fn drop(&mut self) {
        self.end();
        if !self.reaped {
            self.child.try_wait().ok();
        }
    }
}

/// The exit code of a program that ended by itself.
pub(super) fn own_code(status: ExitStatus) -> Option<i32> {
    status.code()
}

/// Sets the flag on the signals that ask for an end.
pub(super) fn set_on_signals(flag: &Arc<AtomicBool>) -> io::Result<()> {
    // The exit comes first, so that the first SIGINT finds the flag it looks at unset.
    let interrupted = Arc::new(AtomicBool::new(false));
    flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&interrupted))?;
    flag::register(SIGINT, interrupted)?;
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        flag::register(signal, Arc::clone(flag))?;
    }
    Ok(())
}
