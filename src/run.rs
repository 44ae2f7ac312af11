//! Runs built programs, and determines their outcome. The grader and glass both use it.

mod panics;
mod scratch;
mod test_output;

pub use scratch::{RunFolder, Scratch};
pub use test_output::TestOutput;

use crate::build;
use crate::parallel::cores;
use crate::process::{
    self, Cancel, Captured, FileAccess, Job, Launcher, Limits, ProcessOutput, SeriesInput,
    Termination,
};
use crate::verdict::{KillReason, LEFT_OUT, Outcome, Panic, PanicKind, RunReport, TimeLimit};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use tracing::info_span;

/// Why a program was not run to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller cancelled it.
    #[error("cancelled")]
    Cancelled,
    #[error(transparent)]
    Build(build::Error),
    /// There is no folder to run it in.
    #[error(
        "cannot create a folder in {path}: {source}\nhelp: free some disk space, or set TMPDIR to a folder that has some"
    )]
    Scratch { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Process(#[from] process::Error),
}

impl From<build::Error> for Error {
    fn from(error: build::Error) -> Self {
        match error {
            build::Error::Cancelled => Self::Cancelled,
            other => Self::Build(other),
        }
    }
}

/// The number of a Unix signal; other systems do not have it.
const SIGABRT: i32 = 6;

#[derive(Clone, Debug)]
pub struct Runner<'a> {
    pub launcher: &'a Launcher,
    pub scratch: Scratch,
    pub cancel: &'a Cancel,
}

#[derive(Clone, Debug)]
pub struct SeriesRun {
    pub outcome: Outcome,
    pub report: RunReport,
    /// Whether it printed the secret word from its standard input. The report does not contain the word.
    pub printed_secret: bool,
    /// What it wrote to the file of [`Program::writes`].
    pub written: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Program<'a> {
    pub binary: &'a Path,
    pub arguments: &'a [&'a str],
    /// The path of the learner's file, as it was passed to rustc.
    pub file: &'a str,
    pub limits: Limits,
    /// What it gets in addition to the usual environment.
    pub environment: Vec<(OsString, OsString)>,
    /// The folder that it runs in; `None`: an empty one of its own.
    pub folder: Option<&'a Path>,
    /// The file that it may write even if it is confined.
    pub writes: Option<&'a Path>,
}

impl Runner<'_> {
    /// Runs a program until it exits or exceeds a limit.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn run(&self, program: Program<'_>) -> Result<(Outcome, RunReport), Error> {
        let (file, limits) = (program.file, program.limits.clone());
        let output = self.output(program, Launcher::run)?;
        Ok(observe(&output, &limits, file))
    }

    /// Runs a program that panics inside std and was built with line tables. Returns the innermost line of its file
    /// that led to the panic, among the functions that the file `defines`.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn innermost_line(
        &self,
        mut program: Program<'_>,
        defines: impl Fn(&str) -> bool,
    ) -> Result<Option<u32>, Error> {
        let file = program.file;
        let backtrace = ("RUST_BACKTRACE".into(), "1".into());
        program.environment.push(backtrace);
        let output = self.output(program, Launcher::run)?;
        Ok(panics::innermost_line(&text(&output.stderr), file, defines))
    }

    /// Runs a program with a random word on its standard input. Also returns whether the program printed the word; the
    /// report does not contain it.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn run_with_secret(
        &self,
        program: Program<'_>,
    ) -> Result<(Outcome, RunReport, bool), Error> {
        let (file, limits) = (program.file, program.limits.clone());
        let output = self.output(program, Launcher::run_with_secret)?;
        let (outcome, mut report) = observe(&output, &limits, file);
        let printed = take_secret(&output, &mut report);
        Ok((outcome, report, printed))
    }

    fn output(
        &self,
        program: Program<'_>,
        run: impl FnOnce(&Launcher, &Job, &Cancel) -> Result<ProcessOutput, process::Error>,
    ) -> Result<ProcessOutput, Error> {
        let scratch = self.folder()?;
        let _span = info_span!("run", file = program.file).entered();
        let job = program.job(self.launcher, scratch.path());
        let output = run(self.launcher, &job, self.cancel)?;
        if matches!(output.termination, Termination::Cancelled) {
            return Err(Error::Cancelled);
        }
        Ok(output)
    }

    /// Runs a program once for each of these inputs, one after the other. For short programs this is far faster than
    /// single runs. The file that the program `writes` is read after each run. A run is `None` if it has to be repeated
    /// by itself: it had not exited when the series' time was up, or did not exit by itself.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn run_series(
        &self,
        program: Program<'_>,
        runs: &[SeriesInput],
    ) -> Result<Vec<Option<SeriesRun>>, Error> {
        let scratch = self.folder()?;
        let (file, written) = (program.file, program.writes);
        let _span = info_span!("run", file, times = runs.len()).entered();
        let job = program.job(self.launcher, scratch.path());
        let finished = self.launcher.run_series(&job, runs, written, self.cancel)?;
        if self.cancel.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let observe = |run: process::SeriesOutput| {
            let (outcome, mut report) = observe(&run.output, &job.limits, file);
            SeriesRun {
                printed_secret: take_secret(&run.output, &mut report),
                outcome,
                report,
                written: run.written,
            }
        };
        Ok(finished.into_iter().map(|run| run.map(observe)).collect())
    }

    /// Returns a folder for one run, so that no run finds the files of another one.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn folder(&self) -> Result<RunFolder, Error> {
        self.scratch.folder().map_err(|source| Error::Scratch {
            path: self.scratch.path().to_owned(),
            source,
        })
    }
}

