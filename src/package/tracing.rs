//! Traces a package, and reads what its programs recorded.

use super::artifacts;
use super::cargo::TracedCargo;
use super::compiler::Compiler;
use super::session::{Orders, ProgramResult, SessionFolder};
use super::workspace::{Traces, replaced_wrappers, target_folders, workspace_root};
use super::{CargoCommand, Error, Subcommand, library};
use crate::cache::CacheFolder;
use crate::glass::{ExploreLimits, RecordedProgram, RecordedTrace, SourceFolders, read_record};
use crate::process::Cancel;
use crate::verdict::{Exploration, KillReason, Outcome, RunEnd, TracingArtifact, Unfollowed};
use std::path::Path;
use std::time::Duration;

#[derive(Clone, Copy, Debug)]
pub struct TraceOptions {
    /// The time limit of a test.
    pub test_limit: Duration,
    /// Whether the dependencies are traced from the start.
    pub dependencies: bool,
    /// How to try the schedules of the one test that the command selects.
    pub schedules: Option<ExploreLimits>,
}

/// The result of a traced cargo command.
#[derive(Debug)]
pub struct PackageTrace {
    /// cargo's own exit code.
    pub code: i32,
    /// Whether the dependencies were traced, too.
    pub dependencies: bool,
    pub programs: Vec<PackageProgram>,
    /// What the user should know about how it was traced.
    pub notes: Vec<String>,
}

/// A program or a test.
#[derive(Debug)]
pub struct PackageProgram {
    /// `shop: store::tests::adds`
    pub name: String,
    pub is_test: bool,
    pub outcome: Outcome,
    /// `None` if only rustdoc knows: a doctest may have to panic.
    pub passed: Option<bool>,
    /// `None` if it used nothing that is traced, or its record cannot be read.
    pub recorded: Option<RecordedTrace>,
    pub exploration: Option<Exploration>,
    pub note: Option<String>,
    /// Why its end says nothing about the program.
    pub artifact: Option<TracingArtifact>,
}

impl PackageProgram {
    /// Whether it crashed in a way that only the traced std may have caused, such as an access past the end of an
    /// atomic.
    fn crashed(&self) -> bool {
        const ILLEGAL: i32 = 4;
        const ABORTED: i32 = 6;
        const BUS_ERROR: i32 = 7;
        const SEGMENTATION_FAULT: i32 = 11;
        match self.recorded.as_ref().map(|found| &found.trace.ending) {
            Some(RunEnd::NotFollowed {
                reason: Unfollowed::PointerCast,
            }) => true,
            None | Some(RunEnd::Outcome { .. }) => {
                let signals = [ILLEGAL, ABORTED, BUS_ERROR, SEGMENTATION_FAULT];
                match &self.outcome {
                    Outcome::Killed {
                        by: KillReason::Signal { number },
                    } => signals.contains(number),
                    // What a build with debug assertions says before it aborts.
                    Outcome::Panicked(panic) => panic.message.starts_with("misaligned pointer"),
                    _ => false,
                }
            }
            Some(_) => false,
        }
    }
}

/// Runs cargo with tracing. `say` gets what the user should know before cargo continues.
///
/// # Errors
/// If the package cannot be traced, or on a machine error.
pub fn trace(
    command: &CargoCommand,
    options: TraceOptions,
    cancel: &Cancel,
    say: &dyn Fn(&str),
) -> Result<PackageTrace, Error> {
    let shown_from = std::env::current_dir().unwrap_or_default();
    require_utf8(&shown_from)?;
    let compiler = Compiler::find(command)?;
    if let Some(target) = command
        .value("--target")
        .filter(|target| *target != compiler.host)
    {
        return Err(Error::refused(
            format!("a traced program has to run on this machine, not on {target}"),
            format!("leave out --target, or name {}", compiler.host),
        ));
    }
    let cache = CacheFolder::of_user();
    let cache = cache.and_then(|cache| cache.subfolder("packages"));
    let cache = cache.ok_or_else(library::no_cache)?;
    require_utf8(cache.path())?;
    let root = workspace_root(command)?;
    let glass = library::folder(&cache, &compiler)?;
    let session = tempfile::tempdir().map_err(|source| Error::Write {
        path: std::env::temp_dir(),
        source,
    })?;
    require_utf8(session.path())?;
    let traced = TracedCargo {
        command,
        compiler: &compiler,
        glass: &glass,
        targets: target_folders(&cache, &root, &glass)?,
        session: SessionFolder(session.path().to_owned()),
        cancel,
    };
    let folders = SourceFolders {
        root: Some(root.clone()),
        shown_from,
    };
    traced.session.write_orders(&Orders {
        tests: command.subcommand == Subcommand::Test,
        limit: options.test_limit.as_secs(),
        folders: folders.clone(),
        schedules: options.schedules,
    })?;
    let notes = replaced_wrappers(&root, &compiler.host);
    for note in &notes {
        say(note);
    }
    let (code, followed) = traced.run(say, options.dependencies)?;
    let results = traced.session.results();
    let is_explored = results.iter().any(|result| result.exploration.is_some());
    let runs_tests = code == 0 && !command.has("--no-run") && !command.asks_for_help();
    if runs_tests && options.schedules.is_some() && !is_explored {
        return Err(Error::refused(
            "`--schedules` tries the schedules of one test, but the command selects none",
            "name a test: `cellmate trace --schedules -- cargo test NAME`",
        ));
    }
    let programs = results.into_iter();
    let mut programs: Vec<PackageProgram> = programs
        .flat_map(|result| {
            let passed = has_passed(&result, code);
            read(result, passed, &folders)
        })
        .collect();
    if programs.iter().any(PackageProgram::crashed) {
        let target = traced.targets.of(followed).join(&compiler.host);
        let cast = artifacts::find_cast(&target, &folders);
        for program in programs.iter_mut().filter(|program| program.crashed()) {
            program.artifact.clone_from(&cast);
        }
    }
    Ok(PackageTrace {
        code,
        dependencies: followed == Traces::All,
        programs,
        notes,
    })
}

