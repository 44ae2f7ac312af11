//! Builds a subject, and makes it ready to be run with given choices.

mod many;
mod runs;
mod trace;

pub(super) use runs::Course;

use super::record::Record;
use super::{Glass, Subject, export, lock};
use crate::build::{Build, Built, Profile, Target, Workspace};
use crate::process::{Cancel, Limits};
use crate::run::{Error, Runner};
use crate::verdict::{Diagnostic, RunEnd, Trace};
use std::path::PathBuf;
use std::time::Duration;

/// What came of an attempt to run a program under glass.
#[derive(Clone, Debug)]
pub enum Analysis<T> {
    /// The program does not compile.
    CompileError(Vec<Diagnostic>),
    /// rustc ran out of time.
    BuildTimedOut,
    /// The program ran.
    Done(T),
}

/// A subject that is built.
pub(super) struct Ready<'a> {
    pub(super) subject: &'a Subject,
    pub(super) binary: PathBuf,
    pub(super) workspace: String,
    pub(super) runner: Runner<'a>,
}

/// A run, and what it wrote down.
pub(super) struct Raw {
    pub(super) ending: RunEnd,
    pub(super) stdout: String,
    pub(super) record: Record,
}

/// What a run with lines gets that is no replay of a schedule.
const MANY_STEPS: u32 = 200_000;

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
    ) -> Result<(), Error> {
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
    ) -> Result<Analysis<Trace>, Error> {
        let steps = choices.is_empty().then_some(MANY_STEPS);
        self.with(subject, cancel, |ready| ready.trace(choices, steps))
    }

    /// Builds the subject and does something with it while nobody else builds there.
    pub(super) fn with<T>(
        &self,
        subject: &Subject,
        cancel: &Cancel,
        work: impl FnOnce(&Ready<'_>) -> Result<T, Error>,
    ) -> Result<Analysis<T>, Error> {
        self.building(subject.profile(), |workspace| {
            let found = build(workspace, &[subject], cancel)?;
            let Some(built) = found.and_then(|mut all| all.pop()) else {
                return Ok(Analysis::BuildTimedOut);
            };
            self.look(workspace, subject, built, cancel, work)
        })
    }

    /// Does something in the workspace for programs of this kind while nobody else builds there.
    fn building<T>(
        &self,
        profile: Profile,
        work: impl FnOnce(&mut Workspace) -> Result<T, Error>,
    ) -> Result<T, Error> {
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
        work: impl FnOnce(&Ready<'_>) -> Result<T, Error>,
    ) -> Result<Analysis<T>, Error> {
        let Some(binary) = built.executable else {
            return Ok(Analysis::CompileError(built.diagnostics));
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
        .map(Analysis::Done)
    }

    fn prepare(&self, profile: Profile) -> Result<Workspace, Error> {
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
) -> Result<Option<Vec<Built>>, Error> {
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
        Build::TimedOut => Ok(None),
        Build::Cancelled => Err(Error::Cancelled),
    }
}
