//! Trusted tools of the user's own project, such as cargo: in the user's folder, with the user's environment and terminal.

use super::Error;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitCode, ExitStatus, Output, Stdio};

/// The variable that names the process that a schedule is for; see glass's `rt/settings.rs`.
const PROCESS_VARIABLE: &str = "GLASS_PROCESS";

/// A tool that runs in the user's terminal.
#[derive(Debug)]
pub struct RunningTool(Child);

impl RunningTool {
    /// Starts a tool. With `piped`, its standard output can be read.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start<A: AsRef<OsStr>>(
        program: &Path,
        args: &[A],
        environment: &[(OsString, OsString)],
        piped: bool,
    ) -> Result<Self, Error> {
        let mut command = Command::new(program);
        command.args(args).envs(environment.iter().cloned());
        if piped {
            command.stdout(Stdio::piped());
        }
        let child = command.spawn();
        child
            .map(Self)
            .map_err(|source| Error::cannot_start(program, source))
    }

    /// Returns its standard output. Only the first call does.
    pub fn stdout(&mut self) -> Option<ChildStdout> {
        self.0.stdout.take()
    }

    #[must_use]
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits for it to exit.
    ///
    /// # Errors
    /// If the system does not report it.
    pub fn wait(&mut self) -> Result<ExitStatus, Error> {
        self.0.wait().map_err(Error::Watching)
    }
}

/// Kills a process and all that it and its children started, as far as the system shows it.
pub fn kill_tree(process: u32) {
    super::system::kill_tree(process);
}

/// Returns the exit code of a process.
///
/// # Errors
/// If a signal ended it: the error is its number.
pub fn code_or_signal(status: ExitStatus) -> Result<i32, i32> {
    super::system::code_or_signal(status)
}

/// Becomes the tool in whose place this process was started. If the system has no way for a process to become another
/// program, runs the tool instead.
#[must_use]
pub fn become_tool<A: AsRef<OsStr>>(program: &Path, args: &[A]) -> ExitCode {
    let mut command = Command::new(program);
    command.args(args);
    super::system::replace_with(command)
}

/// Becomes a traced program, and names this process as the one that the record is for.
#[must_use]
pub fn become_traced<A: AsRef<OsStr>>(program: &Path, args: &[A]) -> ExitCode {
    let mut command = Command::new(program);
    command
        .args(args)
        .env(PROCESS_VARIABLE, std::process::id().to_string());
    super::system::replace_with(command)
}

/// Runs a tool without input in the current folder, where rustup and cargo look for the project's settings.
///
/// # Errors
/// If it cannot be started.
pub fn capture_here<A: AsRef<OsStr>>(
    program: &Path,
    args: &[A],
    environment: &[(OsString, OsString)],
) -> Result<Output, Error> {
    Command::new(program)
        .args(args)
        .envs(environment.iter().cloned())
        .stdin(Stdio::null())
        .output()
        .map_err(|source| Error::cannot_start(program, source))
}
