//! The folder in which the runners of one traced cargo command leave records and results.

use super::Error;
use crate::glass::{ExploreLimits, SourceFolders};
use crate::verdict::{Exploration, Outcome, TracingArtifact};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What every runner of a session reads before it starts.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Orders {
    /// Whether the programs are tests.
    pub(super) tests: bool,
    /// The time limit of a test, in seconds.
    pub(super) limit: u64,
    pub(super) folders: SourceFolders,
    /// How to try the schedules of a test.
    pub(super) schedules: Option<ExploreLimits>,
}

/// A traced program, or one test.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct ProgramResult {
    /// The name of its crate or file.
    pub(super) binary: String,
    /// The package, as cargo names it to programs.
    pub(super) package: Option<String>,
    pub(super) test: Option<String>,
    pub(super) record: PathBuf,
    pub(super) outcome: Outcome,
    pub(super) passed: bool,
    pub(super) started: Duration,
    /// What was found in the schedules, if they were tried.
    pub(super) exploration: Option<Exploration>,
    /// Why its end says nothing about the program, as far as its own process shows it.
    pub(super) artifact: Option<TracingArtifact>,
    /// A remark about how it ran.
    pub(super) note: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct SessionFolder(pub(super) PathBuf);

impl SessionFolder {
    pub(super) fn write_orders(&self, orders: &Orders) -> Result<(), Error> {
        self.write("orders.json", orders)
    }

    pub(super) fn orders(&self) -> Option<Orders> {
        serde_json::from_slice(&fs::read(self.0.join("orders.json")).ok()?).ok()
    }

    /// Returns a path for a record. No other process uses that path.
    pub(super) fn new_record(&self, number: usize) -> PathBuf {
        self.0
            .join(format!("record-{}.{number}", std::process::id()))
    }

    pub(super) fn write_result(&self, number: usize, result: &ProgramResult) -> Result<(), Error> {
        self.write(
            &format!("result-{}.{number}.json", std::process::id()),
            result,
        )
    }

    /// Returns the results in the order in which their programs started.
    pub(super) fn results(&self) -> Vec<ProgramResult> {
        let read = |path: PathBuf| serde_json::from_slice(&fs::read(path).ok()?).ok();
        let files = files_with(&self.0, "result-");
        let mut results: Vec<ProgramResult> = files.into_iter().filter_map(read).collect();
        results.sort_by_key(|result| result.started);
        results
    }

    /// Returns the records of the processes that the process with this record started.
    pub(super) fn records_of_children(record: &Path) -> Vec<PathBuf> {
        let name = record.file_name().unwrap_or_default().to_string_lossy();
        files_with(
            record.parent().unwrap_or(Path::new("")),
            &format!("{name}-"),
        )
    }

    fn write(&self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        let path = self.0.join(name);
        let bytes = serde_json::to_vec(value).map_err(Into::into);
        let written = bytes.and_then(|bytes| fs::write(&path, bytes));
        written.map_err(|source| Error::Write { path, source })
    }
}

fn files_with(folder: &Path, start: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(start));
    let mut files: Vec<PathBuf> = named.map(|entry| entry.path()).collect();
    files.sort();
    files
}

pub(super) fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
