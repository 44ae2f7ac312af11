//! Runs what was built, and puts into one word what it did.
//!
//! Both the grader, which judges, and glass, which explains, run programs this way.

mod panics;

use crate::build;
use crate::process::{
    self, Cancel, Captured, ExtraEnv, Job, Launcher, Limits, ProcessOutput, Termination,
};
use crate::verdict::{KillReason, Outcome, Panic, RunReport, TimeLimit};
use std::ffi::OsString;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use tracing::info_span;

/// Why a program was not run to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller cancelled it.
    #[error("cancelled")]
    Cancelled,
    /// The program could not be built, or there is no folder to run it in.
    #[error(transparent)]
    Build(#[from] build::Error),
    /// The process could not be started or watched.
    #[error(transparent)]
    Process(#[from] process::Error),
}

/// What Unix calls these signals by number; elsewhere nobody sends them.
const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;

/// A program's way of panicking: the exit code that std gives.
const PANIC_CODE: i32 = 101;

/// Where and how programs run.
#[derive(Clone, Debug)]
pub struct Runner<'a> {
    /// Starts them.
    pub launcher: &'a Launcher,
    /// Where each run gets a folder of its own.
    pub scratch: PathBuf,
    /// Ends them early.
    pub cancel: &'a Cancel,
}

/// One run of many.
#[derive(Clone, Debug)]
pub struct SeriesRun {
    /// What it did.
    pub outcome: Outcome,
    /// What was seen of it.
    pub report: RunReport,
    /// What it wrote into the file.
    pub written: Vec<u8>,
}

/// A program to run.
#[derive(Clone, Debug)]
pub struct Program<'a> {
    /// The binary.
    pub binary: &'a Path,
    /// Its arguments.
    pub arguments: &'a [&'a str],
    /// The learner's own file, as rustc knew it.
    pub file: &'a str,
    /// What it may use.
    pub limits: Limits,
    /// What it gets to see beside the usual environment.
    pub environment: Vec<(OsString, OsString)>,
}

impl Runner<'_> {
    /// Runs a program to its end, or to its limits.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn run(&self, program: Program<'_>) -> Result<(Outcome, RunReport), Error> {
        let scratch = self.folder()?;
        let file = program.file;
        let _span = info_span!("run", file).entered();
        let job = program.job(scratch.path());
        let ended = self.launcher.run(&job, self.cancel)?;
        if matches!(ended.termination, Termination::Cancelled) {
            return Err(Error::Cancelled);
        }
        Ok(seen(&ended, file))
    }

    /// Runs a program once for each of these additions to its environment, one after the other: where it is over at
    /// once, in far less time than each by itself. All write into one file, which is read after each of them. None is a
    /// run that is to be done by itself, since it was not over in the time that all have together, or did not end by
    /// itself.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn run_series(
        &self,
        program: Program<'_>,
        runs: &[ExtraEnv],
        written: &Path,
    ) -> Result<Vec<Option<SeriesRun>>, Error> {
        let scratch = self.folder()?;
        let file = program.file;
        let _span = info_span!("run", file, times = runs.len()).entered();
        let job = program.job(scratch.path());
        let laps = self.launcher.run_series(&job, runs, written, self.cancel)?;
        if self.cancel.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let seen = |lap: process::SeriesRun| {
            let (outcome, report) = seen(&lap.output, file);
            SeriesRun {
                outcome,
                report,
                written: lap.written,
            }
        };
        Ok(laps.into_iter().map(|lap| lap.map(seen)).collect())
    }

    /// A folder of its own, so that no run finds what another one left there.
    ///
    /// # Errors
    /// When the machine is in the way.
    pub fn folder(&self) -> Result<TempDir, Error> {
        let made = tempfile::tempdir_in(&self.scratch).map_err(|source| {
            let path = self.scratch.clone();
            build::Error::Workspace { path, source }
        });
        Ok(made?)
    }
}

impl Program<'_> {
    fn job(self, dir: &Path) -> Job {
        let mut env = environment();
        env.extend(self.environment);
        Job {
            program: self.binary.to_owned(),
            args: self.arguments.iter().map(OsString::from).collect(),
            dir: dir.to_owned(),
            env,
            limits: self.limits,
        }
    }
}

fn seen(ended: &ProcessOutput, file: &str) -> (Outcome, RunReport) {
    let report = report(ended, file);
    (outcome(&ended.termination, &report), report)
}

