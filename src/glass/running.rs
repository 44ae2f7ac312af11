//! Builds a subject, runs it once with given choices, and turns the record into a trace.

mod many;
mod tracing;

use super::record::{LastWord, Record};
use super::{Glass, Subject, export, lock};
use crate::build::{Build, Built, Profile, Target, Workspace};
use crate::process::{Cancel, Limits};
use crate::run::{Program, Runner, Stopped};
use crate::verdict::{Diagnostic, Ending, Outcome, TimeLimit, Trace};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What became of a wish to look at a program.
#[derive(Clone, Debug)]
pub enum Looked<T> {
    /// rustc refuses it.
    Refused(Vec<Diagnostic>),
    /// rustc takes too long.
    TooSlow,
    /// Here it is.
    Seen(T),
}

/// A subject that is built.
pub(super) struct Ready<'a> {
    pub(super) subject: &'a Subject,
    pub(super) binary: PathBuf,
    pub(super) workspace: String,
    pub(super) runner: Runner<'a>,
}

/// How one run goes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Course<'a> {
    /// Which threads go on, wherever more than one can.
    pub(super) choices: &'a [u32],
    /// Afterwards they are picked by this seed; without one, threads go on until they have to wait.
    pub(super) seed: Option<u64>,
    /// Whether borrows and locks are recorded with their lines.
    pub(super) lines: bool,
    /// How many steps are let pass; what schedules get, if nothing is said.
    pub(super) steps: Option<u32>,
}

/// What each schedule gets: those who wait for each other by looking are found out soon.
const STEPS_OF_A_SCHEDULE: u32 = 5_000;

/// What a run with lines gets that is no replay of a schedule.
const MANY_STEPS: u32 = 200_000;

/// A run, and what it wrote down.
pub(super) struct Raw {
    pub(super) ending: Ending,
    pub(super) stdout: String,
    pub(super) record: Record,
}

impl Glass {
    /// Builds the crate for programs of this kind, so that the first of them need not wait for it.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn warm(
        &self,
        edition: &'static str,
        optimize: bool,
        cancel: &Cancel,
    ) -> Result<(), Stopped> {
        let subject = Subject {
            optimize,
            ..Subject::program("warm.rs", "fn main() {}\n", edition)
        };
        self.with(&subject, cancel, |_| Ok(())).map(|_| ())
    }

    /// Runs a subject under glass, with lines. Without choices, each thread goes on until it has to wait.
    ///
    /// # Errors
    /// When it was cancelled, or the machine is in the way.
    pub fn trace(
        &self,
        subject: &Subject,
        choices: &[u32],
        cancel: &Cancel,
    ) -> Result<Looked<Trace>, Stopped> {
        let steps = choices.is_empty().then_some(MANY_STEPS);
        self.with(subject, cancel, |ready| ready.trace(choices, steps))
    }

    /// Builds the subject and does something with it while nobody else builds there.
    pub(super) fn with<T>(
        &self,
        subject: &Subject,
        cancel: &Cancel,
        work: impl FnOnce(&Ready<'_>) -> Result<T, Stopped>,
    ) -> Result<Looked<T>, Stopped> {
        self.building(subject.profile(), |workspace| {
            let found = build(workspace, &[subject], cancel)?;
            let Some(built) = found.and_then(|mut all| all.pop()) else {
                return Ok(Looked::TooSlow);
            };
            self.look(workspace, subject, built, cancel, work)
        })
    }

    /// Does something in the workspace for programs of this kind while nobody else builds there.
    fn building<T>(
        &self,
        profile: Profile,
        work: impl FnOnce(&mut Workspace) -> Result<T, Stopped>,
    ) -> Result<T, Stopped> {
        let mut workspaces = lock(&self.workspaces);
        let there = workspaces.get(&profile);
        if there.is_none_or(|workspace| !workspace.scratch().is_dir()) {
            workspaces.insert(profile, self.prepare(profile)?);
        }
        work(workspaces.get_mut(&profile).expect("it was just put there"))
    }

    /// Does something with what was built, if it was.
    fn look<T>(
        &self,
        workspace: &Workspace,
        subject: &Subject,
        built: Built,
        cancel: &Cancel,
        work: impl FnOnce(&Ready<'_>) -> Result<T, Stopped>,
    ) -> Result<Looked<T>, Stopped> {
        let Some(binary) = built.executable else {
            return Ok(Looked::Refused(built.diagnostics));
        };
        let scratch = workspace.scratch();
        let root = scratch.parent().unwrap_or(&scratch);
        work(&Ready {
            subject,
            binary,
            workspace: root.to_string_lossy().replace('\\', "/"),
            runner: Runner {
                launcher: &self.launcher,
                scratch: scratch.clone(),
                cancel,
            },
        })
        .map(Looked::Seen)
    }

    fn prepare(&self, profile: Profile) -> Result<Workspace, Stopped> {
        let mut workspace = Workspace::new(&self.toolchain, &self.launcher, profile)?;
        for (path, text) in export::files() {
            workspace.write(&format!("glass/{path}"), &text)?;
        }
        Ok(workspace)
    }
}

/// Builds subjects of one kind side by side, those that share a file once; none when that took too long.
fn build(
    workspace: &mut Workspace,
    subjects: &[&Subject],
    cancel: &Cancel,
) -> Result<Option<Vec<Built>>, Stopped> {
    let mut wall = Duration::ZERO;
    let mut targets: Vec<Target> = Vec::new();
    let mut places = Vec::new();
    for subject in subjects {
        for (path, text) in &subject.beside {
            workspace.write(path, text)?;
        }
        wall += Limits::compiler().wall;
        let path = &subject.target.path;
        let there = targets.iter().position(|target| target.path == *path);
        places.push(there.unwrap_or(targets.len()));
        if there.is_none() {
            targets.push(subject.target.clone());
        }
    }
    match workspace.build(&targets, wall, cancel)? {
        Build::Done(built) => Ok(Some(places.iter().map(|&at| built[at].clone()).collect())),
        Build::OutOfTime => Ok(None),
        Build::Cancelled => Err(Stopped::Cancelled),
    }
}

impl Ready<'_> {
    /// Runs it with lines.
    pub(super) fn trace(&self, choices: &[u32], steps: Option<u32>) -> Result<Trace, Stopped> {
        let raw = self.run(Course {
            choices,
            lines: true,
            steps,
            ..Course::default()
        })?;
        Ok(tracing::trace(raw, self.subject, &self.workspace))
    }

    /// Runs it once.
    pub(super) fn run(&self, course: Course<'_>) -> Result<Raw, Stopped> {
        let failed = |source| {
            let path = self.runner.scratch.clone();
            crate::build::Trouble::Workspace { path, source }
        };
        let folder = tempfile::tempdir_in(&self.runner.scratch).map_err(failed)?;
        let file = folder.path().join("record");
        let arguments: Vec<&str> = self.subject.arguments.iter().map(String::as_str).collect();
        let mut limits = self.subject.limits.clone();
        if course.lines {
            // Looking up lines takes time of its own.
            limits.wall += Duration::from_secs(5);
            limits.cpu = limits.cpu.map(|cpu| cpu + Duration::from_secs(5));
            limits.memory = limits.memory.map(|memory| memory + (256 << 20));
        }
        let (outcome, report) = self.runner.run(Program {
            binary: &self.binary,
            arguments: &arguments,
            file: &self.subject.target.path,
            limits,
            environment: course.environment(&file),
        })?;
        let record = Record::read(&fs::read_to_string(&file).unwrap_or_default());
        Ok(Raw {
            ending: ending(outcome, record.last),
            stdout: if self.subject.target.harness {
                results(&report.stdout)
            } else {
                report.stdout
            },
            record,
        })
    }
}

