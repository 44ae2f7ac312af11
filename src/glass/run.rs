//! Builds a program under glass and runs it.

mod batch;
mod naming;
mod panicked;
mod schedule;
mod serial;
mod trace;

pub(super) use panicked::ended_alike;
use panicked::{last_panic, panicked};
pub use schedule::recording_environment;
pub(super) use schedule::{Schedule, recorded_end, run_end};
pub(super) use serial::may_be_harmless;
pub(super) use trace::from_run;

use super::record::Record;
use super::sources::SourceFolders;
use super::{Glass, ProgramSpec, export};
use crate::build::{self, Built, Executable, Profile, Target, Workspace};
use crate::process::{Cancel, Limits};
use crate::run::{Error, Runner, Scratch};
use crate::verdict::{Diagnostic, Edition, RunEnd, Trace};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// The result of an attempt to run a program under glass.
#[derive(Clone, Debug)]
pub enum Analysis<T> {
    /// The program does not compile.
    CompileError(Vec<Diagnostic>),
    /// rustc ran out of time.
    BuildTimedOut,
    /// The program ran.
    Done(T),
}

/// A program that was built under glass, or what the compiler said about it.
#[derive(Debug)]
pub struct BuildResult {
    spec: ProgramSpec,
    built: Built,
    folder: Arc<BuildFolder>,
}

/// Where programs were built and run.
#[derive(Debug)]
struct BuildFolder {
    workspace: PathBuf,
    scratch: Scratch,
    /// The folder of the executables, which other threads don't touch when they build in the workspace. Deleted with
    /// the last result of the build.
    _executables: TempDir,
}

pub(super) struct BuiltProgram<'a> {
    pub(super) spec: &'a ProgramSpec,
    executable: Executable,
    /// The path of the workspace, with `/` as the separator: the record names files relative to it.
    workspace: String,
    runner: Runner<'a>,
    /// Where it runs, if it is a test of a package that cargo built.
    site: Option<&'a TestSite>,
}

/// Where a test of a package runs.
#[derive(Clone, Debug)]
pub struct TestSite {
    /// The folder that it runs in.
    pub folder: PathBuf,
    pub environment: Vec<(OsString, OsString)>,
    pub sources: SourceFolders,
}

impl<'a> BuiltProgram<'a> {
    /// Describes a test that cargo built.
    pub(super) fn of_package(
        spec: &'a ProgramSpec,
        binary: PathBuf,
        site: &'a TestSite,
        runner: Runner<'a>,
    ) -> Self {
        Self {
            spec,
            executable: Executable::alone(binary),
            workspace: String::new(),
            runner,
            site: Some(site),
        }
    }

    /// Whether the spec has the texts of all files of the program. Others may read how many handles an `Arc` has.
    pub(super) fn has_all_sources(&self) -> bool {
        self.site.is_none() && self.spec.shown_from.is_none()
    }
}

pub(super) struct RecordedRun {
    pub(super) ending: RunEnd,
    /// What the program printed, without the lines of the test harness.
    pub(super) stdout: String,
    /// Whether the hidden test passed; `None` if the program itself ran.
    pub(super) test_passed: Option<bool>,
    pub(super) record: Record,
}

/// The step limit of a trace. Most long runs reach their time limit first.
pub const MAX_STEPS_OF_A_TRACE: u32 = 100_000_000;

