//! Builds a subject under glass and runs it.

mod batch;
mod schedule;
mod trace;

pub(super) use schedule::Schedule;

use super::record::Record;
use super::{Glass, Subject, export};
use crate::build::{Build, Built, Profile, Target, Workspace};
use crate::process::{Cancel, Limits};
use crate::run::{Error, Runner};
use crate::verdict::{Diagnostic, RunEnd, Trace};
use std::path::PathBuf;
use tempfile::TempDir;

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

/// The subjects of one build, in a folder of their own: other threads may build in the workspace while they run.
struct BuiltSubjects {
    workspace: PathBuf,
    scratch: PathBuf,
    built: Vec<Built>,
    /// Deleted with the last run.
    _executables: TempDir,
}

/// A subject that compiled.
pub(super) struct BuiltProgram<'a> {
    pub(super) subject: &'a Subject,
    binary: PathBuf,
    /// The folder of the workspace, with `/`: files in the record are named from there.
    workspace: String,
    runner: Runner<'a>,
}

/// One run and its record.
pub(super) struct RecordedRun {
    pub(super) ending: RunEnd,
    pub(super) stdout: String,
    pub(super) record: Record,
}

/// The step limit of a trace that replays no schedule.
const MAX_STEPS_OF_A_TRACE: u32 = 200_000;

impl Glass {
    /// Builds the glass crate for a profile, so that the first trace need not wait for it.
    ///
    /// # Errors
    /// If it was cancelled or the machine is in the way.
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
        self.with_built(&subject, cancel, |_| Ok(())).map(|_| ())
    }

    /// Runs a subject and traces its lines. Without choices, each thread runs until it has to wait.
    ///
    /// # Errors
    /// If it was cancelled or the machine is in the way.
    pub fn trace(
        &self,
        subject: &Subject,
        choices: &[u32],
        cancel: &Cancel,
    ) -> Result<Analysis<Trace>, Error> {
        let max_steps = choices.is_empty().then_some(MAX_STEPS_OF_A_TRACE);
        self.with_built(subject, cancel, |program| program.trace(choices, max_steps))
    }

    /// Builds the subject and calls `work` with it if it compiles.
    pub(super) fn with_built<T>(
        &self,
        subject: &Subject,
        cancel: &Cancel,
        work: impl FnOnce(&BuiltProgram<'_>) -> Result<T, Error>,
    ) -> Result<Analysis<T>, Error> {
        let Some(subjects) = self.build(subject.profile(), &[subject], false, cancel)? else {
            return Ok(Analysis::BuildTimedOut);
        };
        self.work_on(&subjects, 0, subject, cancel, work)
    }

    /// Calls `work` with one of the subjects of a build if it compiles.
    fn work_on<T>(
        &self,
        subjects: &BuiltSubjects,
        index: usize,
        subject: &Subject,
        cancel: &Cancel,
        work: impl FnOnce(&BuiltProgram<'_>) -> Result<T, Error>,
    ) -> Result<Analysis<T>, Error> {
        let built = &subjects.built[index];
        let Some(binary) = built.executable.clone() else {
            return Ok(Analysis::CompileError(built.diagnostics.clone()));
        };
        work(&BuiltProgram {
            subject,
            binary,
            workspace: subjects.workspace.to_string_lossy().replace('\\', "/"),
            runner: Runner {
                launcher: &self.launcher,
                scratch: subjects.scratch.clone(),
                cancel,
            },
        })
        .map(Analysis::Done)
    }

    /// Builds subjects of one profile with one call of cargo; none if that took too long. What the build leaves in the
    /// target folder can be discarded, because a batch of many would fill the disk.
    fn build(
        &self,
        profile: Profile,
        subjects: &[&Subject],
        discard: bool,
        cancel: &Cancel,
    ) -> Result<Option<BuiltSubjects>, Error> {
        self.workspaces.with(profile, |workspace| {
            for (path, text) in export::files() {
                workspace.write(&format!("glass/{path}"), &text)?;
            }
            let (targets, target_of) = lay_out(workspace, subjects)?;
            let wall = Limits::compiler().wall * u32::try_from(subjects.len()).unwrap_or(u32::MAX);
            let mut built = match workspace.build(&targets, wall, cancel)? {
                Build::Done(built) => built,
                Build::TimedOut => return Ok(None),
                Build::Cancelled => return Err(Error::Cancelled),
            };
            let executables = workspace.keep_executables(&mut built)?;
            if discard {
                workspace.discard(&targets);
            }
            let scratch = workspace.scratch();
            Ok(Some(BuiltSubjects {
                workspace: scratch.parent().unwrap_or(&scratch).to_owned(),
                scratch,
                built: target_of.iter().map(|&at| built[at].clone()).collect(),
                _executables: executables,
            }))
        })
    }
}

/// Writes the files of subjects. Returns the targets, one for each path, and the index of each subject's target.
fn lay_out(
    workspace: &mut Workspace,
    subjects: &[&Subject],
) -> Result<(Vec<Target>, Vec<usize>), Error> {
    let mut targets: Vec<Target> = Vec::new();
    let mut target_of = Vec::new();
    for subject in subjects {
        for (path, text) in &subject.beside {
            workspace.write(path, text)?;
        }
        let path = &subject.target.path;
        let known = targets.iter().position(|target| target.path == *path);
        target_of.push(known.unwrap_or(targets.len()));
        if known.is_none() {
            targets.push(subject.target.clone());
        }
    }
    Ok((targets, target_of))
}
