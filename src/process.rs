//! The only place that starts processes: under limits and watched, or handed over as they are.
//!
//! A [`Job`] is run by a [`Launcher`]: this very binary, re-executed with the hidden first argument [`LAUNCH`].
//! The launcher makes a session of its own, asks to die with its parent, limits itself and becomes the program.
//! [`Launcher::run`] watches until the program is over, or ends it, together with all that it started.
//!
//! Two things escape, knowingly. A process that both leaves the session and lets go of every pipe it was given is
//! not found; it takes another program, a Python script for instance, to do the latter. And where cellmate itself is
//! killed outright, only the program dies with it: what that had started (cargo's rustc or a run of a series, for
//! instance) runs to its own end.
//!
//! What the parts do: `run` watches, `pipes` takes in what is printed, `series` runs one program many times. What a
//! system can do stands in `unix` (with the launcher's own side, and the search for deadlocks) or `windows`, which have
//! equal signatures; what is not for Linux was tried on stand-ins only. What an ending means for a lesson is left to the
//! grader.

mod error;
mod job;
mod output;
mod pipes;
mod run;
mod series;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub use error::Error;
pub use job::{Cancel, Job, Limits};
pub use output::{Captured, ProcessOutput, Termination};
pub use series::{ExtraEnv, SeriesRun};

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Output, Stdio};

/// The hidden first argument that makes the binary a launcher.
pub const LAUNCH: &str = "__launch";

/// Where the binary lies that launches programs.
#[derive(Clone, Debug)]
pub struct Launcher {
    exe: PathBuf,
}

impl Launcher {
    /// The running binary. Only right in `cellmate` itself: tests and benches name the real one with [`Self::at`].
    ///
    /// # Errors
    /// Where the system does not tell which binary is running.
    pub fn current() -> Result<Self, Error> {
        system::own_binary()
            .map(Self::at)
            .map_err(Error::NoLauncher)
    }

    /// The cellmate binary at this path.
    #[must_use]
    pub fn at(exe: PathBuf) -> Self {
        // Jobs run in folders of their own, from where a relative path would lead elsewhere.
        let exe = std::path::absolute(&exe).unwrap_or(exe);
        Self { exe }
    }

    /// Runs the job to its end, or ends it; returns when nothing that it started is left.
    ///
    /// Call it from a thread that lives until it returns, as it does when it simply calls: the program dies with
    /// that thread.
    ///
    /// # Errors
    /// Whatever kept the program from being run or watched. It is never the program's own fault.
    pub fn run(&self, job: &Job, cancel: &Cancel) -> Result<ProcessOutput, Error> {
        run::run(&self.exe, job, cancel)
    }
}

/// Becomes the launcher, or what starts a program again and again, if the arguments (the binary's own name first) ask
/// for it. Call it first in `main`.
///
/// A launcher returns an exit code only where launching failed; else the process has become the program.
#[must_use]
pub fn launch_if_asked(args: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut args = args.into_iter().skip(1);
    match args.next()?.to_str()? {
        LAUNCH => Some(system::launch(args)),
        series::SERIES => Some(series::play(args)),
        _ => None,
    }
}

/// Runs a trusted tool without limits or input, and returns what it printed.
///
/// It runs in the folder for temporary files: where the user stands, a `rust-toolchain.toml` could choose another
/// toolchain, or make rustup fetch one.
///
/// # Errors
/// Where it cannot be started.
pub fn capture<A: AsRef<OsStr>>(program: &Path, args: &[A]) -> Result<Output, Error> {
    let mut command = Command::new(program);
    let neutral = std::env::temp_dir();
    if neutral.is_dir() {
        command.current_dir(neutral);
    }
    command
        .args(args)
        .stdin(Stdio::null())
        .output()
        .map_err(|source| Error::cannot_start(program, source))
}

/// Hands the terminal over to a trusted tool, an editor for instance, and waits for it.
///
/// # Errors
/// Where it cannot be started.
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

/// Sets the flag on SIGINT, SIGTERM and SIGHUP; a second SIGINT exits at once with 130.
///
/// Programs have sessions of their own, so the terminal's Ctrl-C reaches cellmate alone. On Windows nothing is
/// caught: there Ctrl-C goes to everything in the console.
///
/// # Errors
/// Where the system refuses the handlers.
pub fn cancel_on_signals(cancel: &Cancel) -> Result<(), Error> {
    system::set_on_signals(&cancel.0).map_err(Error::Signals)
}
