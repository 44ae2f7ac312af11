//! Windows: no launcher, no limits but the clock and the output. Tried in Wine only.

use super::output::Look;
use super::pipes::Streams;
use super::{Error, Job, Limits, Termination};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// What the system gives as the exit code of a program that it ends, and the signals that say the same elsewhere.
const ABORTED: u32 = 0xC000_0409;
const NO_ACCESS: u32 = 0xC000_0005;
const NO_STACK: u32 = 0xC000_00FD;
const SIGABRT: i32 = 6;
const SIGSEGV: i32 = 11;

/// The program itself.
pub(super) struct Leader {
    child: Child,
}

impl Leader {
    /// Starts the program; the launcher has nothing to do here.
    pub(super) fn start(_launcher: &Path, job: &Job) -> Result<(Self, Streams), Error> {
        // Much of Windows does not work in a process that was not told where Windows is.
        let system_root = std::env::var_os("SystemRoot").unwrap_or_default();
        let mut child = Command::new(&job.program)
            .args(&job.args)
            .current_dir(&job.dir)
            .env_clear()
            .env("SystemRoot", system_root)
            .envs(job.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| Error::starting(&job.program, &job.dir, source))?;
        let streams = Streams {
            stdout: child.stdout.take().expect("stdout was asked for"),
            stderr: child.stderr.take().expect("stderr was asked for"),
            lifeline: None,
        };
        Ok((Self { child }, streams))
    }

    /// Whether it is over.
    pub(super) fn has_exited(&mut self) -> io::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Ends it with all that it started, as long as it runs itself.
    pub(super) fn end(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            Command::new("taskkill")
                .args(["/T", "/F", "/PID", &self.child.id().to_string()])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .ok();
            self.child.kill().ok();
        }
    }

    #[expect(clippy::unused_self, reason = "the signature is that of the unix side")]
    pub(super) fn sweep(&mut self) {}

    /// What threads wait for is not shown: the time limit decides.
    #[expect(clippy::unused_self, reason = "the signature is that of the unix side")]
    pub(super) fn look(&mut self) -> Look {
        Look::Hidden
    }

    #[expect(clippy::unused_self, reason = "the signature is that of the unix side")]
    pub(super) fn busy(&self, _wall: Duration) -> Option<bool> {
        None
    }

    /// Takes the exit code. Only after `has_exited`.
    pub(super) fn reap(&mut self, _limits: &Limits) -> io::Result<Termination> {
        Ok(termination(self.child.wait()?))
    }
}

impl Drop for Leader {
    /// Where watching broke off, the program does not go on unwatched.
    fn drop(&mut self) {
        self.end();
    }
}

fn termination(status: ExitStatus) -> Termination {
    let code = status.code().unwrap_or_default();
    match code.cast_unsigned() {
        ABORTED => Termination::Signalled(SIGABRT),
        NO_ACCESS | NO_STACK => Termination::Signalled(SIGSEGV),
        _ => Termination::Exited(code),
    }
}

/// The exit code of a program that ended by itself.
pub(super) fn own_code(status: ExitStatus) -> Option<i32> {
    match termination(status) {
        Termination::Exited(code) => Some(code),
        _ => None,
    }
}

/// Nothing is launched here: the argument is one that nobody knows.
pub(super) fn launch(_args: impl Iterator<Item = OsString>) -> ExitCode {
    ExitCode::from(2)
}

/// Nothing is caught here: Ctrl-C goes to every program of the console.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature is that of the unix side"
)]
pub(super) fn set_on_signals(_flag: &Arc<AtomicBool>) -> io::Result<()> {
    Ok(())
}

/// The running binary.
pub(super) fn own_binary() -> io::Result<PathBuf> {
    std::env::current_exe()
}
