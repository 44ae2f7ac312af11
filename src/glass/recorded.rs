//! Reads records of programs that cellmate did not build itself: exported ones, and those of packages.

use super::explore::explore;
use super::record::{self, EndEvent, EventName, Record};
use super::run::{BuiltProgram, RecordedRun, from_run, may_be_harmless, recorded_end, run_end};
use super::sources::{SourceFiles, SourceFolders};
use super::{ExploreLimits, ProgramSpec, TestSite};
use crate::process::Limits;
use crate::run::Runner;
use crate::verdict::{Edition, Exploration, Outcome, RunEnd, Trace};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The trace of a record, and the files that it names.
#[derive(Debug)]
pub struct RecordedTrace {
    pub trace: Trace,
    /// The paths of its files, as its places name them, and their texts.
    pub files: Vec<(String, String)>,
}

/// Why a record cannot be traced.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error(
        "cannot read {path}: {source}\nhelp: name the file that GLASS_OUT named when the program ran"
    )]
    Read { path: PathBuf, source: io::Error },
    #[error(
        "{0} is not a record of borrows and locks\nhelp: run the program with GLASS_OUT=FILE GLASS_LINES=1, then name FILE here (`cellmate trace --export DIR` explains how)"
    )]
    NoRecord(PathBuf),
    #[error(
        "another version of cellmate recorded {0}\nhelp: record the run again, with the crate that `cellmate trace --export DIR` writes"
    )]
    OtherVersion(PathBuf),
}

/// What is known about a recorded run in addition to its record.
#[derive(Clone, Copy, Debug)]
pub struct RecordedProgram<'a> {
    /// How the process ended; if `None`, only the record says it.
    pub outcome: Option<&'a Outcome>,
    /// Whether it ran one test of a package.
    pub is_test: bool,
    pub folders: &'a SourceFolders,
}

/// Reads a record and traces its run.
///
/// # Errors
/// If the file cannot be read or has no events.
pub fn read_record(
    path: &Path,
    program: RecordedProgram<'_>,
) -> Result<RecordedTrace, RecordError> {
    let bytes = fs::read(path).map_err(|source| RecordError::Read {
        path: path.to_owned(),
        source,
    })?;
    let record = Record::parse(&String::from_utf8_lossy(&bytes));
    if record.folder.is_none() && record.events.is_empty() && record.end.is_none() {
        return Err(RecordError::NoRecord(path.to_owned()));
    }
    // Only a record with lines has a head.
    if record.folder.is_some() && record.format != Some(record::FORMAT) {
        return Err(RecordError::OtherVersion(path.to_owned()));
    }
    Ok(trace(record, program))
}

fn trace(mut record: Record, program: RecordedProgram<'_>) -> RecordedTrace {
    let source = SourceFiles::found(&record, program.folders, program.is_test);
    let ending = match program.outcome {
        Some(outcome) => run_end(outcome.clone(), &record),
        None => recorded_end(&record),
    };
    // The recorded end is that of the main thread, but libtest runs a test on a thread of its own: the end of that one
    // counts instead.
    if program.is_test && record.end.is_none() && first_thread_exited(&record) {
        record.end = Some(EndEvent::End);
    }
    let run = RecordedRun {
        ending,
        stdout: String::new(),
        test_passed: None,
        record,
    };
    let mut trace = from_run(run, &source);
    // Other runs would show whether a race did harm; here, only a failure does.
    if matches!(
        &trace.ending,
        RunEnd::Outcome {
            outcome: Outcome::Finished { code: 0 }
        }
    ) {
        trace.explanations.retain(|one| !may_be_harmless(one));
    }
    RecordedTrace {
        trace,
        files: source.into_texts(),
    }
}

/// Tries the schedules of one test of a package. `program` is the executable that runs it, with its arguments.
///
/// # Errors
/// If it was cancelled, or on a machine error.
pub fn explore_test(
    program: (&Path, Vec<String>),
    site: &TestSite,
    run_limits: Limits,
    limits: &ExploreLimits,
    runner: Runner<'_>,
) -> Result<Exploration, crate::run::Error> {
    let mut spec = ProgramSpec::single_file("", "", Edition::E2024);
    spec.target.harness = true;
    spec.limits = run_limits;
    spec.arguments = program.1;
    let program = BuiltProgram::of_package(&spec, program.0.to_owned(), site, runner);
    explore(&program, limits, &|_, _| None, &|_| {})
}

fn first_thread_exited(record: &Record) -> bool {
    let mut events = record.events.iter();
    events.any(|event| event.happened == EventName::Exited && event.thread == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_another_version_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let folders = SourceFolders {
            root: None,
            shown_from: PathBuf::new(),
        };
        let read = |head: &str| {
            fs::write(file.path(), format!("{head}\n{{\"event\":\"end\"}}\n")).unwrap();
            let program = RecordedProgram {
                outcome: None,
                is_test: false,
                folders: &folders,
            };
            read_record(file.path(), program)
        };
        let older = read(r#"{"event":"run","process":1,"folder":"/"}"#);
        assert!(matches!(older, Err(RecordError::OtherVersion(_))));
        let head = format!(
            r#"{{"event":"run","record_format":{},"process":1,"folder":"/"}}"#,
            record::FORMAT
        );
        assert!(read(&head).is_ok());
    }
}