/// How many cores this machine has.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// How many programs are run at a time. One that sleeps or hangs needs no core, and under glass one thread goes on at a
/// time and the next has to be woken: with one program for each core, a good part of them would be idle.
#[must_use]
pub fn max_parallel_programs() -> usize {
    2 * cores()
}

/// Does `count` pieces of work, so many at a time, and gives what came of them in their order; the first that stops,
/// stops the rest.
///
/// # Errors
/// When one of them stopped.
///
/// # Panics
/// When one of them panicked.
pub fn run_parallel<T: Send>(
    at_a_time: usize,
    count: usize,
    work: impl Fn(usize) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let next = AtomicUsize::new(0);
    let worker = || -> Result<Vec<(usize, T)>, Error> {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return Ok(done);
            }
            let piece = work(at).inspect_err(|_| next.store(count, Ordering::Relaxed))?;
            done.push((at, piece));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..at_a_time.min(count))
            .map(|_| scope.spawn(worker))
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.join().expect("a worker does not panic")?);
        }
        Ok::<_, Error>(all)
    })?;
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, piece)| piece).collect())
}

/// What a program gets to see of the user's environment: enough to start, no more.
fn environment() -> Vec<(OsString, OsString)> {
    let mut environment: Vec<(OsString, OsString)> =
        ["PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"]
            .iter()
            .filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)))
            .collect();
    environment.push(("RUST_BACKTRACE".into(), "0".into()));
    environment
}

fn report(ended: &ProcessOutput, file: &str) -> RunReport {
    let (stdout, stderr) = (text(&ended.stdout), text(&ended.stderr));
    // A test harness catches what its test prints, and shows it on stdout when the test fails.
    let mut found = panics::read(&stderr, file);
    found.extend(panics::read(&stdout, file));
    RunReport {
        truncated: ended.stdout.truncated(),
        stdout,
        stderr,
        panics: found,
        millis: u64::try_from(ended.wall.as_millis()).unwrap_or(u64::MAX),
    }
}

/// What was printed, with a line of dots where its middle was too long to keep.
fn text(captured: &Captured) -> String {
    let mut bytes = captured.bytes.clone();
    if captured.truncated() {
        bytes.extend_from_slice("\n[…]\n".as_bytes());
    }
    bytes.extend_from_slice(&captured.tail);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn outcome(termination: &Termination, report: &RunReport) -> Outcome {
    let killed = |by| Outcome::Killed { by };
    match *termination {
        Termination::Exited(PANIC_CODE) => match decisive(&report.panics) {
            Some(panic) => Outcome::Panicked(panic.clone()),
            None => Outcome::Finished { code: PANIC_CODE },
        },
        Termination::Exited(code) => Outcome::Finished { code },
        Termination::Deadlocked { threads } => Outcome::Deadlocked { threads },
        Termination::CpuLimit => Outcome::TimedOut {
            limit: TimeLimit::Busy,
        },
        Termination::TimedOut {
            busy,
            waits_visible,
        } => Outcome::TimedOut {
            limit: match (busy, waits_visible) {
                (Some(true), _) => TimeLimit::Busy,
                (_, true) => TimeLimit::Asleep,
                (_, false) => TimeLimit::StoodStill,
            },
        },
        Termination::OutputLimit => killed(KillReason::OutputFlood),
        Termination::Signalled(number) => signalled(number, report),
        Termination::Cancelled => {
            unreachable!("a cancelled run has no outcome and never comes here")
        }
    }
}

fn signalled(number: i32, report: &RunReport) -> Outcome {
    let says = |words: &str| report.stderr.contains(words);
    let by = if says("has overflowed its stack") {
        KillReason::StackOverflow
    } else if number == SIGKILL || (number == SIGABRT && says("memory allocation of ")) {
        // Nobody here sent that signal: the system ends what asks for more memory than there is.
        KillReason::Memory
    } else if let (SIGABRT, Some(panic)) = (number, decisive(&report.panics)) {
        // A panic while another one unwinds ends with an abort.
        return Outcome::Panicked(panic.clone());
    } else {
        KillReason::Signal { number }
    };
    Outcome::Killed { by }
}

/// The panic that ended the program: the last one of the main thread, or else the last one.
fn decisive(panics: &[Panic]) -> Option<&Panic> {
    let of_main = panics.iter().rev().find(|panic| panic.thread == "main");
    of_main.or(panics.last())
}
