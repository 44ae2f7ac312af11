//! The programs with the genuine std: many built with one run of cargo, and run on all cores.

use super::batches::in_batches;
use super::seen::Seen;
use cellmate::build::{Built, Profile, Target, Toolchain, Workspace};
use cellmate::glass::ProgramSpec;
use cellmate::parallel;
use cellmate::process::{Cancel, Launcher};
use cellmate::run::{Error, Program, Runner, Scratch, max_parallel_programs};
use std::time::Duration;

/// What each of them does.
pub(crate) fn all(subjects: &[ProgramSpec]) -> Vec<Seen> {
    in_batches(subjects, false, together)
}

fn together(profile: Profile, subjects: &[&ProgramSpec]) -> Vec<Seen> {
    let launcher = Launcher::at(env!("CARGO_BIN_EXE_cellmate").into());
    let cancel = Cancel::new();
    let mut workspace = Workspace::new(&Toolchain::find().unwrap(), &launcher, profile).unwrap();
    let mut targets: Vec<Target> = Vec::new();
    for subject in subjects {
        for (path, text) in &subject.extra_files {
            workspace.write(path, text).unwrap();
        }
        if targets
            .iter()
            .all(|target| target.path != subject.target.path)
        {
            let name = format!("program_{}", targets.len());
            let target = subject.target.clone();
            targets.push(Target { name, ..target });
        }
    }
    let wall = Duration::from_mins(10);
    let built = workspace.build(&targets, wall, &cancel).unwrap();
    let runner = Runner {
        launcher: &launcher,
        scratch: Scratch::new(workspace.scratch()),
        cancel: &cancel,
    };
    let built_of = |subject: &ProgramSpec| {
        let mut all = targets.iter().zip(&built);
        let found = all.find(|(target, _)| target.path == subject.target.path);
        found.map(|(_, built)| built).unwrap()
    };
    let run = |at: usize| Ok::<_, Error>(run(&runner, subjects[at], built_of(subjects[at])));
    parallel::try_map(max_parallel_programs(), subjects.len(), run).unwrap()
}

fn run(runner: &Runner<'_>, subject: &ProgramSpec, built: &Built) -> Seen {
    let Some(executable) = &built.executable else {
        return Seen::refused(&built.diagnostics);
    };
    let program = Program {
        binary: &executable.path,
        arguments: &executable.arguments([]),
        file: &subject.target.path,
        limits: subject.limits.clone(),
        environment: Vec::new(),
        folder: None,
        writes: None,
    };
    let (outcome, report) = runner.run(program).unwrap();
    Seen::ran(outcome, report.stdout)
}