impl Program<'_> {
    fn job(self, launcher: &Launcher, dir: &Path) -> Job {
        let mut env = if launcher.is_confined() {
            process::confined_environment()
        } else {
            process::program_environment()
        };
        env.extend(self.environment);
        Job {
            program: self.binary.to_owned(),
            args: self.arguments.iter().map(OsString::from).collect(),
            dir: self.folder.unwrap_or(dir).to_owned(),
            env,
            limits: self.limits,
            access: FileAccess {
                write: self.writes.into_iter().map(Path::to_owned).collect(),
                ..FileAccess::default()
            },
        }
    }
}

fn observe(output: &ProcessOutput, limits: &Limits, file: &str) -> (Outcome, RunReport) {
    let report = report(output, file);
    (outcome(&output.termination, limits, &report), report)
}

/// Removes the word on a program's standard input from what it printed. Returns whether the program printed it.
fn take_secret(output: &ProcessOutput, report: &mut RunReport) -> bool {
    let Some(word) = output.secret.as_deref().filter(|word| !word.is_empty()) else {
        return false;
    };
    let printed = report.stdout.contains(word);
    report.stdout = report.stdout.replace(word, "");
    printed
}

/// Returns the kind of a panic with this message. `in_program` says whether the panic was in a file of the program, not
/// of std.
#[must_use]
pub fn classify_panic(message: &str, in_program: bool) -> PanicKind {
    panics::classify(message, in_program)
}

/// Returns how many programs run at the same time. A program that sleeps or hangs needs no core, and under glass one
/// thread runs at a time and the next has to be woken: with one program for each core, many cores would be idle.
#[must_use]
pub fn max_parallel_programs() -> usize {
    2 * cores()
}

fn report(output: &ProcessOutput, file: &str) -> RunReport {
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    // A test harness captures what a test prints, and shows it on stdout if the test fails.
    let mut found = panics::read(&stderr, file);
    found.extend(panics::read(&stdout, file));
    RunReport {
        truncated: output.stdout.truncated(),
        stdout,
        stderr,
        panics: found,
        millis: u64::try_from(output.wall.as_millis()).unwrap_or(u64::MAX),
    }
}

/// Returns what was printed. If the middle was dropped, [`LEFT_OUT`] replaces it.
fn text(captured: &Captured) -> String {
    let mut bytes = captured.bytes.clone();
    if captured.truncated() {
        bytes.extend_from_slice(format!("\n{LEFT_OUT}\n").as_bytes());
    }
    bytes.extend_from_slice(&captured.tail);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn outcome(termination: &Termination, limits: &Limits, report: &RunReport) -> Outcome {
    let killed = |by| Outcome::Killed { by };
    match *termination {
        Termination::Exited(Outcome::PANIC_CODE) => match decisive(&report.panics) {
            Some(panic) => Outcome::Panicked(panic),
            None => Outcome::Finished {
                code: Outcome::PANIC_CODE,
            },
        },
        Termination::Exited(code) => Outcome::Finished { code },
        Termination::Deadlocked { threads } => Outcome::Deadlocked { threads },
        Termination::CpuLimit => Outcome::TimedOut {
            limit: TimeLimit::Cpu,
        },
        Termination::TimedOut {
            busy,
            waits_visible,
        } => Outcome::TimedOut {
            limit: match (busy, waits_visible) {
                (Some(true), _) => TimeLimit::Cpu,
                (_, true) => TimeLimit::Idle,
                (_, false) => TimeLimit::WallClock,
            },
        },
        Termination::OutputLimit => killed(KillReason::OutputFlood {
            limit: u64::try_from(limits.output).ok(),
        }),
        Termination::FileSizeLimit => killed(KillReason::OutputFlood { limit: None }),
        Termination::Signaled(number) => signaled(number, limits, report),
        Termination::Cancelled => {
            unreachable!("a cancelled run has no outcome and never comes here")
        }
    }
}

fn signaled(number: i32, limits: &Limits, report: &RunReport) -> Outcome {
    let says = |words: &str| report.stderr.contains(words);
    let by = if says("has overflowed its stack") {
        KillReason::StackOverflow
    } else if number == SIGABRT && says("memory allocation of ") {
        let limit = limits.memory;
        KillReason::Memory { limit }
    } else if let (SIGABRT, Some(panic)) = (number, decisive(&report.panics)) {
        // A panic during the unwinding of another one aborts.
        return Outcome::Panicked(panic.clone());
    } else {
        KillReason::Signal { number }
    };
    Outcome::Killed { by }
}

/// Returns the panic that ended the program, with the one that it passes on.
fn decisive(panics: &[Panic]) -> Option<Panic> {
    let at = panics::decisive(panics.iter().map(|panic| panic.thread.as_str()))?;
    let last = &panics[at];
    let before: &[Panic] = if last.thread == "main" {
        &panics[..at]
    } else {
        &[]
    };
    let mut others = before.iter().rev().filter(|panic| panic.thread != "main");
    let source_panic = others
        .clone()
        .find(|panic| panic.panic_kind != PanicKind::Poisoned)
        .or_else(|| others.next_back())
        .filter(|_| panics::is_of_join(&last.message));
    Some(Panic {
        source_panic: source_panic.cloned().map(Box::new),
        ..last.clone()
    })
}
