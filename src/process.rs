//! The only module that starts processes: a learner's program under limits, or a trusted tool as it is.
//!
//! A [`Launcher`] runs a [`Job`]: it re-executes this binary with the hidden first argument [`LAUNCH`]. That process,
//! the launcher, starts a session, asks to die with its parent, limits itself and becomes the program.
//! [`Launcher::run`] watches the program until it exits or has to be killed, together with everything that it started.
//!
//! Two things escape. A process that leaves the session and closes every pipe that it was given is not found; to do
//! that, the program must start another program, such as a Python script. And if cellmate itself is killed, only the
//! program dies with it: what the program had started (for example, cargo's rustc or a run of a series) keeps running.
//!
//! A confined launcher ([`Launcher::confined`]) adds layers that keep a program from everything but computing and
//! printing, and a build from everything outside of its workspace: see `sandbox`.
//!
//! `supervise` watches, `pipes` reads the output, `series` runs one program many times. What depends on the system is
//! in `unix` (with the launcher and the search for deadlocks) and `windows`, which have the same functions; only the
//! Linux part is tested on its own system, and the Windows part in Wine. The module [`run`](crate::run) turns a
//! termination into an outcome.

#[cfg(target_os = "linux")]
mod canary;
mod environment;
mod error;
mod job;
mod output;
mod pipes;
mod sandbox;
mod secret;
mod series;
mod supervise;
mod tool;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;
mod work_gate;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub use environment::{
    build_environment, confined_build_environment, confined_environment, program_environment,
};
pub use error::Error;
pub use job::{Cancel, FileAccess, Job, Limits};
pub use output::{Captured, ProcessOutput, Termination};
pub use sandbox::{Layer, Property};
pub use series::{SeriesInput, SeriesOutput};
pub use tool::{RunningTool, become_tool, become_traced, capture_here, code_or_signal, kill_tree};
pub use work_gate::{GatePass, WorkGate};

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Output, Stdio};

/// The hidden first argument that makes the binary a launcher.
pub const LAUNCH: &str = "__launch";

/// The hidden first argument that makes the binary confine itself and become a program, without a launcher's limits.
const CONFINE: &str = "__confine";

/// Starts programs through a cellmate binary.
#[derive(Clone, Debug)]
pub struct Launcher {
    exe: PathBuf,
    /// The layers that confine its jobs; `None` if they are not confined.
    layers: Option<Vec<Layer>>,
}

impl Launcher {
    /// Uses the running binary. Only `cellmate` itself may: tests and benches name the real one with [`Self::at`].
    ///
    /// # Errors
    /// If the system does not say which binary is running.
    pub fn current() -> Result<Self, Error> {
        system::own_binary()
            .map(Self::at)
            .map_err(Error::NoLauncher)
    }

    #[must_use]
    pub fn at(exe: PathBuf) -> Self {
        // Jobs run in folders of their own, where a relative path would lead elsewhere.
        let exe = std::path::absolute(&exe).unwrap_or(exe);
        Self { exe, layers: None }
    }

    #[must_use]
    pub fn binary(&self) -> &Path {
        &self.exe
    }

    /// Runs the job until it ends or has to be killed. Returns when no process that it started is left.
    ///
    /// # Errors
    /// If the program cannot be run or watched. That is never the program's own fault.
    pub fn run(&self, job: &Job, cancel: &Cancel) -> Result<ProcessOutput, Error> {
        supervise::supervise(self, job, false, cancel)
    }

    /// Runs the job with a random word on its standard input; the output's `secret` is that word.
    ///
    /// # Errors
    /// If the program cannot be run or watched.
    pub fn run_with_secret(&self, job: &Job, cancel: &Cancel) -> Result<ProcessOutput, Error> {
        supervise::supervise(self, job, true, cancel)
    }
}

/// Hides this process's environment and memory from the programs that it starts, as far as the system can: on Linux
/// they run as the same user, and could read `/proc/PID/environ`. Nothing hides them from root. There is no core dump,
/// and no debugger can be attached; a debugger that starts cellmate works.
pub fn hide_from_programs() {
    // An old kernel may refuse it: then nothing is hidden.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
}

/// Becomes a launcher or runs a series if the arguments (the binary's own name first) say so. Call it first in `main`.
///
/// A launcher returns an exit code only if it fails; otherwise the process has become the program.
#[must_use]
pub fn launch_if_asked(args: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut args = args.into_iter().skip(1);
    match args.next()?.to_str()? {
        LAUNCH => Some(system::launch(args)),
        #[cfg(unix)]
        CONFINE => Some(system::launch_confined(args)),
        #[cfg(target_os = "linux")]
        sandbox::CANARY => Some(canary::run(args)),
        series::SERIES => Some(series::run_as_series(args)),
        _ => None,
    }
}

/// Returns the folder for tools that look for their configuration in the current folder and above. No other user can
/// put a file there, unlike in `/tmp`.
#[must_use]
pub fn neutral_folder() -> PathBuf {
    if cfg!(unix) {
        PathBuf::from("/")
    } else {
        // The temporary folder is in the user's profile.
        let folder = std::env::temp_dir();
        std::path::absolute(&folder).unwrap_or(folder)
    }
}

/// Runs a trusted tool without limits or input, and returns what it printed.
///
/// It runs in the [`neutral_folder`]: in the user's folder, a `rust-toolchain.toml` could choose another toolchain or
/// make rustup fetch one.
///
/// # Errors
/// If it cannot be started.
pub fn capture<A: AsRef<OsStr>>(program: &Path, args: &[A]) -> Result<Output, Error> {
    tool(program, args)
        .output()
        .map_err(|source| Error::cannot_start(program, source))
}

/// Runs a trusted tool as [`capture`] does, without the variables that begin with `prefix` and with those in
/// `environment`.
///
/// # Errors
/// If it cannot be started.
pub fn capture_tool<A: AsRef<OsStr>>(
    program: &Path,
    args: &[A],
    prefix: &str,
    environment: &[(&str, &str)],
) -> Result<Output, Error> {
    let mut command = tool(program, args);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with(prefix) {
            command.env_remove(name);
        }
    }
    command
        .envs(environment.iter().copied())
        .output()
        .map_err(|source| Error::cannot_start(program, source))
}

/// Starts a trusted tool as [`capture`] does, but discards what it prints and does not wait for it.
///
/// # Errors
/// If it cannot be started.
pub fn start<A: AsRef<OsStr>>(program: &Path, args: &[A]) -> Result<Child, Error> {
    tool(program, args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|source| Error::cannot_start(program, source))
}

fn tool<A: AsRef<OsStr>>(program: &Path, args: &[A]) -> Command {
    let mut command = Command::new(program);
    let neutral = neutral_folder();
    if neutral.is_dir() {
        command.current_dir(neutral);
    }
    command.args(args).stdin(Stdio::null());
    command
}

/// Runs a trusted tool, such as an editor, in the terminal, and waits for it.
///
/// # Errors
/// If it cannot be started.
pub fn run_in_terminal<A: AsRef<OsStr>>(
    program: &Path,
    args: &[A],
    dir: &Path,
) -> Result<ExitStatus, Error> {
    Command::new(program)
        .args(args)
        .current_dir(dir)
        .status()
        .map_err(|source| Error::starting(program, dir, source))
}
