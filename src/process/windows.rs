//! Windows: no launcher, and no limits except time and output. Tested only in Wine.

use super::output::DeadlockCheck;
use super::pipes::Pipes;
use super::secret::{new_secret, secret_pipe};
use super::{Error, Job, Launcher, Limits, Termination};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::Duration;

/// Exit codes of programs that Windows ends, and the Unix signals with the same meaning.
const FAIL_FAST: u32 = 0xC000_0409;
const ACCESS_VIOLATION: u32 = 0xC000_0005;
const STACK_OVERFLOW: u32 = 0xC000_00FD;
const SIGABRT: i32 = 6;
const SIGSEGV: i32 = 11;

/// The program: the first process of the run.
pub(super) struct Leader {
    child: Child,
}

impl Leader {
    pub(super) fn start(
        launcher: &Launcher,
        job: &Job,
        with_secret: bool,
    ) -> Result<(Self, Pipes), Error> {
        if launcher.is_confined() {
            return Err(Error::Launcher(
                "only Linux can confine programs".to_owned(),
            ));
        }
        let (secret, stdin) = if with_secret {
            let word = new_secret().map_err(Error::Watching)?;
            let stdin = secret_pipe(&word).map_err(Error::Watching)?;
            (Some(word), Stdio::from(stdin))
        } else {
            (None, Stdio::null())
        };
        // Much of Windows does not work in a process without this variable.
        let system_root = std::env::var_os("SystemRoot").unwrap_or_default();
        let mut child = Command::new(&job.program)
            .args(&job.args)
            .current_dir(&job.dir)
            .env_clear()
            .env("SystemRoot", system_root)
            .envs(job.env.iter().map(|(name, value)| (name, value)))
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| Error::starting(&job.program, &job.dir, source))?;
        let pipes = Pipes {
            stdout: child.stdout.take().expect("stdout was asked for"),
            stderr: child.stderr.take().expect("stderr was asked for"),
            lifeline: None,
            token: String::new(),
            secret,
        };
        Ok((Self { child }, pipes))
    }

    pub(super) fn has_exited(&mut self) -> io::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Kills it and everything that it started, while it is still running itself.
    pub(super) fn kill(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            kill_tree(self.child.id());
            self.child.kill().ok();
        }
    }

    #[expect(clippy::unused_self, reason = "the signature is that of the unix side")]
    pub(super) fn kill_strays(&mut self) {}

    /// The system does not show what threads wait for: the time limit decides.
    #[expect(clippy::unused_self, reason = "the signature is that of the unix side")]
    pub(super) fn check_deadlock(&mut self) -> DeadlockCheck {
        DeadlockCheck::NotVisible
    }

    #[expect(clippy::unused_self, reason = "the signature is that of the unix side")]
    pub(super) fn was_busy(&self, _wall: Duration) -> Option<bool> {
        None
    }

    /// Returns how it ended. Call it only after `has_exited`.
    pub(super) fn reap(&mut self, _limits: &Limits) -> io::Result<Termination> {
        Ok(termination(self.child.wait()?))
    }
}

impl Drop for Leader {
    /// Kills the program if watching it failed.
    fn drop(&mut self) {
        self.kill();
    }
}

fn termination(status: ExitStatus) -> Termination {
    let code = status.code().unwrap_or_default();
    match code.cast_unsigned() {
        FAIL_FAST => Termination::Signaled(SIGABRT),
        ACCESS_VIOLATION | STACK_OVERFLOW => Termination::Signaled(SIGSEGV),
        _ => Termination::Exited(code),
    }
}

/// Returns the exit code of a program, or the signal that corresponds to how Windows ended it.
pub(super) fn code_or_signal(status: ExitStatus) -> Result<i32, i32> {
    match termination(status) {
        Termination::Signaled(signal) => Err(signal),
        _ => Ok(status.code().unwrap_or_default()),
    }
}

pub(super) fn kill_tree(root: u32) {
    Command::new("taskkill")
        .args(["/T", "/F", "/PID", &root.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok();
}

/// Runs a program until it exits: here, a process cannot become another program.
pub(super) fn replace_with(mut command: Command) -> ExitCode {
    let code = command.status().ok().and_then(|status| status.code());
    ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

/// Rejects the launcher's argument: there is no launcher here.
pub(super) fn launch(_args: impl Iterator<Item = OsString>) -> ExitCode {
    ExitCode::from(2)
}

pub(super) fn own_binary() -> io::Result<PathBuf> {
    std::env::current_exe()
}