/// Refuses a folder whose path is not UTF-8: neither JSON nor the command line of a test can hold it.
fn require_utf8(folder: &Path) -> Result<(), Error> {
    if folder.to_str().is_some() {
        return Ok(());
    }
    Err(Error::refused(
        format!(
            "the path {} is not UTF-8, so cellmate cannot trace a package in it",
            folder.display()
        ),
        "rename the folder",
    ))
}

/// Whether a program did what it should; `None` if only rustdoc knows. A doctest may have to panic, and rustdoc reports
/// only whether all doctests passed.
fn has_passed(result: &ProgramResult, code_of_cargo: i32) -> Option<bool> {
    let has_passed = result.passed || code_of_cargo == 0;
    (has_passed || !is_example(result)).then_some(has_passed)
}

/// Whether it is a doctest. The name is rustdoc's.
fn is_example(result: &ProgramResult) -> bool {
    result.test.is_none() && result.binary == "rust_out"
}

/// Reads the trace of a program, and those of the programs that it started and that did not end well.
fn read(
    result: ProgramResult,
    passed: Option<bool>,
    folders: &SourceFolders,
) -> Vec<PackageProgram> {
    let is_example = is_example(&result);
    let is_test = result.test.is_some();
    let name = match (&result.test, &result.package) {
        (Some(test), Some(package)) if *package == result.binary.replace('_', "-") => {
            format!("{package}: {test}")
        }
        (Some(test), _) => format!("{}: {test}", result.binary),
        (None, Some(package)) if is_example => {
            format!("{package}: a doctest")
        }
        (None, _) => result.binary.clone(),
    };
    let program = |outcome| RecordedProgram {
        outcome,
        is_test,
        folders,
    };
    let children = SessionFolder::records_of_children(&result.record).into_iter();
    let children = children.filter_map(|record| {
        let recorded = read_record(&record, program(None)).ok()?;
        let outcome = recorded.trace.ending.outcome();
        Some(PackageProgram {
            name: format!("{name}, a process that it started"),
            is_test: false,
            passed: match outcome {
                Outcome::Finished { code: 0 } => Some(true),
                // rustdoc may run several doctests as processes of one.
                _ if is_example => passed,
                _ => Some(false),
            },
            outcome,
            recorded: Some(recorded),
            exploration: None,
            note: None,
            artifact: None,
        })
    });
    let children: Vec<PackageProgram> = children.collect();
    let recorded = read_record(&result.record, program(Some(&result.outcome))).ok();
    let own = PackageProgram {
        is_test,
        outcome: result.outcome,
        passed,
        recorded,
        exploration: result.exploration,
        note: result.note,
        artifact: result.artifact,
        name,
    };
    [own].into_iter().chain(children).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_rustdoc_knows_whether_a_doctest_had_to_panic() {
        let result = |binary: &str, passed: bool| -> ProgramResult {
            let result = json!({
                "binary": binary, "record": "record", "outcome": { "kind": "finished", "code": 101 },
                "passed": passed, "started": { "secs": 1, "nanos": 0 },
            });
            serde_json::from_value(result).unwrap()
        };
        assert_eq!(has_passed(&result("rust_out", false), 101), None);
        assert_eq!(has_passed(&result("rust_out", false), 0), Some(true));
        assert_eq!(has_passed(&result("rust_out", true), 101), Some(true));
        assert_eq!(has_passed(&result("shop", false), 101), Some(false));
    }
}