impl Glass {
    /// Builds the glass crate for a profile, so that the first trace does not have to wait for it.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn warm(&self, edition: Edition, optimize: bool, cancel: &Cancel) -> Result<(), Error> {
        let spec = ProgramSpec {
            optimize,
            ..ProgramSpec::single_file("warm.rs", "fn main() {}\n", edition)
        };
        self.with_built(&spec, cancel, |_| Ok(())).map(|_| ())
    }

    /// Whether the glass crate has been built for a profile.
    #[must_use]
    pub fn is_warm(&self, edition: Edition, optimize: bool) -> bool {
        let spec = ProgramSpec {
            optimize,
            ..ProgramSpec::single_file("warm.rs", "", edition)
        };
        self.workspaces
            .toolchain()
            .has_library("glass", &export::source_files(), spec.profile())
    }

    /// Runs a program and traces its lines. Without choices, each thread runs until it has to wait.
    ///
    /// # Errors
    /// If it was cancelled, or on a machine error.
    pub fn trace(
        &self,
        spec: &ProgramSpec,
        choices: &[u32],
        cancel: &Cancel,
    ) -> Result<Analysis<Trace>, Error> {
        self.with_built(spec, cancel, |program| program.trace(choices))
    }

    /// Returns rustc's messages about a program with the real std, without running it. For a hidden test, these are
    /// about the learner's file alone: the real std lacks what reports that the test returned.
    ///
    /// # Errors
    /// If it was cancelled or took too long, or on a machine error.
    pub fn check_with_std(
        &self,
        spec: &ProgramSpec,
        cancel: &Cancel,
    ) -> Result<Vec<Diagnostic>, Error> {
        let profile = Profile {
            glass: false,
            ..spec.profile()
        };
        let mut own = spec.clone();
        own.target.harness = false;
        if own.hidden_tests.is_some() {
            own.target.path.clone_from(&own.display_path);
        }
        self.workspaces.with(profile, cancel, |workspace| {
            let (targets, _) = lay_out(workspace, &[own])?;
            let mut built = workspace.build(&targets, Limits::compiler().wall, cancel)?;
            Ok(built.remove(0).diagnostics)
        })
    }

    /// Builds programs of one profile with one run of cargo. What the build leaves in the target folder is discarded,
    /// because many programs would fill the disk.
    ///
    /// # Errors
    /// If it was cancelled or took too long, or on a machine error.
    pub fn build_all(
        &self,
        specs: Vec<ProgramSpec>,
        cancel: &Cancel,
    ) -> Result<Vec<BuildResult>, Error> {
        self.build(specs, true, cancel)
    }

    /// Builds the program and calls `work` with it if it compiles.
    pub(super) fn with_built<T>(
        &self,
        spec: &ProgramSpec,
        cancel: &Cancel,
        work: impl FnOnce(&BuiltProgram<'_>) -> Result<T, Error>,
    ) -> Result<Analysis<T>, Error> {
        match self.build(vec![spec.clone()], false, cancel) {
            Ok(built) => self.work_on(&built[0], cancel, work),
            Err(Error::Build(build::Error::TooSlow { .. })) => Ok(Analysis::BuildTimedOut),
            Err(error) => Err(error),
        }
    }

    /// Calls `work` with a program that was built, if it compiled.
    pub(super) fn work_on<T>(
        &self,
        result: &BuildResult,
        cancel: &Cancel,
        work: impl FnOnce(&BuiltProgram<'_>) -> Result<T, Error>,
    ) -> Result<Analysis<T>, Error> {
        let BuildResult {
            spec,
            built,
            folder,
        } = result;
        let Some(executable) = built.executable.clone() else {
            return Ok(Analysis::CompileError(built.diagnostics.clone()));
        };
        work(&BuiltProgram {
            spec,
            executable,
            workspace: folder.workspace.to_string_lossy().replace('\\', "/"),
            runner: Runner {
                launcher: &self.launcher,
                scratch: folder.scratch.clone(),
                cancel,
            },
            site: None,
        })
        .map(Analysis::Done)
    }

    fn build(
        &self,
        specs: Vec<ProgramSpec>,
        discard: bool,
        cancel: &Cancel,
    ) -> Result<Vec<BuildResult>, Error> {
        let Some(profile) = specs.first().map(ProgramSpec::profile) else {
            return Ok(Vec::new());
        };
        self.workspaces.with(profile, cancel, |workspace| {
            workspace.write_library("glass", &export::source_files())?;
            let (targets, target_of) = lay_out(workspace, &specs)?;
            // The first build compiles the glass crate, too.
            let programs = u32::try_from(specs.len()).unwrap_or(u32::MAX);
            let wall = Limits::compiler().wall * programs.saturating_add(4);
            let mut built = workspace.build(&targets, wall, cancel)?;
            workspace.keep_library("glass");
            let executables = workspace.keep_executables(&mut built)?;
            if discard {
                workspace.discard(&targets);
            }
            let scratch = Scratch::new(workspace.scratch());
            let folder = Arc::new(BuildFolder {
                workspace: scratch.path().parent().unwrap_or(scratch.path()).to_owned(),
                scratch,
                _executables: executables,
            });
            let result = |(spec, at): (ProgramSpec, usize)| BuildResult {
                spec,
                built: built[at].clone(),
                folder: Arc::clone(&folder),
            };
            Ok(specs.into_iter().zip(target_of).map(result).collect())
        })
    }
}

/// Writes the files of programs. Returns the targets, one for each path, and the index of each program's target.
fn lay_out(
    workspace: &mut Workspace,
    specs: &[ProgramSpec],
) -> Result<(Vec<Target>, Vec<usize>), Error> {
    let mut targets: Vec<Target> = Vec::new();
    let mut target_of = Vec::new();
    for spec in specs {
        for (path, text) in &spec.extra_files {
            workspace.write(path, text)?;
        }
        let path = &spec.target.path;
        let known = targets.iter().position(|target| target.path == *path);
        target_of.push(known.unwrap_or(targets.len()));
        if known.is_none() {
            targets.push(spec.target.clone());
        }
    }
    Ok((targets, target_of))
}
