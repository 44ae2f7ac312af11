//! Writes how long builds, runs, tests and schedules take to the file that `CELLMATE_LOG` names.
//!
//! Each span becomes one line when it closes: when it started, its name, how long it took, and its fields. Without the
//! variable, nothing subscribes, and a span costs one load of an atomic. tracing-subscriber would add four crates to do
//! what this file does.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Why nothing can be logged.
#[derive(Debug, thiserror::Error)]
#[error("cannot open {}, which CELLMATE_LOG names: {source}\nhelp: set CELLMATE_LOG to a file that you can write to", path.display())]
pub struct Error {
    path: PathBuf,
    source: io::Error,
}

/// Starts the log if the environment asks for one.
///
/// # Errors
/// If the file cannot be opened.
pub fn start() -> Result<(), Error> {
    let Some(path) = std::env::var_os("CELLMATE_LOG").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let log = Log::open(path)?;
    // Only a second start in one process could fail, and then the first log continues.
    let _ = tracing::subscriber::set_global_default(log);
    Ok(())
}

struct Log {
    started: Instant,
    next_id: AtomicU64,
    open: Mutex<OpenLog>,
}

struct OpenLog {
    file: File,
    spans: HashMap<u64, OpenSpan>,
}

struct OpenSpan {
    name: &'static str,
    fields: SpanFields,
    started: Instant,
}

#[derive(Default)]
struct SpanFields(String);

impl Log {
    fn open(path: OsString) -> Result<Self, Error> {
        let file = File::options().append(true).create(true).open(&path);
        let file = file.map_err(|source| Error {
            path: path.into(),
            source,
        })?;
        Ok(Self {
            started: Instant::now(),
            next_id: AtomicU64::new(1),
            open: Mutex::new(OpenLog {
                file,
                spans: HashMap::new(),
            }),
        })
    }
}

impl Subscriber for Log {
    /// Enables cellmate's own spans and events, and not those of libraries.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("cellmate")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let mut fields = SpanFields::default();
        attributes.record(&mut fields);
        let span = OpenSpan {
            name: attributes.metadata().name(),
            fields,
            started: Instant::now(),
        };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.spans.insert(id, span);
        Id::from_u64(id)
    }

    /// Writes the line of a closed span. Spans are not cloned here, so the first handle that is dropped is the last.
    fn try_close(&self, id: Id) -> bool {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let span = open.spans.remove(&id.into_u64());
        if let Some(span) = &span {
            let line = span.line(self.started);
            // A full disk must not stop the work that is being logged.
            let _ = open.file.write_all(line.as_bytes());
        }
        span.is_some()
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn event(&self, _: &Event<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl OpenSpan {
    fn line(&self, log_started: Instant) -> String {
        let at = self.started.duration_since(log_started).as_secs_f64();
        let took = self.started.elapsed().as_secs_f64() * 1000.0;
        let (name, fields) = (self.name, &self.fields.0);
        format!("{at:9.3} s  {name:<8} {took:9.1} ms {fields}\n")
    }
}

impl Visit for SpanFields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn each_span_becomes_a_line_when_it_closes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let log = Log::open(path.clone().into_os_string()).unwrap();
        tracing::subscriber::with_default(log, || {
            let _run = tracing::info_span!("run", file = "a.rs").entered();
            tracing::info_span!("build", targets = 2).in_scope(|| {});
        });
        let text = fs::read_to_string(path).unwrap();
        let lines: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        let [build, run] = &lines[..] else {
            panic!("{text}");
        };
        assert_eq!((build[2], &build[5..]), ("build", &["targets=2"][..]));
        assert_eq!((run[2], &run[5..]), ("run", &["file=\"a.rs\""][..]));
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_named_with_the_variable() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nowhere/log");
        let error = Log::open(path.clone().into_os_string()).err().unwrap();
        let text = error.to_string();
        assert!(text.contains(&path.display().to_string()), "{text}");
        assert!(text.contains("CELLMATE_LOG"), "{text}");
    }
}