impl Course<'_> {
    /// How a program under glass is told of it.
    fn environment(&self, record: &Path) -> Vec<(OsString, OsString)> {
        let mut environment: Vec<(OsString, OsString)> = vec![
            ("GLASS_OUT".into(), record.into()),
            ("GLASS_CHOICES".into(), listed(self.choices).into()),
        ];
        if let Some(seed) = self.seed {
            environment.push(("GLASS_SEED".into(), seed.to_string().into()));
        }
        let steps = self.steps.unwrap_or(STEPS_OF_A_SCHEDULE);
        environment.push(("GLASS_STEPS".into(), steps.to_string().into()));
        if self.lines {
            environment.push(("GLASS_LINES".into(), "1".into()));
        }
        environment
    }
}

/// What a test harness says of its tests; not how long they took, nor the numbers that the system gives to threads.
fn results(stdout: &str) -> String {
    let line = |line: &str| {
        line.split("; finished in ")
            .next()
            .unwrap_or(line)
            .to_owned()
            + "\n"
    };
    let of_tests = stdout.lines().filter(|line| line.starts_with("test "));
    of_tests.map(line).collect()
}

/// `0,1,1`: choices as a program under glass reads them, and as people type them.
pub(super) fn listed(choices: &[u32]) -> String {
    let choices: Vec<String> = choices.iter().map(u32::to_string).collect();
    choices.join(",")
}

fn ending(outcome: Outcome, last: Option<LastWord>) -> Ending {
    match (last, &outcome) {
        (Some(LastWord::Deadlock), _) => Ending::Deadlock,
        (Some(LastWord::Endless { idle }), _) => Ending::Endless { spins: idle > 1000 },
        (Some(LastWord::Diverged), _) => Ending::Diverged,
        (
            _,
            Outcome::Deadlocked { .. }
            | Outcome::TimedOut {
                limit: TimeLimit::Asleep | TimeLimit::StoodStill,
            },
        ) => Ending::NotFollowed,
        _ => Ending::Outcome { outcome },
    }
}
