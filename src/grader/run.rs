//! Runs what was built, and puts into one word what it did.

use super::{Stopped, panics};
use crate::build;
use crate::course::Lesson;
use crate::process::{Cancel, Captured, Ended, How, Job, Launcher, Limits};
use crate::verdict::{Death, Outcome, Panic, RunReport, TimeLimit};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What Unix calls these signals by number; elsewhere nobody sends them.
const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;

/// A program's way of panicking: the exit code that std gives.
const PANIC_CODE: i32 = 101;

/// Where and how programs run.
pub(super) struct Runner<'a> {
    pub(super) launcher: &'a Launcher,
    pub(super) scratch: PathBuf,
    pub(super) cancel: &'a Cancel,
}

impl Runner<'_> {
    /// Runs a program to its end, or to its limits. `file` is the learner's own, as rustc knew it.
    pub(super) fn run(
        &self,
        lesson: &Lesson,
        program: &Path,
        arguments: &[&str],
        file: &str,
    ) -> Result<(Outcome, RunReport), Stopped> {
        // A folder of its own, so that no run finds what another one left there.
        let scratch = tempfile::tempdir_in(&self.scratch).map_err(|source| {
            let path = self.scratch.clone();
            build::Trouble::Workspace { path, source }
        })?;
        let job = Job {
            program: program.to_owned(),
            args: arguments.iter().map(OsString::from).collect(),
            dir: scratch.path().to_owned(),
            env: environment(),
            limits: limits(lesson),
        };
        let ended = self.launcher.run(&job, self.cancel)?;
        if matches!(ended.how, How::Cancelled) {
            return Err(Stopped::Cancelled);
        }
        let report = report(&ended, file);
        Ok((outcome(&ended.how, &report), report))
    }
}

/// What a program of a lesson gets to see of the user's environment: enough to start, no more.
fn environment() -> Vec<(OsString, OsString)> {
    let mut environment: Vec<(OsString, OsString)> =
        ["PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"]
            .iter()
            .filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)))
            .collect();
    environment.push(("RUST_BACKTRACE".into(), "0".into()));
    environment
}

fn limits(lesson: &Lesson) -> Limits {
    let own = &lesson.limits;
    let usual = Limits::program();
    let millis = |own: Option<u64>, usual: Duration| own.map_or(usual, Duration::from_millis);
    let kept = own
        .output_kib
        .and_then(|kib| usize::try_from(kib.saturating_mul(1024)).ok())
        .unwrap_or(usual.kept);
    Limits {
        wall: millis(own.run_ms, usual.wall),
        cpu: usual.cpu.map(|cpu| millis(own.cpu_ms, cpu)),
        memory: own
            .memory_mib
            .map_or(usual.memory, |mib| Some(mib.saturating_mul(1 << 20))),
        kept,
        read: usual.read.max(kept),
        ..usual
    }
}

fn report(ended: &Ended, file: &str) -> RunReport {
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

fn outcome(how: &How, report: &RunReport) -> Outcome {
    let killed = |by| Outcome::Killed { by };
    match *how {
        How::Exited(PANIC_CODE) => match decisive(&report.panics) {
            Some(panic) => Outcome::Panicked(panic.clone()),
            None => Outcome::Finished { code: PANIC_CODE },
        },
        How::Exited(code) => Outcome::Finished { code },
        How::Deadlocked { threads } => Outcome::Deadlocked { threads },
        How::OutOfCpu => Outcome::TimedOut {
            limit: TimeLimit::Busy,
        },
        How::OutOfTime {
            busy,
            waits_visible,
        } => Outcome::TimedOut {
            limit: match (busy, waits_visible) {
                (Some(true), _) => TimeLimit::Busy,
                (_, true) => TimeLimit::Asleep,
                (_, false) => TimeLimit::StoodStill,
            },
        },
        How::TooMuchOutput => killed(Death::OutputFlood),
        How::Signalled(number) => signalled(number, report),
        How::Cancelled => unreachable!("a cancelled run has no outcome and never comes here"),
    }
}

fn signalled(number: i32, report: &RunReport) -> Outcome {
    let says = |words: &str| report.stderr.contains(words);
    let by = if says("has overflowed its stack") {
        Death::StackOverflow
    } else if number == SIGKILL || (number == SIGABRT && says("memory allocation of ")) {
        // Nobody here sent that signal: the system ends what asks for more memory than there is.
        Death::Memory
    } else if let (SIGABRT, Some(panic)) = (number, decisive(&report.panics)) {
        // A panic while another one unwinds ends with an abort.
        return Outcome::Panicked(panic.clone());
    } else {
        Death::Signal { number }
    };
    Outcome::Killed { by }
}

/// The panic that ended the program: the last one of the main thread, or else the last one.
fn decisive(panics: &[Panic]) -> Option<&Panic> {
    let of_main = panics.iter().rev().find(|panic| panic.thread == "main");
    of_main.or(panics.last())
}
